"""The tables of a spreadsheet: finds where they begin and their column names, and writes their rows as sentences.

Invariant: rows are read one at a time and only a few are kept, so that memory does not grow with the sheet.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.ingest.parse.page import PageBuilder
from assistant.ingest.parse.tables import is_number, is_pair, names_columns, pair_text, row_text

_SAMPLE_ROWS = 30
_MAX_ABOVE_HEADER = 2
_Numbered = tuple[int, list[str]]  # a row and its number in the sheet
_YEAR = re.compile(r"(?:19|20)\d\d")


class SheetTables:
    """Takes the rows of a sheet from the top; blank rows separate tables. `finish` adds the kept rows."""

    def __init__(self, builder: PageBuilder, name: str = "") -> None:
        """`name` is that of the sheet."""
        self._builder = builder
        self._sheet = name
        self._kept: list[_Numbered] = []  # the first rows of a table, from which its header is found
        self._header_decided = False
        self._names: list[str] = []

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
        while rows and _filled(rows[0]) == 1 and (len(rows) == 1 or _filled(rows[1]) > 1):  # a title or a remark
            self._builder.add("paragraph", "".join(rows.pop(0)))
        if not rows:
            return
        header = _header(rows)
        names = rows[header] if header is not None else self._names if _continues(self._names, rows) else []
        kept = kept[-len(rows) :]
        self._begin([])
        for number, row in kept[: header or 0]:
            self._add(number, row)
        self._begin(names)
        for number, row in kept if header is None else kept[header + 1 :]:
            self._add(number, row)

    def _begin(self, names: list[str]) -> None:
        self._names = names
        self._builder.begin_table(self._sheet, names, sheet=True)

    def _add(self, number: int, row: list[str]) -> None:
        if self._names:
            self._builder.add_row(row_text(self._names, row), number, row)
            return
        filled = [cell for cell in row if cell]
        self._builder.add_row(pair_text(filled) if is_pair(filled) else "; ".join(filled), number, row)


def _header(rows: Sequence[Sequence[str]]) -> int | None:
    """Which of the first rows names the columns; None if none does."""
    found = next((n for n in range(_MAX_ABOVE_HEADER + 1) if _has_header(rows[n:], rows[:n])), None)
    if found is None or found == _MAX_ABOVE_HEADER or len(rows) <= found + 1:
        return found
    # A name that is merged over two header rows is in both; the lower row has a name for each column.
    shared = any(name and name == below for name, below in zip(rows[found], rows[found + 1], strict=False))
    return found + 1 if shared and _has_header(rows[found + 1 :], rows[: found + 1]) else found


def _filled(row: Sequence[str]) -> int:
    return sum(1 for cell in row if cell)


def _has_header(rows: Sequence[Sequence[str]], above: Sequence[Sequence[str]]) -> bool:
    """Whether the first row names the columns: with words, or with years above figures that are not years.

    A row above it, which names several columns at once ("2024" over "Sales" and "Costs"), has fewer cells.
    """
    if len(rows) < 2 or any(_filled(row) >= _filled(rows[0]) for row in above):
        return False
    width = max(map(len, rows))
    columns = [number for number in range(width) if any(number < len(row) and row[number] for row in rows)]
    dense = [[row[number] if number < len(row) else "" for number in columns] for row in rows]
    if len(columns) < 2:
        return False
    first = dense[0]
    for number, cell in enumerate(first):
        if _YEAR.fullmatch(cell) and not any(_YEAR.fullmatch(row[number]) for row in dense[1:]):
            first[number] = f"in {cell}"  # no longer a number, so that it counts as a name
    return names_columns(dense)


def _continues(names: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Whether rows after a blank row belong to the column names above it: of the same width, and not a form."""
    named = _filled(names)
    if named < 2 or any(_filled(row) < named or len(row) > len(names) for row in rows):
        return False
    return named > 2 or all(is_number(row[-1]) for row in rows)
