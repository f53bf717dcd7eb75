"""What the app knows: the open assistant, the conversation on the screen, the library, the newest pull and error.

Invariant: changed only on the app's own thread, and a signal tells the screens.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from assistant.chat.conversation import Conversation
from assistant.domain.scope import Scope
from assistant.tui.state.library import LibraryState
from assistant.tui.state.pull import PullState

if TYPE_CHECKING:
    from assistant.app.ports.assistant import Assistant
    from assistant.chat.exchange import Exchange
    from assistant.domain.records.answers import LibrarySummary
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
    error: ErrorReport | None = None

    @property
    def exchanges(self) -> list[Exchange]:
        return self.conversation.exchanges

    @property
    def open_exchange(self) -> Exchange | None:
        """The turn that is being answered or waits to be."""
        return next((exchange for exchange in reversed(self.exchanges) if exchange.is_open), None)

    @property
    def last(self) -> Exchange | None:
        return self.exchanges[-1] if self.exchanges else None
