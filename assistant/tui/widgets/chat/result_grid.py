"""A table of an answer: it can be sorted, and a cell with a citation opens its source.

Invariant: the answer's rows are all there, in whatever order; what a cell shows is cleaned and never markup.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual import events, on
from textual.binding import Binding, BindingType
from textual.coordinate import Coordinate
from textual.message import Message
from textual.widgets import DataTable

from assistant.chat.tables.layout import column_widths, wrapped
from assistant.chat.tables.values import kind_of, markers, sort_keys
from assistant.text.clean import one_line
from assistant.tui.actions.registry import bindings
from assistant.tui.widgets.foreign import harmless

if TYPE_CHECKING:
    from assistant.domain.records.results import ResultTable

_CITATION = re.compile(r"\[\d{1,4}\]")
_ASIDE = 3  # cells: the padding of the first and the last column, and the scrollbar
_SIGNS = {None: "", False: " \u25b2", True: " \u25bc"}  # by whether it is sorted the other way round


class ResultGrid(DataTable[Text], inherit_bindings=False):
    """Rows are keyed by their place in the answer."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "cursor_up", "up", show=False),
        Binding("down,j", "cursor_down", "down", show=False),
        Binding("left,h", "cursor_left", "left", show=False),
        Binding("right,l", "cursor_right", "right", show=False),
        Binding("pageup", "page_up", "page up", show=False),
        Binding("pagedown", "page_down", "page down", show=False),
        Binding("home", "scroll_top", "first", show=False),
        Binding("end", "scroll_bottom", "last", show=False),
        *bindings("table"),
    ]

    class Cited(Message):
        """The person wants to see the source with this number."""

        def __init__(self, number: int) -> None:
            super().__init__()
            self.number = number

    def __init__(self, table: ResultTable) -> None:
        super().__init__(cursor_type="cell", zebra_stripes=True, classes="grid")
        self.table = table
        self._sorted: tuple[int, bool] | None = None  # column, and whether the highest comes first
        self._room = 0
        self._right: list[bool] = []  # for each column whether it is set to the right
        self._widths: list[int] = []
        self._fitted = 0  # the number of rows to which the columns were fitted

    def show_table(self, table: ResultTable, *, is_whole: bool = True) -> None:
        """Show `table`; the cursor stays where it is, and a chosen order stays too.

        While rows come one by one, the columns are fitted again each time there are twice as many: a table of a
        thousand rows would otherwise be made a thousand times.
        """
        before, self.table = self.table, table
        more = table.rows[len(before.rows) :]
        grown = table.columns == before.columns and table.rows[: len(before.rows)] == before.rows
        if is_whole and len(table.rows) == self._fitted and not more and grown:
            return
        if is_whole or not grown or self._sorted is not None or len(table.rows) >= 2 * self._fitted:
            self._fill()
        else:
            self._add_rows(range(len(before.rows), len(table.rows)))

    def on_resize(self, event: events.Resize) -> None:
        """Give the columns the width that there is now."""
        if event.size.width != self._room:
            self._room = event.size.width
            self._fill()

    # ---------------------------------------------------------------- actions

    def action_sort_column(self) -> None:
        if self.row_count:
            self._sort_by(self.cursor_column)

    @on(DataTable.HeaderSelected)
    def _header_chosen(self, event: DataTable.HeaderSelected) -> None:
        event.stop()
        self._sort_by(event.column_index)

    def action_open_cited(self) -> None:
        """The source of the cell under the cursor, or else of its row."""
        if not self.row_count:
            return
        row = self.table.rows[self._order()[self.cursor_row]]
        cells = (row[self.cursor_column], *row)
        number = next((number for cell in cells for number in markers(cell)), None)
        if number is not None:
            self.post_message(self.Cited(number))

    @on(DataTable.CellSelected)
    def _cell_chosen(self, event: DataTable.CellSelected) -> None:
        event.stop()
        self.action_open_cited()

    # ---------------------------------------------------------------- showing

    def _sort_by(self, column: int) -> None:
        self._sorted = (column, self._sorted == (column, False))
        self._fill()

    def _order(self) -> list[int]:
        """The places of the rows in the answer, in the order in which they are shown. Empty cells are always last."""
        places = list(range(len(self.table.rows)))
        if self._sorted is None:
            return places
        column, highest_first = self._sorted
        keys = sort_keys([row[column] for row in self.table.rows])
        filled = sorted((place for place in places if not keys[place][0]), key=keys.__getitem__, reverse=highest_first)
        return [*filled, *(place for place in places if keys[place][0])]

    def _fill(self) -> None:
        if not self._room:
            return  # until it is laid out there is no width to fit into
        cursor = self.cursor_coordinate
        table, columns = self.table, range(len(self.table.columns))
        heads = [f"{head}{_SIGNS[self._direction(column)]}" for column, head in enumerate(table.columns)]
        widths = column_widths([heads, *table.rows], self._room - _ASIDE)
        right = [kind_of([row[column] for row in table.rows]) == "number" for column in columns]
        self.clear(columns=True)
        for column in columns:
            self.add_column(_cell(heads[column], right[column], "bold"), width=widths[column], key=str(column))
        self._fitted, self._right, self._widths = len(table.rows), right, widths
        self._add_rows(self._order())
        if self.row_count:
            self.cursor_coordinate = Coordinate(min(cursor.row, self.row_count - 1), min(cursor.column, columns[-1]))

    def _add_rows(self, places: Iterable[int]) -> None:
        if not self._room:
            return
        for place in places:
            row = self.table.rows[place]
            cells = [_cell(text, right) for text, right in zip(row, self._right, strict=True)]
            # Textual would lay every cell out to learn this: seconds for a thousand rows.
            height = max(len(wrapped(one_line(text), width)) for text, width in zip(row, self._widths, strict=True))
            self.add_row(*cells, height=height, key=str(place))
        # Textual keeps a widget's height until its size changes once more after it was idle: where another widget was
        # laid out between the emptied table and its rows, the height of the empty one would stay.
        self.call_after_refresh(self.refresh, layout=True)

    def _direction(self, column: int) -> bool | None:
        return self._sorted[1] if self._sorted is not None and self._sorted[0] == column else None


def _cell(text: str, right: bool, style: str = "") -> Text:
    """A cell that goes on in the next line where it is wider than its column; its citations are marked."""
    shown = Text(one_line(harmless(text)), style=style, justify="right" if right else "left")
    shown.highlight_regex(_CITATION, "bold")
    return shown
