"""Cells of a spreadsheet that are merged over several rows or columns, such as a label beside its rows.

The file stores the value of a merged cell only in its first row and column. Invariant: a further row gets the value
only if it has a value of its own, so that a label alone never makes a row; a figure is never repeated in its own row,
so that a sum counts it once.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from assistant.ingest.parse.tables import is_number

# As spreadsheet programs write them; in the text of a cell "<" is escaped.
MERGED = re.compile(
    rb"<(?:\w{1,20}:)?mergeCell\s[^>]{0,99}?\bref=[\"']([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})[\"']"
)
MAX_MERGED = 50_000  # of one sheet; further cells are read as if they were not merged
MAX_COLUMNS = 2_000
_MAX_ACROSS = 50  # columns that the value of one cell is repeated in
_YEAR = re.compile(r"(?:19|20)\d\d")


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
        self._begin: defaultdict[int, list[tuple[int, int, int]]] = defaultdict(list)  # row: (column, last, last row)
        self._open: dict[int, tuple[str, int]] = {}  # column: (value, last row)
        for letters, begin, last_letters, end in found:
            columns = (column_number(letters.decode()), column_number(last_letters.decode()))
            self.add(columns, int(begin), int(end))

    def add(self, columns: tuple[int, int], first: int, last: int) -> None:
        """A cell over the first to the last of `columns` (from 0) and the rows `first` to `last`.

        It is added before its first row.
        """
        column, last_column = columns[0], min(columns[1], MAX_COLUMNS - 1, columns[0] + _MAX_ACROSS)
        if column < MAX_COLUMNS and (last > first or last_column > column):
            self._begin[first].append((column, last_column, last))

    def fill(self, at: int, cells: list[str]) -> None:
        """Put the values of merged cells that reach row `at` into its empty `cells`; record cells that begin in it."""
        self._open = {column: (value, last) for column, (value, last) in self._open.items() if last >= at}
        if any(cells):
            for column, (value, _) in self._open.items():
                cells.extend([""] * (column + 1 - len(cells)))
                cells[column] = cells[column] or value
        for column, last_column, last in self._begin.pop(at, ()):
            if column >= len(cells) or not cells[column]:
                continue
            value = cells[column]
            if is_number(value) and not _YEAR.fullmatch(value):
                last_column = column
            cells.extend([""] * (last_column + 1 - len(cells)))
            for beside in range(column, last_column + 1):
                cells[beside] = value
                if last > at:
                    self._open[beside] = (value, last)
