"""The store of kept conversations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from assistant.domain.records.answers import Citation
from assistant.domain.records.chats import (
    ChatSummary,
    StoredAccount,
    StoredDecision,
    StoredTurn,
    TurnState,
)


class Chats(Protocol):
    """Conversations that are kept. All text that is written has been through the guard's `log` stage.

    Only the library's owner writes: in any other process `add_turn`, `rename` and `delete` raise LibraryBusy.
    """

    def all(self, search: str = "") -> list[ChatSummary]:
        """The conversations whose title, questions or answers hold `search`, the newest first."""
        ...

    def turns(self, chat_id: int) -> list[StoredTurn]:
        """All turns, oldest first; empty for an unknown conversation."""
        ...

    def add_turn(
        self,
        chat_id: int | None,
        question: str,
        answer: str,
        state: TurnState,
        generator: str,
        cited: Sequence[Citation],
        decisions: Sequence[StoredDecision] = (),
        account: StoredAccount = StoredAccount(),
    ) -> int:
        """Append a turn, to a new conversation where `chat_id` is None; returns the conversation's id.

        Raises NothingFound where the conversation was deleted meanwhile.
        """
        ...

    def rename(self, chat_id: int, title: str) -> None:
        """Raises NothingFound for an unknown conversation, UsageError for an empty title."""
        ...

    def delete(self, chat_id: int) -> None:
        """Remove a conversation with all of its turns and quotes, and their bytes from the ledger's files."""
        ...
