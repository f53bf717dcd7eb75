"""A list with a detail below: what the policy, models and settings views have in common.

Invariant: the rows are read off the app's thread; until they are there the view says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.dom import DOMNode

from assistant.tui.actions.registry import bindings
from assistant.tui.screens.view import View
from assistant.tui.widgets.error_panel import ErrorPanel
from assistant.tui.widgets.foreign import ForeignText, cell
from assistant.tui.widgets.key_bar import KeyBar
from assistant.tui.widgets.row_table import RowTable

if TYPE_CHECKING:
    from assistant.app.ports.overview import Overview
    from assistant.chat.pieces import Piece
    from assistant.tui.actions.action import Area


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list; `detail` is shown below while it is chosen."""

    cells: tuple[str, ...]
    detail: tuple[Piece, ...]
    style: str = ""
    key: str = ""  # what the row stands for


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that the view shows. A column's width is in cells; 0 takes what is left. Later columns are dropped first."""

    head: tuple[Piece, ...]
    columns: tuple[tuple[str, int], ...]
    rows: tuple[Row, ...]
    first: str = ""  # key of the row under the cursor when the list is opened


class SheetScreen(View):
    """A subclass names its title and reads its sheet."""

    CSS_PATH = "../styles/views.tcss"
    AREA: ClassVar[Area] = "sheet"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("sheet")]
    HEADING: ClassVar[str] = ""

    def __init__(self, overview: Overview) -> None:
        super().__init__()
        self.overview = overview
        self.sheet: Sheet | None = None

    def read(self) -> Sheet:
        """Called in a worker thread."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        yield ForeignText((f" {self.HEADING}", "bold $primary"), classes="title")
        yield ForeignText("Reading\u2026", classes="sheet-head")
        yield RowTable(id="sheet")
        yield ForeignText(classes="sheet-detail")
        yield ErrorPanel()
        yield KeyBar()

    def on_mount(self) -> None:
        self._table().focus()
        self.reread()

    def areas(self) -> Mapping[Area, DOMNode]:
        return {"sheet": self, self.AREA: self}

    def reread(self) -> None:
        """Read the sheet again; the cursor stays on its row, if the row is still there."""
        self.assistant_app.runner.in_background(self.read, self._show, "view")

    @property
    def chosen(self) -> str:
        """The key of the row under the cursor, or ""."""
        row = self._table().cursor_row
        rows: Sequence[Row] = self.sheet.rows if self.sheet is not None else ()
        return rows[row].key if 0 <= row < len(rows) else ""

    def on_resize(self, event: events.Resize) -> None:
        self._fill()

    def action_close_sheet(self) -> None:
        if self.assistant_app.session.error is not None:
            self.assistant_app.show_error(None)
        else:
            self.dismiss()

    def _table(self) -> RowTable:
        return self.query_one("#sheet", RowTable)

    def _show(self, sheet: Sheet) -> None:
        if self.is_open:
            before = self.chosen
            self.sheet = sheet
            self.show_head(sheet.head)
            self._fill()
            keys = [row.key for row in sheet.rows]
            at = next((keys.index(key) for key in (before, sheet.first) if key and key in keys), None)
            if at is not None:
                self._table().move_cursor(row=at)
            self._show_detail()
            self.refresh_bindings()

    def show_head(self, pieces: Sequence[Piece]) -> None:
        """Show what stands above the list."""
        self.query_one(".sheet-head", ForeignText).show(*pieces)

    def _fill(self) -> None:
        if self.sheet is None:
            return
        table, cursor = self._table(), self._table().cursor_row
        widths = fitting([width for _, width in self.sheet.columns], self.size.width)
        table.clear(columns=True)
        for (name, _), width in zip(self.sheet.columns, widths, strict=False):
            table.add_column(Text(name), width=width)
        for row in self.sheet.rows:
            table.add_row(*(cell(text, row.style) for text in row.cells[: len(widths)]))
        table.move_cursor(row=max(0, min(cursor, table.row_count - 1)))

    @on(RowTable.RowHighlighted)
    def _show_detail(self) -> None:
        detail, row = self.query_one(".sheet-detail", ForeignText), self._table().cursor_row
        rows: Sequence[Row] = self.sheet.rows if self.sheet is not None else ()
        detail.display = 0 <= row < len(rows)
        if detail.display:
            detail.show(*rows[row].detail)
        self.refresh_bindings()


def fitting(widths: Sequence[int], total: int, least: int = 16) -> list[int]:
    """The widths of the columns that fit into `total` cells, with two cells of padding each; width 0 takes the rest."""
    shown = list(widths)
    while len(shown) > 1 and sum(width or least for width in shown) + 2 * len(shown) + 2 > total:
        shown.pop()
    rest = max(least, total - sum(shown) - 2 * len(shown) - 2)
    return [width or rest for width in shown]
