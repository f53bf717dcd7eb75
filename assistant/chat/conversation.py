"""One conversation: its exchanges, and whether and where it is kept.

Invariant: changed on the app's own thread only, except `chat_id`: the running turn sets it once it is kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from assistant.chat.exchange import Exchange

if TYPE_CHECKING:
    from assistant.domain.records.chats import ChatSummary, StoredTurn
    from assistant.domain.records.passages import Turn
    from assistant.domain.scope import Scope

_REMEMBERED_TURNS = 4


@dataclass(slots=True, eq=False)
class Conversation:
    """`unsaved` says why the last turn could not be kept, "" if it was. A `private` conversation is never kept."""

    exchanges: list[Exchange] = field(default_factory=list)
    private: bool = False
    chat_id: int | None = None
    title: str = ""
    unsaved: str = ""

    def add(self, question: str, scope: Scope, wanted: str = "", tried: tuple[str, ...] = ()) -> Exchange:
        """Append an open exchange; `wanted` and `tried` as in `Exchange`."""
        exchange = Exchange(len(self.exchanges) + 1, question, scope, wanted, tried)
        self.exchanges.append(exchange)
        return exchange

    def history(self) -> tuple[Turn, ...]:
        """The last turns, as the guard's `log` stage let them through."""
        turns = [exchange.turn for exchange in self.exchanges if exchange.turn is not None]
        return tuple(turns[-_REMEMBERED_TURNS:])


def resumed(chat: ChatSummary, turns: Sequence[StoredTurn]) -> Conversation:
    """A kept conversation, to go on with."""
    return Conversation([_exchange(turn) for turn in turns], chat_id=chat.id, title=chat.title)


def _exchange(turn: StoredTurn) -> Exchange:
    from assistant.domain.records.answers import Citation
    from assistant.domain.records.passages import Turn

    exchange = Exchange(turn.number, turn.question, state="forgotten" if turn.forgotten else turn.state)
    exchange.kept, exchange.text, exchange.asked = turn, turn.answer, turn.asked
    exchange.citations = tuple(
        Citation(quote.number, quote.path, quote.page, quote.quote, quote.start, quote.end, recognised=quote.recognised)
        for quote in turn.quotes
    )
    exchange.standings = {quote.path: quote.standing for quote in turn.quotes}
    account = turn.account
    exchange.task, exchange.others, exchange.steps = account.task, account.others, list(account.steps)
    exchange.coverage, exchange.query, exchange.own_words = account.coverage, account.query, account.own_words
    if exchange.state in ("answered", "interrupted") and turn.answer:
        exchange.turn = Turn(turn.question, turn.answer, account.task)
    return exchange
