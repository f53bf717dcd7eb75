"""The rows of a page's tables, gathered while the page is written.

Invariant: a hostile table takes no more memory than the limits allow; what is left out makes the table incomplete.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from assistant.domain.records.documents import ParsedPage
from assistant.domain.records.tables import ParsedTable, TableRow

MAX_TABLES = 500  # of a document
MAX_CELLS = 1_000_000  # of a document
MAX_CHARS = 10_000_000  # of the cells of a document
MAX_COLUMNS = 200
MAX_CELL_CHARS = 500
MAX_NAME_CHARS = 200  # of a table or a column


@dataclass(slots=True)
class Room:
    """What is left of the limits."""

    tables: int = MAX_TABLES
    cells: int = MAX_CELLS
    chars: int = MAX_CHARS

    def take(self, cells: Sequence[str]) -> bool:
        """Take the room of a row; False if there is not enough."""
        chars = sum(map(len, cells))
        if len(cells) > self.cells or chars > self.chars:
            return False
        self.cells -= len(cells)
        self.chars -= chars
        return True

    def limit(self, page: ParsedPage) -> ParsedPage:
        """`page` with those of its tables, and those of their rows, for which there is room."""
        kept: list[ParsedTable] = []
        for table in page.tables:
            rows = []
            for row in table.rows:
                if row.end > len(page.text) or not self.take(row.cells):
                    break
                rows.append(row)
            if rows and self.tables:
                self.tables -= 1
                kept.append(replace(table, rows=tuple(rows), complete=table.complete and len(rows) == len(table.rows)))
        return replace(page, tables=tuple(kept)) if page.tables else page


@dataclass(slots=True)
class RowKeeper:
    """Keeps the tables of one page in order. A row that comes before any `begin` belongs to a table without a name."""

    _tables: list[ParsedTable] = field(default_factory=list)
    _rows: list[TableRow] = field(default_factory=list)
    _open: ParsedTable = field(default_factory=lambda: ParsedTable("", (), ()))
    _room: Room = field(default_factory=Room)

    def begin(self, name: str, header: Sequence[str], *, sheet: bool) -> None:
        """The rows that follow belong to a new table."""
        self._close()
        names = tuple(cell[:MAX_NAME_CHARS] for cell in header[:MAX_COLUMNS])
        self._open = ParsedTable(name[:MAX_NAME_CHARS], names, (), sheet, len(header) <= MAX_COLUMNS)

    def add(self, number: int, start: int, end: int, cells: Sequence[str]) -> None:
        """A row of the open table. `cells` are clean, each on one line; `start:end` is the row's text on the page."""
        kept = [cell[:MAX_CELL_CHARS] for cell in cells[:MAX_COLUMNS]]
        while kept and not kept[-1]:
            kept.pop()
        has_room = self._room.take(kept)
        if has_room:
            self._rows.append(TableRow(number, start, end, tuple(kept)))
        is_cut = len(cells) > MAX_COLUMNS or any(len(cell) > MAX_CELL_CHARS for cell in cells)
        if self._open.complete and (is_cut or not has_room):
            self._open = replace(self._open, complete=False)

    def tables(self) -> tuple[ParsedTable, ...]:
        """All tables with a row."""
        self._close()
        return tuple(self._tables)

    def _close(self) -> None:
        if self._rows and len(self._tables) < MAX_TABLES:
            self._tables.append(replace(self._open, rows=tuple(self._rows)))
        self._open, self._rows = ParsedTable("", (), ()), []
