"""The passage beside the conversation, on wide screens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.lazy import Lazy

from assistant.tui.widgets.chat.passage_reader import PassageReader

if TYPE_CHECKING:
    from assistant.chat.exchange import Source


class PassagePane(Vertical):
    """Hidden until a source is opened; its reader is mounted after the first frame, which need not wait for it."""

    BORDER_TITLE = "Page"

    def __init__(self) -> None:
        super().__init__(id="pane")
        self.display = False

    def compose(self) -> ComposeResult:
        yield Lazy(PassageReader())

    @property
    def reader(self) -> PassageReader:
        return self.query_one(PassageReader)

    @property
    def has_keys(self) -> bool:
        """Whether the keys of the passage work: it is open and has the focus."""
        return self.display and self.has_focus_within

    def open(self, source: Source) -> None:
        """Show `source` as soon as its page is read."""
        self.display = True
        self.reader.open(source)

    def close(self) -> None:
        """Hide the pane."""
        self.display = False
        for reader in self.query(PassageReader):
            reader.source = None
