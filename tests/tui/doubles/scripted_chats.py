"""The second implementation of the `Chats` port: conversations in memory, with a clock that a test can read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from assistant.domain.errors import LibraryBusy, NothingFound, UsageError
from assistant.domain.records.answers import Citation
from assistant.domain.records.chats import (
    ChatSummary,
    Standing,
    StoredAccount,
    StoredDecision,
    StoredQuote,
    StoredTurn,
    TurnState,
)
from assistant.text.clean import one_line
from assistant.text.folding import fold_text

START = 1_790_000_000.0  # 2026-09-21 14:13:20 UTC; every turn is a minute later


@dataclass(slots=True)
class ScriptedChats:
    """`standings` says what has become of a file; `read_only` and `failing` let writes be refused."""

    redact: Callable[[str], str] = str
    standings: dict[str, Standing] = field(default_factory=dict)
    read_only: bool = False
    failing: Exception | None = None
    kept: dict[int, tuple[ChatSummary, list[StoredTurn]]] = field(default_factory=dict)
    ids: int = 0
    now: float = START

    def all(self, search: str = "") -> list[ChatSummary]:
        wanted = fold_text(search)
        found = [
            chat
            for chat, turns in self.kept.values()
            if any(
                wanted in fold_text(text) for text in (chat.title, *(f"{one.question}\n{one.answer}" for one in turns))
            )
        ]
        return sorted(found, key=lambda chat: (-chat.changed, -chat.id))

    def turns(self, chat_id: int) -> list[StoredTurn]:
        if chat_id not in self.kept:
            return []
        return [
            replace(turn, quotes=tuple(replace(one, standing=self._standing(one.path)) for one in turn.quotes))
            for turn in self.kept[chat_id][1]
        ]

    def _standing(self, path: str) -> Standing:
        return self.standings.get(path, "same")

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
        self._may_write()
        self.now += 60
        asked, said = self.redact(question), self.redact(answer)
        if chat_id is None:
            self.ids += 1
            chat_id = self.ids
            self.kept[chat_id] = (ChatSummary(chat_id, one_line(asked, 80), self.now, self.now, 0), [])
        chat, turns = self._known(chat_id)
        quotes = tuple(
            StoredQuote(one.number, one.path, one.page, one.start, one.end, self.redact(one.quote)) for one in cited
        )
        turns.append(
            StoredTurn(
                len(turns) + 1, asked, said, state, generator, self.now, quotes, decisions=tuple(decisions),
                account=replace(
                    account, steps=tuple(map(self.redact, account.steps)), query=self.redact(account.query)
                ),
            )
        )  # fmt: skip
        self.kept[chat_id] = (replace(chat, changed=self.now, turns=len(turns)), turns)
        return chat_id

    def rename(self, chat_id: int, title: str) -> None:
        self._may_write()
        name = one_line(self.redact(title), 80)
        if not name:
            raise UsageError("A conversation needs a title.", "Write a few words.")
        chat, turns = self._known(chat_id)
        self.kept[chat_id] = (replace(chat, title=name), turns)

    def delete(self, chat_id: int) -> None:
        self._may_write()
        self.kept.pop(chat_id, None)

    def _known(self, chat_id: int) -> tuple[ChatSummary, list[StoredTurn]]:
        if chat_id not in self.kept:
            raise NothingFound("This conversation was deleted.", "Start a new one.")
        return self.kept[chat_id]

    def _may_write(self) -> None:
        if self.read_only:
            raise LibraryBusy("Another process owns the library.", "Close the other one.")
        if self.failing is not None:
            raise self.failing
