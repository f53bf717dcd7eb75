"""Sheets: what is asked about. Tables of the same columns are one sheet; months as columns and sections become rows.

Invariant: every row of a sheet names the row of the file that it comes from. Rows that sum up others are left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePath

from assistant.answer.tables.cells.columns import Column, is_empty, is_total, make_column, mark_cumulative, style_of
from assistant.answer.tables.cells.moments import read_date
from assistant.answer.tables.cells.numbers import read_number
from assistant.domain.records.sections import Sections
from assistant.domain.records.tables import StoredTable, TableRow, column_letters
from assistant.text.words import words

MAX_SHEET_CELLS = 400_000  # of one sheet; a larger one is not asked
_LEAST_PERIODS = 3  # columns named after months, quarters or years that make a table a wide one
_YEAR = re.compile(r"(?:19|20)\d\d")
_PERIOD_NAMES = {2: "month", 4: "year", 7: "month", 10: "date"}


@dataclass(frozen=True, slots=True)
class RowOf:
    """Where a row of a sheet comes from; `column` is that of its value where columns became rows, else -1."""

    table: StoredTable
    row: TableRow
    column: int = -1
    section: str = ""  # the row above it that names its part of the table: "Upper floor"


@dataclass(slots=True)
class Sheet:
    """Typed columns, each with a value for each of `rows`."""

    tables: list[StoredTable]
    columns: list[Column]
    rows: list[RowOf]
    complete: bool = True
    name_words: set[str] = field(default_factory=set)  # of files, sheets and captions
    origins: list[Column] = field(default_factory=list)  # of `columns`: which sheet or file each row comes from
    telling_words: set[str] = field(default_factory=set)  # those of them that only some of the tables are named after
    folder_words: set[str] = field(default_factory=set)

    @property
    def first(self) -> StoredTable:
        return self.tables[0]

    @property
    def title(self) -> str:
        """How an answer names it: the file, and the sheet where it has a name."""
        names = list(dict.fromkeys(PurePath(table.path).name for table in self.tables))
        shown = ", ".join(names[:3]) + (" \u2026" if len(names) > 3 else "")
        sheets = {table.name for table in self.tables if table.name}
        return f"{shown} ({next(iter(sheets))})" if len(sheets) == 1 else shown

    def dates(self) -> list[Column]:
        return [column for column in self.columns if column.kind in ("date", "month")]

    def money(self) -> list[Column]:
        """The columns of amounts; the only column of plain numbers may be one without saying so."""
        found = [column for column in self.numbers() if column.is_money]
        plain = [column for column in self.numbers() if not column.is_label]
        alone = [column for column in plain if len(plain) == 1 and not column.unit and not column.cumulative]
        return found or [column for column in alone if column.kind == "number"]

    def numbers(self) -> list[Column]:
        return [column for column in self.columns if column.kind in ("number", "time")]


def signature(table: StoredTable) -> tuple[object, ...]:
    """Equal for tables that may be read as one: the same names of columns; without names, only the table itself."""
    names = tuple(" ".join(words(name)) for name in table.header)
    return names if any(names) else (table.document, table.number)


def group(tables: Sequence[StoredTable]) -> list[list[StoredTable]]:
    """Tables by signature. A document that lies at several paths is taken once."""
    paths: dict[int, str] = {}
    groups: dict[tuple[object, ...], list[StoredTable]] = {}
    for table in tables:
        if paths.setdefault(table.document, table.path) == table.path:
            groups.setdefault(signature(table), []).append(table)
    return list(groups.values())


def make_sheet(tables: Sequence[StoredTable], rows_of: Callable[[int], Sequence[TableRow]]) -> Sheet | None:
    """The sheet of tables with the same signature; None if it is too large or has nothing to ask about."""
    if sum(table.rows * max(1, len(table.header)) for table in tables) > MAX_SHEET_CELLS:
        return None
    rows = [one for table in tables for one in _data_rows(table, rows_of(table.id))]
    width = max((len(one.row.cells) for one in rows), default=0)
    names = list(tables[0].header) + [""] * (width - len(tables[0].header))
    if not rows or width * len(rows) > MAX_SHEET_CELLS:
        return None
    sheet = Sheet(list(tables), [], rows, all(table.complete for table in tables))
    named = [set(words(f"{PurePath(table.path).stem} {table.name}")) for table in tables]
    sheet.name_words = set[str]().union(*named)
    sheet.telling_words = sheet.name_words - named[0].intersection(*named)
    sheet.folder_words = {word for table in tables for word in words(PurePath(table.path).parent.name)}
    periods = {at: period for at, name in enumerate(names) if (period := _period(name))}
    if len(periods) >= _LEAST_PERIODS and 2 * len(periods) >= sum(1 for name in names if name):
        _fill_wide(sheet, names, periods)
    else:
        _fill(sheet, names)
    _add_origins(sheet)
    mark_cumulative(sheet.columns)
    return sheet


def _data_rows(table: StoredTable, rows: Sequence[TableRow]) -> list[RowOf]:
    """The rows without sums, each with its section. Where most rows would name sections, none does."""
    sections, section, begun = Sections(len(table.header), _is_number), "", 0
    found: list[RowOf] = []
    for row in rows:
        if begins := sections.begun_by(row.cells):
            section, begun = begins, begun + 1
        elif is_total(_first_cell(row)):
            section = ""
        else:
            found.append(RowOf(table, row, section=section))
    if begun <= len(found):
        return found
    return [RowOf(table, row) for row in rows if not is_total(_first_cell(row))]


def _is_number(text: str) -> bool:
    return read_number(text, ".") is not None


def _fill(sheet: Sheet, names: Sequence[str]) -> None:
    point = style_of([cell for one in sheet.rows for cell in one.row.cells])
    for at, name in enumerate(names):
        texts = [_cell(one.row, at) for one in sheet.rows]
        if any(texts):
            shown = name or (column_letters(at) if sheet.first.sheet else f"column {at + 1}")
            sheet.columns.append(make_column(shown, texts, at, point))


def _fill_wide(sheet: Sheet, names: Sequence[str], periods: dict[int, str]) -> None:
    """One row for each filled cell below a month, a quarter or a year."""
    point = style_of([cell for one in sheet.rows for cell in one.row.cells])
    kept = [at for at, name in enumerate(names) if at not in periods and not is_total(name)]
    sheet.rows = [replace(one, column=at) for one in sheet.rows for at in periods if not is_empty(_cell(one.row, at))]
    for at in kept:
        texts = [_cell(one.row, at) for one in sheet.rows]
        if any(texts):
            sheet.columns.append(make_column(names[at] or column_letters(at), texts, at, point))
    period = _PERIOD_NAMES.get(len(next(iter(periods.values()))), "quarter")
    column = make_column(period, [names[one.column] for one in sheet.rows], -1, point)
    column.values = [periods[one.column] for one in sheet.rows]
    column.kind = "month" if all(len(value) == 2 for value in periods.values()) else "date"
    sheet.columns.append(column)
    values = make_column("value", [_cell(one.row, one.column) for one in sheet.rows], -1, point)
    sheet.columns.append(values)


def _add_origins(sheet: Sheet) -> None:
    """Where several tables are one sheet, their names are columns too: sheets called after months, for example.

    So are the names of the sections within them.
    """
    origins: tuple[tuple[str, Callable[[RowOf], str]], ...] = (
        ("sheet", lambda one: one.table.name),
        ("file", lambda one: " ".join(words(PurePath(one.table.path).stem))),
        ("section", lambda one: one.section),
    )
    for name, origin in origins:
        texts = [origin(one) for one in sheet.rows]
        if (len(set(texts)) > 1 and all(texts)) or (name == "section" and any(texts)):
            column = make_column(name, texts, -1, ".")
            if all(map(_YEAR.fullmatch, texts)):
                column.values, column.kind = list(texts), "date"
            sheet.origins.append(column)
    sheet.columns += sheet.origins


def _period(name: str) -> str:
    """The month, quarter, year or day that a column is named after, or ""."""
    text = name.strip()
    return text if _YEAR.fullmatch(text) else read_date(text)


def _cell(row: TableRow, at: int) -> str:
    return row.cells[at] if at < len(row.cells) else ""


def _first_cell(row: TableRow) -> str:
    return next((cell for cell in row.cells if cell), "")
