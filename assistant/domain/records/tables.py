"""Tables of files as rows of cells, beside the text that shows them.

Invariant: a row names its place in the file, and its span in the page's text, so that every cell can be cited.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

# Raised when readers make other tables of the same files: stored tables with a lower version are read again.
TABLES_VERSION = 1


class TableRow(NamedTuple):
    """A row as it is shown: `number` counts from 1 in the sheet or table, `start:end` is its text on the page."""

    number: int
    start: int
    end: int
    cells: tuple[str, ...]  # from the first column; cells behind the last filled one are left out


@dataclass(frozen=True, slots=True)
class ParsedTable:
    """A table of a page. `name` is that of its sheet, or its caption, or "".

    `header` is empty where no row names the columns; a column without a name has "". `sheet`: the columns have letters,
    as in a spreadsheet. `complete` is False where rows, columns or parts of cells were left out.
    """

    name: str
    header: tuple[str, ...]
    rows: tuple[TableRow, ...]
    sheet: bool = False
    complete: bool = True


@dataclass(frozen=True, slots=True)
class StoredTable:
    """A table of the library without its rows. `id` is valid until the file is read again; see ParsedTable."""

    id: int
    document: int  # two paths with the same content have the same document
    path: str
    page: int
    paged: bool
    number: int  # position in the document, from 0
    name: str
    header: tuple[str, ...]
    rows: int
    sheet: bool
    complete: bool


def column_letters(column: int) -> str:
    """The name of a spreadsheet's column: 0 is A, 26 is AA."""
    letters = ""
    while column >= 0:
        letters = chr(65 + column % 26) + letters
        column = column // 26 - 1
    return letters


def cell_reference(table: StoredTable, row: int, column: int) -> str:
    """The name of a cell in a sheet, e.g. "Budget!B2"; "" where columns have no letters."""
    if not table.sheet:
        return ""
    cell = f"{column_letters(column)}{row}"
    if not table.name:
        return cell
    quoted = table.name if table.name.replace("_", "").isalnum() else f"'{table.name}'"
    return f"{quoted}!{cell}"
