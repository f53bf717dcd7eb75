"""A passage on a screen of its own, with the pages before and after it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.dom import DOMNode

from assistant.tui.screens.view import View
from assistant.tui.widgets.chat.passage_reader import PassageReader
from assistant.tui.widgets.error_panel import ErrorPanel
from assistant.tui.widgets.key_bar import KeyBar

if TYPE_CHECKING:
    from assistant.chat.exchange import Source
    from assistant.tui.actions.action import Area


class PassageScreen(View):
    """Opens at the quote."""

    AREA: ClassVar[Area] = "passage"

    def __init__(self, source: Source) -> None:
        super().__init__()
        self._source = source

    def compose(self) -> ComposeResult:
        yield PassageReader()
        yield ErrorPanel()
        yield KeyBar()

    def on_mount(self) -> None:
        reader = self.query_one(PassageReader)
        reader.focus_text()
        reader.open(self._source)

    def areas(self) -> Mapping[Area, DOMNode]:
        return {"passage": self.query_one(PassageReader)}

    def text_to_copy(self) -> str:
        return self.query_one(PassageReader).shown_text

    @on(PassageReader.Closed)
    def _leave(self) -> None:
        self.dismiss()
