"""What the app knows: the open assistant, the conversation on the screen, the library, the newest pull and error.

Invariant: changed only on the app's own thread, and a signal tells the screens.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from assistant.chat.conversation import Conversation
from assistant.chat.told.ways import WAYS, Way, ways_of
from assistant.domain.scope import Scope
from assistant.tui.state.home import HomeState
from assistant.tui.state.library import LibraryState
from assistant.tui.state.pull import PullState

if TYPE_CHECKING:
    from assistant.app.ports.assistant import Assistant
    from assistant.chat.exchange import Exchange
    from assistant.domain.records.answers import LibrarySummary
    from assistant.domain.records.program import TaskInfo
    from assistant.tui.state.error_report import ErrorReport


@dataclass(slots=True)
class Session:
    """One run of the app."""

    assistant: Assistant | None = None
    summary: LibrarySummary | None = None
    failed_to_open: bool = False
    conversation: Conversation = field(default_factory=Conversation)
    scope: Scope = field(default_factory=Scope)
    library: LibraryState = field(default_factory=LibraryState)
    pull: PullState = field(default_factory=PullState)
    home: HomeState = field(default_factory=HomeState)
    error: ErrorReport | None = None
    tasks: Sequence[TaskInfo] = ()  # those of the open assistant

    @property
    def exchanges(self) -> list[Exchange]:
        return self.conversation.exchanges

    @property
    def open_exchange(self) -> Exchange | None:
        """The turn that is being answered, or the next that waits to be."""
        return next((exchange for exchange in self.exchanges if exchange.is_open), None)

    @property
    def last(self) -> Exchange | None:
        """The newest turn, without those that wait for the answer before them."""
        return next((exchange for exchange in reversed(self.exchanges) if not exchange.queued), None)

    @property
    def ways(self) -> Sequence[Way]:
        """The kinds of answers that can be asked for."""
        return ways_of(self.tasks) if self.tasks else WAYS
