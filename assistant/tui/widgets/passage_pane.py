"""The passage beside the conversation, on wide screens."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual.app import ComposeResult
from textual.containers import Vertical

from assistant.tui.exchange import Source
from assistant.tui.widgets.passage import PassageView

if TYPE_CHECKING:
    from assistant.tui.app import AssistantApp


class PassagePane(Vertical):
    """Hidden until a source is opened."""

    def __init__(self) -> None:
        super().__init__(id="pane")
        self.display = False
        self._source: Source | None = None

    def compose(self) -> ComposeResult:
        yield PassageView()

    def open(self, source: Source) -> None:
        """Show `source` as soon as its page is read."""
        self._source = source
        self.display = True
        app = cast("AssistantApp", self.app)
        app.runner.read_page(source.path, source.page, lambda text: self._show(source, text))

    def close(self) -> None:
        """Hide the pane."""
        self.display = False
        self._source = None

    def _show(self, source: Source, text: str | None) -> None:
        if source is self._source and self.is_mounted:
            self.query_one(PassageView).show_source(source, source.page, text)
