"""Conversations in the ledger, with the quotes of their answers by document.

Invariant: nothing is written that `redact` has not let through, and what is deleted leaves the ledger's files too.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, replace

from assistant.domain.errors import AssistantError, LibraryBusy, NothingFound, UsageError
from assistant.domain.records.answers import Citation
from assistant.domain.records.chats import ChatSummary, StoredDecision, StoredQuote, StoredTurn, TurnState
from assistant.store.forget.erase import count_unwiped, wipe_if_cheap
from assistant.store.ledger.database import Database
from assistant.store.ledger.files_table import document_of
from assistant.text.clean import one_line
from assistant.text.folding import fold_text

_TITLE_CHARS = 80
_LIST = """
SELECT c.id, c.title, c.started, c.changed, (SELECT count(*) FROM chat_turns t WHERE t.chat_id = c.id) AS turns
FROM chats c
"""
# What became of a quote's file: it points to the same document, to another one, or it has left the library. A document
# that is at another path now has moved, and its quotes with it.
_QUOTES = """
SELECT q.*, CASE WHEN f.document_id = q.document_id THEN 'same' WHEN m.path IS NOT NULL THEN 'moved'
    WHEN f.document_id IS NULL THEN 'gone' ELSE 'changed' END AS standing, m.path AS moved_to
FROM chat_quotes q JOIN chat_turns t ON t.id = q.turn_id LEFT JOIN files f ON f.path = q.path
    LEFT JOIN files m ON m.path = (SELECT min(path) FROM files WHERE document_id = q.document_id)
WHERE t.chat_id = ? ORDER BY q.turn_id, q.number
"""


class ChatsTable:
    """The Chats port. `redact` is the guard's `log` stage; what it takes away is not written."""

    def __init__(self, database: Database, redact: Callable[[str], str]) -> None:
        self._database = database
        self._redact = redact

    def add_turn(
        self,
        chat_id: int | None,
        question: str,
        answer: str,
        state: TurnState,
        generator: str,
        cited: Sequence[Citation],
        decisions: Sequence[StoredDecision] = (),
    ) -> int:
        asked, said = self._redact(question), self._redact(answer)
        quotes = [(citation, self._redact(citation.quote)) for citation in cited]
        now = time.time()
        with self._writing() as connection:
            chat = self._new(connection, asked, now) if chat_id is None else chat_id
            if connection.execute("UPDATE chats SET changed = ? WHERE id = ?", (now, chat)).rowcount == 0:
                raise _unknown()
            number = int(connection.execute(
                "SELECT coalesce(max(number), 0) + 1 FROM chat_turns WHERE chat_id = ?", (chat,)
            ).fetchone()[0])  # fmt: skip
            turn = connection.execute(
                "INSERT INTO chat_turns (chat_id, number, question, answer, state, generator, asked, decisions) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (chat, number, asked, said, state, generator, now, json.dumps([asdict(one) for one in decisions])),
            ).lastrowid
            connection.executemany(
                'INSERT INTO chat_quotes (turn_id, number, document_id, path, page, start, "end", quote) '
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    (turn, one.number, document_of(connection, one.path), one.path, one.page, one.start, one.end, text)
                    for one, text in quotes
                ],
            )
        return chat

    def _new(self, connection: sqlite3.Connection, question: str, now: float) -> int:
        title = one_line(question, _TITLE_CHARS)
        cursor = connection.execute("INSERT INTO chats (title, started, changed) VALUES (?, ?, ?)", (title, now, now))
        return int(cursor.lastrowid or 0)

    def all(self, search: str = "") -> list[ChatSummary]:
        rows = self._database.rows(
            f"{_LIST} WHERE instr(folded(c.title), ?1) OR EXISTS (SELECT 1 FROM chat_turns t "
            "WHERE t.chat_id = c.id AND instr(folded(t.question || char(10) || t.answer), ?1)) "
            "ORDER BY c.changed DESC, c.id DESC",
            (fold_text(search),),
        )
        return [ChatSummary(row["id"], row["title"], row["started"], row["changed"], row["turns"]) for row in rows]

    def turns(self, chat_id: int) -> list[StoredTurn]:
        quotes: dict[int, list[StoredQuote]] = {}
        for row in self._database.rows(_QUOTES, (chat_id,)):
            quotes.setdefault(row["turn_id"], []).append(_quote(row))
        return [
            StoredTurn(
                row["number"],
                row["question"],
                row["answer"],
                row["state"],
                row["generator"],
                row["asked"],
                tuple(quotes.get(row["id"], ())),
                bool(row["forgotten"]),
                tuple(StoredDecision(**one) for one in json.loads(row["decisions"])),
            )
            for row in self._database.rows("SELECT * FROM chat_turns WHERE chat_id = ? ORDER BY number", (chat_id,))
        ]

    def rename(self, chat_id: int, title: str) -> None:
        name = one_line(self._redact(title), _TITLE_CHARS)
        if not name:
            raise UsageError("A conversation needs a title.", "Write a few words.")
        with self._writing() as connection:
            if connection.execute("UPDATE chats SET title = ? WHERE id = ?", (name, chat_id)).rowcount == 0:
                raise _unknown()

    def delete(self, chat_id: int) -> None:
        with self._writing() as connection:
            if connection.execute("DELETE FROM chats WHERE id = ?", (chat_id,)).rowcount:
                count_unwiped(connection)
        # A second process that reads, or a full disk: it stays counted, and the next run or start tries again.
        with suppress(AssistantError):
            wipe_if_cheap(self._database)

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        if self._database.read_only:
            raise LibraryBusy(
                "Another process owns the library, so conversations can be read here and not written.",
                "Close the other one, then open the app again.",
            )
        with self._database.transaction() as connection:
            yield connection


def _quote(row: sqlite3.Row) -> StoredQuote:
    made = StoredQuote(row["number"], row["path"], row["page"], row["start"], row["end"], row["quote"])
    if row["standing"] == "moved":
        return replace(made, path=row["moved_to"])
    return replace(made, standing=row["standing"])


def _unknown() -> NothingFound:
    return NothingFound("This conversation was deleted.", "Start a new one.")
