"""The tables of a spreadsheet: finds where they begin and their column names, and writes their rows as sentences.

Invariant: rows are read one at a time and only a few are kept, so that memory does not grow with the sheet.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from assistant.ingest.parse.page import PageBuilder
from assistant.ingest.parse.tables import (
    Groups,
    is_number,
    is_pair,
    looks_like_header,
    names_columns,
    names_of,
    pair_text,
)

_SAMPLE_ROWS = 30
_MAX_ABOVE_HEADER = 6
_Numbered = tuple[int, list[str]]  # a row and its number in the sheet
_YEAR = re.compile(r"(?:19|20)\d\d")


class SheetTables:
    """Takes the rows of a sheet from the top; blank rows separate tables. `finish` adds the kept rows."""

    def __init__(self, builder: PageBuilder, name: str = "", *, forms: bool = True) -> None:
        """`name` is that of the sheet. `forms`: two columns of words may be a form, without names of columns."""
        self._builder = builder
        self._sheet = name
        self._kept: list[_Numbered] = []  # the first rows of a table, from which its header is found
        self._header_decided = False
        self._names: list[str] = []
        self._groups = Groups([])
        self._forms = forms

    def row(self, number: int, cells: list[str]) -> None:
        """A row with at least one filled cell; `cells[0]` is in the sheet's first column, `number` counts from 1."""
        if self._header_decided:
            self._add(number, cells)
            return
        self._kept.append((number, cells))
        if len(self._kept) == _SAMPLE_ROWS:
            self._decide_header()

    def blank(self) -> None:
        """One or more rows without a filled cell."""
        self._decide_header()
        self._header_decided = False

    def finish(self) -> None:
        self._decide_header()

    def _decide_header(self) -> None:
        """Find title and header in the kept rows and add them; later rows of the table are added at once."""
        kept, self._kept = self._kept, []
        self._header_decided = True
        rows = [cells for _, cells in kept]
        lone = sum(1 for _ in itertools.takewhile(lambda row: _said(row) == 1, rows))
        if lone < len(rows) or lone == 1:  # titles or remarks
            for row in rows[:lone]:
                self._builder.add("paragraph", next(cell for cell in row if cell))
            kept, rows = kept[lone:], rows[lone:]
        if not rows:
            return
        above, names, depth = _header(rows, self._forms) or (0, [], 0)
        if self._names and (not depth or not (self._forms or _begins_anew(self._names, rows))):
            goes_on = names == self._names or _continues(self._names, rows) or not self._forms
            above, names, depth = 0, self._names if goes_on else [], int(names == self._names)
        if above:
            self._begin([])
        for number, row in kept[:above]:
            self._add(number, row)
        if self._forms or above or not self._names or names != self._names:
            self._begin(names)
        for number, row in kept[above + depth :]:
            self._add(number, row)

    def _begin(self, names: list[str]) -> None:
        self._names = names
        self._groups = Groups(names)
        self._builder.begin_table(self._sheet, names, sheet=True)

    def _add(self, number: int, row: list[str]) -> None:
        if self._names:
            self._builder.add_row(self._groups.row_text(row), number, row)
            return
        filled = [cell for at, cell in enumerate(row) if cell and not (at and cell == row[at - 1] and _is_wide(cell))]
        self._builder.add_row(pair_text(filled) if is_pair(filled) else "; ".join(filled), number, row)


def _header(rows: Sequence[Sequence[str]], forms: bool) -> tuple[int, list[str], int] | None:
    """How many of the first rows stand above the names of the columns, the names, and how many rows they take.

    None if no row names the columns.
    """
    width = max(map(len, rows))
    even = [[*row, *[""] * (width - len(row))] for row in rows]
    for above in range(_pairs_above(rows, width), min(_MAX_ABOVE_HEADER, len(rows) - 1) + 1):
        names, depth = names_of(even[above:])
        if depth > 1:
            return above, names, depth
        if _has_header(rows[above:], rows[:above], forms):
            return above, list(rows[above]), 1
    return None


def _pairs_above(rows: Sequence[Sequence[str]], width: int) -> int:
    """How many rows above a wider table tell something by name and value: an account, a period."""
    pairs = sum(1 for _ in itertools.takewhile(lambda row: _filled(row) == 2 and row[0] != "", rows))
    return (
        pairs if 1 < pairs <= _MAX_ABOVE_HEADER and pairs < len(rows) - 1 and _filled(rows[pairs]) == width > 2 else 0
    )


def _begins_anew(names: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first row names other columns than `names`: of another number, or with words above figures."""
    if _filled(rows[0]) != _filled(names):
        return True
    columns = [[row[at] for row in rows if at < len(row) and row[at]] for at in range(len(rows[0]))]
    return any(len(cells) > 1 and not is_number(cells[0]) and all(map(is_number, cells[1:])) for cells in columns)


def _is_wide(cell: str) -> bool:
    """Whether a cell that is there twice is one that spans columns: words, no figure and no dash."""
    return any(map(str.isalpha, cell)) and not is_number(cell)


def _said(row: Sequence[str]) -> int:
    """How many different things a row says: a merged cell says one."""
    return len({cell for cell in row if cell})


def _filled(row: Sequence[str]) -> int:
    return sum(1 for cell in row if cell)


def _has_header(rows: Sequence[Sequence[str]], above: Sequence[Sequence[str]], forms: bool) -> bool:
    """Whether the first row names the columns: with words, or with years above figures that are not years.

    A row above it, which names several columns at once ("2024" over "Sales" and "Costs"), has fewer cells.
    """
    if len(rows) < 2 or any(_filled(row) >= _filled(rows[0]) for row in above):
        return False
    width = max(map(len, rows))
    columns = [number for number in range(width) if any(number < len(row) and row[number] for row in rows)]
    dense = [[row[number] if number < len(row) else "" for number in columns] for row in rows]
    if len(columns) < 2:
        return not forms and width == 1 and looks_like_header(dense)
    first = dense[0]
    for number, cell in enumerate(first):
        if _YEAR.fullmatch(cell) and not any(_YEAR.fullmatch(row[number]) for row in dense[1:]):
            first[number] = f"in {cell}"  # no longer a number, so that it counts as a name
    return names_columns(dense) if forms else looks_like_header(dense)


def _continues(names: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Whether rows after a blank row belong to the column names above it: of the same width, and not a form."""
    named = _filled(names)
    if named < 2 or any(_filled(row) < named or len(row) > len(names) for row in rows):
        return False
    return named > 2 or all(is_number(row[-1]) for row in rows)
