"""Why this answer: search, ranks, evidence, rules and times of one turn."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll

from assistant.chat.explain import explanation
from assistant.tui.actions.registry import bindings
from assistant.tui.screens.view import View
from assistant.tui.widgets.foreign import ForeignText
from assistant.tui.widgets.key_bar import KeyBar

if TYPE_CHECKING:
    from assistant.chat.exchange import Exchange
    from assistant.tui.actions.action import Area


class WhyScreen(View):
    """One page to scroll."""

    AREA: ClassVar[Area] = "sheet"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("sheet")]

    def __init__(self, exchange: Exchange) -> None:
        super().__init__()
        self._exchange = exchange

    def compose(self) -> ComposeResult:
        yield ForeignText((" Why this answer", "bold $primary"), classes="title")
        with VerticalScroll(classes="page"):
            yield ForeignText(*explanation(self._exchange))
        yield KeyBar()

    def on_mount(self) -> None:
        self.query_one(".page").focus()

    def action_close_sheet(self) -> None:
        self.dismiss()
