"""Cells of a spreadsheet that were merged downwards, as a label is beside the rows it is about.

The value of a merged cell is stored with its first row alone. Invariant: a row gets it only where it has a value of its
own besides, so that no row is made out of a label.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

# As spreadsheet programs write them; in the text of a cell "<" is escaped.
MERGED = re.compile(rb"<(?:\w{1,20}:)?mergeCell\s[^>]{0,99}?\bref=[\"']([A-Z]{1,3})(\d{1,7}):[A-Z]{1,3}(\d{1,7})[\"']")
MOST = 50_000  # of one sheet; the others are read as if they were not merged
MAX_COLUMNS = 2_000


def column_number(letters: str) -> int:
    """0 for A, 26 for AA."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


class MergedCells:
    """Takes the rows of a sheet from above."""

    def __init__(self, found: Iterable[tuple[bytes, ...]]) -> None:
        """`found` are the groups of MERGED."""
        self._begin: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)  # row: (column, last row)
        self._open: dict[int, tuple[str, int]] = {}  # column: (value, last row)
        for letters, begin, end in found:
            column, first, last = column_number(letters.decode()), int(begin), int(end)
            if last > first and column < MAX_COLUMNS:
                self._begin[first].append((column, last))

    def fill(self, at: int, cells: list[str]) -> None:
        """Put what reaches down into row `at` into its empty `cells`, and remember what begins in it."""
        self._open = {column: (value, last) for column, (value, last) in self._open.items() if last >= at}
        if any(cells):
            for column, (value, _) in self._open.items():
                cells.extend([""] * (column + 1 - len(cells)))
                cells[column] = cells[column] or value
        for column, last in self._begin.pop(at, ()):
            if column < len(cells) and cells[column]:
                self._open[column] = (cells[column], last)
