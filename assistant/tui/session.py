"""What the app knows: the open assistant, the conversation, the library.

Invariant: changed only on the app's own thread; screens read it and are told when it changed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from assistant.core.records import LibrarySummary, Scope, Turn
from assistant.tui.exchange import Exchange
from assistant.tui.library_state import LibraryState
from assistant.tui.trouble import Trouble

if TYPE_CHECKING:
    from assistant.core.ports import Assistant

_REMEMBERED_TURNS = 4


@dataclass(slots=True)
class Session:
    """One run of the app."""

    assistant: Assistant | None = None
    summary: LibrarySummary | None = None
    failed_to_open: bool = False
    exchanges: list[Exchange] = field(default_factory=list)
    scope: Scope = field(default_factory=Scope)
    library: LibraryState = field(default_factory=LibraryState)
    trouble: Trouble | None = None

    @property
    def open_exchange(self) -> Exchange | None:
        """The turn that is being answered or waits to be."""
        return next((exchange for exchange in reversed(self.exchanges) if exchange.is_open), None)

    @property
    def last(self) -> Exchange | None:
        return self.exchanges[-1] if self.exchanges else None

    def add(self, question: str, scope: Scope) -> Exchange:
        exchange = Exchange(len(self.exchanges) + 1, question, scope)
        self.exchanges.append(exchange)
        return exchange

    def history(self) -> tuple[Turn, ...]:
        """The last turns, as the guard's `log` stage let them through."""
        turns = [exchange.turn for exchange in self.exchanges if exchange.turn is not None]
        return tuple(turns[-_REMEMBERED_TURNS:])
