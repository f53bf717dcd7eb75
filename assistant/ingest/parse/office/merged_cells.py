"""Cells of a spreadsheet that are merged over several rows, such as a label beside its rows.

The file stores the value of a merged cell only in its first row. Invariant: a further row gets the value only if it has
a value of its own, so that a label alone never makes a row.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

# As spreadsheet programs write them; in the text of a cell "<" is escaped.
MERGED = re.compile(rb"<(?:\w{1,20}:)?mergeCell\s[^>]{0,99}?\bref=[\"']([A-Z]{1,3})(\d{1,7}):[A-Z]{1,3}(\d{1,7})[\"']")
MAX_MERGED = 50_000  # of one sheet; further cells are read as if they were not merged
MAX_COLUMNS = 2_000


def column_letters(number: int) -> str:
    """A for 0, AA for 26."""
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """0 for A, 26 for AA."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


class MergedCells:
    """Fills merged cells, row by row from the top."""

    def __init__(self, found: Iterable[tuple[bytes, ...]] = ()) -> None:
        """`found` are the groups of MERGED."""
        self._begin: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)  # row: (column, last row)
        self._open: dict[int, tuple[str, int]] = {}  # column: (value, last row)
        for letters, begin, end in found:
            self.add(column_number(letters.decode()), int(begin), int(end))

    def add(self, column: int, first: int, last: int) -> None:
        """A merged cell in `column` (from 0) and the rows `first` to `last`; it is added before its first row."""
        if last > first and column < MAX_COLUMNS:
            self._begin[first].append((column, last))

    def fill(self, at: int, cells: list[str]) -> None:
        """Put the values of merged cells that reach row `at` into its empty `cells`; record cells that begin in it."""
        self._open = {column: (value, last) for column, (value, last) in self._open.items() if last >= at}
        if any(cells):
            for column, (value, _) in self._open.items():
                cells.extend([""] * (column + 1 - len(cells)))
                cells[column] = cells[column] or value
        for column, last in self._begin.pop(at, ()):
            if column < len(cells) and cells[column]:
                self._open[column] = (cells[column], last)
