"""Checksums of stored conversations, a column of each of their tables.

Invariant: what is written over a row that was changed behind the program's back does not make the row right.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Literal

ChatTable = Literal["chats", "chat_turns", "chat_quotes"]


def _text(*columns: str) -> str:
    return ", ".join(f"CAST({column} AS BLOB)" for column in columns)


_CHECKSUMS: dict[ChatTable, str] = {
    "chats": f"keyed('chat', chats.id, {_text('chats.title')}, chats.started)",
    "chat_turns": (
        "keyed('turn', chat_turns.id, chat_turns.chat_id, chat_turns.number, "
        f"{_text('question', 'answer', 'state', 'generator', 'decisions', 'task', 'others', 'steps', 'coverage')}, "
        f"{_text('query')}, asked, own_words, forgotten, "
        "(SELECT count(*) FROM chat_quotes WHERE turn_id = chat_turns.id))"
    ),
    "chat_quotes": (
        "keyed('quote', chat_quotes.turn_id, chat_quotes.number, chat_quotes.page, chat_quotes.start, "
        f'chat_quotes."end", {_text("chat_quotes.path", "chat_quotes.quote")})'
    ),
}
TURN_IS_SOUND = f"chat_turns.checksum IS {_CHECKSUMS['chat_turns']}"
QUOTE_IS_SOUND = f"chat_quotes.checksum IS {_CHECKSUMS['chat_quotes']}"
DAMAGED_ROWS = " + ".join(
    f"(SELECT count(*) FROM {table} WHERE checksum IS NOT {checksum})" for table, checksum in _CHECKSUMS.items()
)


def add_columns(connection: sqlite3.Connection) -> None:
    """The columns of the checksums, all empty."""
    for table in _CHECKSUMS:
        connection.execute(f"ALTER TABLE {table} ADD COLUMN checksum BLOB")


def hash_conversations(connection: sqlite3.Connection) -> None:
    """Make the checksums of all conversations anew, from what the ledger holds at the moment."""
    for table, checksum in _CHECKSUMS.items():
        connection.execute(f"UPDATE {table} SET checksum = {checksum}")


def hash_turn(connection: sqlite3.Connection, turn: int) -> None:
    """Make the checksums of a turn and its quotes, which were just written."""
    connection.execute(f"UPDATE chat_turns SET checksum = {_CHECKSUMS['chat_turns']} WHERE id = ?", (turn,))
    connection.execute(f"UPDATE chat_quotes SET checksum = {_CHECKSUMS['chat_quotes']} WHERE turn_id = ?", (turn,))


def hash_chat(connection: sqlite3.Connection, chat: int) -> None:
    """Make the checksum of a conversation's own row, which was just written."""
    connection.execute(f"UPDATE chats SET checksum = {_CHECKSUMS['chats']} WHERE id = ?", (chat,))


@contextmanager
def changing(connection: sqlite3.Connection, table: ChatTable, rows: Iterable[int]) -> Iterator[None]:
    """Rows (by rowid) are changed in the block: those that were as they were written have their new checksum after."""
    checksum = _CHECKSUMS[table]
    query = f"SELECT rowid FROM {table} WHERE rowid = ? AND checksum IS {checksum}"
    sound = [(row,) for row in rows if connection.execute(query, (row,)).fetchone()]
    yield
    connection.executemany(f"UPDATE {table} SET checksum = {checksum} WHERE rowid = ?", sound)
