"""The messages of worker threads to the app's thread. Invariant: a message holds results or a feed, never a widget."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from assistant.app.ports.assistant import Assistant
    from assistant.app.ports.changes import PullEvent
    from assistant.chat.conversation import Conversation
    from assistant.chat.exchange import Exchange
    from assistant.config.schema import LibraryConfig
    from assistant.domain.events import AnswerEvent, IndexEvent, WatchEvent
    from assistant.domain.records.answers import LibrarySummary
    from assistant.domain.records.files import FileRecord
    from assistant.domain.records.passages import Turn
    from assistant.tui.state.feed import Feed


class Opened(Message):
    """The assistant is open, with its figures and files, and what the settings say that it reads."""

    def __init__(
        self, assistant: Assistant, reads: LibraryConfig | None, summary: LibrarySummary, files: Sequence[FileRecord]
    ) -> None:
        super().__init__()
        self.assistant, self.reads, self.summary, self.files = assistant, reads, summary, tuple(files)
        self.tasks = assistant.tasks()


class LibraryRead(Message):
    """Fresh figures and files."""

    def __init__(self, summary: LibrarySummary, files: Sequence[FileRecord]) -> None:
        super().__init__()
        self.summary, self.files = summary, tuple(files)


class TurnMoved(Message):
    """Events of a turn wait in `feed`; `last` if no more will come."""

    def __init__(self, exchange: Exchange, feed: Feed[AnswerEvent], last: bool = False) -> None:
        super().__init__()
        self.exchange, self.feed, self.last = exchange, feed, last


class TurnEnded(Message):
    """The turn's worker is done; `turn` is what later questions may know of it, `unsaved` why it is not kept."""

    def __init__(self, conversation: Conversation, exchange: Exchange, turn: Turn | None, unsaved: str) -> None:
        super().__init__()
        self.conversation, self.exchange, self.turn, self.unsaved = conversation, exchange, turn, unsaved


class IndexMoved(Message):
    """Events of the index job wait in `feed`."""

    def __init__(self, feed: Feed[IndexEvent]) -> None:
        super().__init__()
        self.feed = feed


class WatchMoved(Message):
    """Events of the watch wait in `feed`."""

    def __init__(self, feed: Feed[WatchEvent]) -> None:
        super().__init__()
        self.feed = feed


class PullMoved(Message):
    """Steps of a pull wait in `feed`."""

    def __init__(self, feed: Feed[PullEvent]) -> None:
        super().__init__()
        self.feed = feed


class PullEnded(Message):
    """The pull's worker is done: the person `stopped` it, it `failed`, or neither."""

    def __init__(self, stopped: bool, failed: bool) -> None:
        super().__init__()
        self.stopped, self.failed = stopped, failed
