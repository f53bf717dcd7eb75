"""Conversations in the ledger, with the quotes of their answers by document.

Invariant: every text goes through `redact` before it is written, and deleted text leaves the ledger's files too.
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
from assistant.domain.records.chats import (
    ChatSummary,
    StoredAccount,
    StoredDecision,
    StoredQuote,
    StoredTurn,
    TurnState,
)
from assistant.domain.records.documents import recognised_percent
from assistant.domain.records.results import Coverage
from assistant.store.forget.erase import count_unwiped, wipe_if_cheap
from assistant.store.ledger.checksums.documents import QUOTE_IS_SOUND, TURN_IS_SOUND, changing, hash_chat, hash_turn
from assistant.store.ledger.database import Database
from assistant.store.ledger.files_table import document_of
from assistant.text.clean import one_line
from assistant.text.folding import fold_text

_TITLE_CHARS = 80
_LIST = """
SELECT c.id, c.title, c.started, c.changed, (SELECT count(*) FROM chat_turns t WHERE t.chat_id = c.id) AS turns
FROM chats c
"""
# `standing` of a quote: its file still points to the same document ('same'), points to another document ('changed'), or
# has left the library ('gone'). A document that is at a different path now has 'moved', and its quotes with it.
_QUOTES = f"""
SELECT chat_quotes.*, {QUOTE_IS_SOUND} AS sound,
    CASE WHEN f.document_id = chat_quotes.document_id THEN 'same' WHEN m.path IS NOT NULL THEN 'moved'
    WHEN f.document_id IS NULL THEN 'gone' ELSE 'changed' END AS standing, m.path AS moved_to,
    (SELECT p.marks FROM pages p WHERE p.document_id = chat_quotes.document_id AND p.number = chat_quotes.page) AS marks
FROM chat_quotes JOIN chat_turns t ON t.id = chat_quotes.turn_id LEFT JOIN files f ON f.path = chat_quotes.path
    LEFT JOIN files m ON m.path = (SELECT min(path) FROM files WHERE document_id = chat_quotes.document_id)
WHERE t.chat_id = ? ORDER BY chat_quotes.turn_id, chat_quotes.number
"""


_TURNS = f"SELECT *, {TURN_IS_SOUND} AS sound FROM chat_turns WHERE chat_id = ? ORDER BY number"
ALTERED = "(This turn is not as it was written, and is not shown. See: assistant doctor --read-data)"


class ChatsTable:
    """The Chats port. `redact` is the guard's `log` stage: the text that it removes is not written."""

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
        account: StoredAccount = StoredAccount(),
    ) -> int:
        question, answer = self._redact(question), self._redact(answer)
        how = self._columns(account)
        quotes = [(citation, self._redact(citation.quote)) for citation in cited]
        recorded = json.dumps([asdict(decision) for decision in decisions])
        now = time.time()
        with self._writing() as connection:
            chat = self._insert_chat(connection, question, now) if chat_id is None else chat_id
            if connection.execute("UPDATE chats SET changed = ? WHERE id = ?", (now, chat)).rowcount == 0:
                raise _deleted_chat()
            number = int(connection.execute(
                "SELECT coalesce(max(number), 0) + 1 FROM chat_turns WHERE chat_id = ?", (chat,)
            ).fetchone()[0])  # fmt: skip
            turn = connection.execute(
                "INSERT INTO chat_turns (chat_id, number, question, answer, state, generator, asked, decisions, "
                "task, others, steps, coverage, query, own_words) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (chat, number, question, answer, state, generator, now, recorded, *how),
            ).lastrowid
            connection.executemany(
                'INSERT INTO chat_quotes (turn_id, number, document_id, path, page, start, "end", quote) '
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    (
                        turn,
                        citation.number,
                        document_of(connection, citation.path),
                        citation.path,
                        citation.page,
                        citation.start,
                        citation.end,
                        text,
                    )
                    for citation, text in quotes
                ],
            )
            hash_turn(connection, int(turn or 0))
        return chat

    def _columns(self, account: StoredAccount) -> tuple[str | int, ...]:
        """task, others, steps, coverage, query, own_words. Steps and query may repeat words of a file: they are plain
        text, a step a line, so that forgetting finds them."""
        steps = "\n".join(one_line(self._redact(step)) for step in account.steps)
        coverage = "" if account.coverage is None else json.dumps(asdict(account.coverage))
        others = json.dumps(account.others)
        return account.task, others, steps, coverage, self._redact(account.query), int(account.own_words)

    def _insert_chat(self, connection: sqlite3.Connection, question: str, now: float) -> int:
        title = one_line(question, _TITLE_CHARS)
        cursor = connection.execute("INSERT INTO chats (title, started, changed) VALUES (?, ?, ?)", (title, now, now))
        hash_chat(connection, int(cursor.lastrowid or 0))
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
                row["question"] if row["sound"] else "",
                row["answer"] if row["sound"] else ALTERED,
                row["state"],
                row["generator"],
                row["asked"],
                tuple(quotes.get(row["id"], ())) if row["sound"] else (),
                bool(row["forgotten"]),
                _decisions(row) if row["sound"] else (),
                _account(row) if row["sound"] else StoredAccount(),
            )
            for row in self._database.rows(_TURNS, (chat_id,))
        ]

    def rename(self, chat_id: int, title: str) -> None:
        name = one_line(self._redact(title), _TITLE_CHARS)
        if not name:
            raise UsageError("A conversation needs a title.", "Write a few words.")
        with self._writing() as connection, changing(connection, "chats", [chat_id]):
            if connection.execute("UPDATE chats SET title = ? WHERE id = ?", (name, chat_id)).rowcount == 0:
                raise _deleted_chat()

    def delete(self, chat_id: int) -> None:
        with self._writing() as connection:
            if connection.execute("DELETE FROM chats WHERE id = ?", (chat_id,)).rowcount:
                count_unwiped(connection)
        # Fails while a second process reads, or on a full disk. The deletion stays counted, so a later start wipes it.
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


def _decisions(row: sqlite3.Row) -> tuple[StoredDecision, ...]:
    return tuple(StoredDecision(**decision) for decision in json.loads(row["decisions"]))


def _quote(row: sqlite3.Row) -> StoredQuote:
    if not row["sound"]:  # nothing of it can be relied on
        return StoredQuote(row["number"], row["path"], row["page"], 0, 0, "", "changed")
    quote = StoredQuote(
        row["number"],
        row["path"],
        row["page"],
        row["start"],
        row["end"],
        row["quote"],
        recognised=recognised_percent(tuple(json.loads(row["marks"] or "[]"))),
    )
    if row["standing"] == "moved":
        return replace(quote, path=row["moved_to"])
    return replace(quote, standing=row["standing"])


def _account(row: sqlite3.Row) -> StoredAccount:
    coverage = Coverage(**json.loads(row["coverage"])) if row["coverage"] else None
    others, steps = tuple(json.loads(row["others"])), tuple(row["steps"].splitlines())
    return StoredAccount(row["task"], others, steps, coverage, row["query"], bool(row["own_words"]))


def _deleted_chat() -> NothingFound:
    return NothingFound("This conversation was deleted.", "Start a new one.")
