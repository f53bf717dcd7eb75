"""Conversations in the ledger, with the quotes of their answers by document.

Invariant: an answer leaves with every document it was made from: forgetting a file empties the turns that cite it.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterable, Sequence

from assistant.core.chats import ChatSummary, StoredQuote, StoredTurn
from assistant.core.errors import NothingFound
from assistant.core.records import Citation
from assistant.core.text import one_line
from assistant.store.database import Database
from assistant.store.files_table import document_of

_TITLE_CHARS = 80
_LIST = """
SELECT c.id, c.title, c.started, c.changed, (SELECT count(*) FROM chat_turns t WHERE t.chat_id = c.id) AS turns
FROM chats c
"""


class ChatsTable:
    """`redact` is the guard's `log` stage; what it takes away is not written."""

    def __init__(self, database: Database, redact: Callable[[str], str]) -> None:
        self._database = database
        self._redact = redact

    def add_turn(
        self, chat_id: int | None, question: str, answer: str, state: str, generator: str, cited: Sequence[Citation]
    ) -> int:
        """Append a turn, to a new conversation where `chat_id` is None; returns the conversation's id.

        Raises NothingFound where the conversation was deleted meanwhile.
        """
        asked, said = self._redact(question), self._redact(answer)
        quotes = [(citation, self._redact(citation.quote)) for citation in cited]
        now = time.time()
        with self._database.transaction() as connection:
            chat = self._new(connection, asked, now) if chat_id is None else chat_id
            if connection.execute("UPDATE chats SET changed = ? WHERE id = ?", (now, chat)).rowcount == 0:
                raise _unknown()
            number = int(connection.execute(
                "SELECT coalesce(max(number), 0) + 1 FROM chat_turns WHERE chat_id = ?", (chat,)
            ).fetchone()[0])  # fmt: skip
            turn = connection.execute(
                "INSERT INTO chat_turns (chat_id, number, question, answer, state, generator, asked) "
                "VALUES (?, ?, ?, ?, ?, ?, ?)",
                (chat, number, asked, said, state, generator, now),
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
        """The conversations whose title, questions or answers hold `search`, the newest first."""
        rows = self._database.rows(
            f"{_LIST} WHERE instr(lower(c.title), lower(?1)) OR EXISTS (SELECT 1 FROM chat_turns t "
            "WHERE t.chat_id = c.id AND instr(lower(t.question || char(10) || t.answer), lower(?1))) "
            "ORDER BY c.changed DESC, c.id DESC",
            (search,),
        )
        return [ChatSummary(row["id"], row["title"], row["started"], row["changed"], row["turns"]) for row in rows]

    def turns(self, chat_id: int) -> list[StoredTurn]:
        """All turns, oldest first; empty for an unknown conversation."""
        rows = self._database.rows("SELECT * FROM chat_turns WHERE chat_id = ? ORDER BY number", (chat_id,))
        return [
            StoredTurn(
                row["number"], row["question"], row["answer"], row["state"], row["generator"], row["asked"],
                self._quotes(row["id"]), bool(row["forgotten"]),
            )
            for row in rows
        ]  # fmt: skip

    def _quotes(self, turn: int) -> tuple[StoredQuote, ...]:
        rows = self._database.rows(
            "SELECT q.*, NOT EXISTS (SELECT 1 FROM files f WHERE f.path = q.path AND f.document_id = q.document_id) "
            "AS gone FROM chat_quotes q WHERE q.turn_id = ? ORDER BY q.number",
            (turn,),
        )
        return tuple(
            StoredQuote(
                row["number"], row["path"], row["page"], row["start"], row["end"], row["quote"], bool(row["gone"])
            )
            for row in rows
        )

    def rename(self, chat_id: int, title: str) -> None:
        """Raises NothingFound for an unknown conversation."""
        name = one_line(self._redact(title), _TITLE_CHARS)
        with self._database.transaction() as connection:
            if connection.execute("UPDATE chats SET title = ? WHERE id = ?", (name, chat_id)).rowcount == 0:
                raise _unknown()

    def delete(self, chat_id: int) -> None:
        """Remove a conversation with all of its turns and quotes."""
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM chats WHERE id = ?", (chat_id,))


def forget_sources(connection: sqlite3.Connection, paths: Iterable[str]) -> None:
    """Empty every turn that cites a file of `paths`, or another file with the same document; questions stay."""
    for path in paths:
        turns = [
            int(row[0])
            for row in connection.execute(
                "SELECT turn_id FROM chat_quotes WHERE path = ? OR document_id = ?",
                (path, document_of(connection, path)),
            )
        ]
        for turn in turns:
            connection.execute("UPDATE chat_turns SET answer = '', forgotten = 1 WHERE id = ?", (turn,))
            connection.execute("DELETE FROM chat_quotes WHERE turn_id = ?", (turn,))


def _unknown() -> NothingFound:
    return NothingFound("This conversation was deleted.", "Start a new one.")
