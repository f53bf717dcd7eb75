"""Rows of a table that name the section of the rows below them: "Upper floor" over all columns.

Invariant: such a row says one thing only; it is no row of data.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence


class Sections:
    """Finds the rows of one table, from the top, that begin a section.

    A row that says one thing over all columns begins one. Where cells are not merged, that is a row with nothing but
    its first cell, if the table begins with one.
    """

    def __init__(self, columns: int, is_number: Callable[[str], bool]) -> None:
        """`columns`: how many columns have a name. `is_number`: whether a cell is a figure, which names nothing."""
        self._columns = columns
        self._is_number = is_number
        self._has_lone: bool | None = None

    def begun_by(self, row: Sequence[str]) -> str:
        """The name of the section that `row` begins, or ""."""
        filled = [cell for cell in row if cell]
        if not filled or self._is_number(filled[0]):
            return ""
        lone = self._columns > 1 and len(filled) == 1 and row[0] != ""
        if self._has_lone is None:
            self._has_lone = lone
        merged = 1 < self._columns <= len(filled) and len(set(filled)) == 1
        return filled[0].rstrip(":") if merged or (lone and self._has_lone) else ""
