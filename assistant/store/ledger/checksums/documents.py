"""Checksums of everything that the ledger keeps of a document, of the rows of its files and of conversations.

Invariant: a checksum is written in the transaction that writes what it covers, from what was handed over; it goes with
it, so that nothing of a removed text can be guessed from what stays. What is unchanged keeps its checksum: one that
does not match is never made to match.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Literal

ChatTable = Literal["chats", "chat_turns", "chat_quotes"]
Part = Literal["document", "page", "marks", "passage", "vector", "tables", "table"]

_KEY, _FINGERPRINT = "checksum_key", "hex(keyed('key'))"
KEY_IS_RECORDED = f"EXISTS (SELECT 1 FROM meta WHERE key = '{_KEY}' AND value IS {_FINGERPRINT})"


def _hash(part: str, *values: str) -> str:
    # Text is hashed as bytes: what a fault has changed need not be text any more.
    return f"keyed('{part}', CAST(d.content_key AS BLOB), {', '.join(values)})"


def _text(*columns: str) -> str:
    return ", ".join(f"CAST({column} AS BLOB)" for column in columns)


_ROWS = (
    f'SELECT position, number, start, "end", {_text("cells")} AS cells FROM table_rows WHERE table_id = t.id '
    "ORDER BY position"
)
# Part -> (its number within the document, its checksum, the tables that it comes from).
PARTS: dict[Part, tuple[str, str, str]] = {
    "document": (
        "0",
        _hash(
            "document",
            _text("d.title"),
            "d.paged",
            _text("d.pages_without_text", "d.notes"),
            "(SELECT count(*) FROM pages WHERE document_id = d.id)",
            "(SELECT count(*) FROM chunks WHERE document_id = d.id)",
        ),
        "documents d",
    ),
    "page": (
        "p.number",
        _hash("page", "p.number", _text("p.text")),
        "documents d JOIN pages p ON p.document_id = d.id",
    ),
    "marks": (
        "p.number",
        _hash("marks", "p.number", _text("p.marks")),
        "documents d JOIN pages p ON p.document_id = d.id",
    ),
    "passage": (
        "c.number",
        _hash("passage", "c.id", "c.number", "c.page", 'c.start, c."end"', _text("c.headings", "c.header")),
        "documents d JOIN chunks c ON c.document_id = d.id",
    ),
    "vector": (
        "c.number",
        _hash("vector", "c.number", "v.vector"),
        "documents d JOIN chunks c ON c.document_id = d.id LEFT JOIN vectors v ON v.chunk_id = c.id",
    ),
    "tables": (
        "0",
        _hash("tables", "d.tables_version", "(SELECT count(*) FROM tables WHERE document_id = d.id)"),
        "documents d",
    ),
    "table": (
        "t.number",
        _hash(
            "table",
            "t.number",
            "t.page",
            _text("t.name", "t.header"),
            "t.sheet",
            "t.complete",
            f'(SELECT keyed_rows(position, number, start, "end", cells) FROM ({_ROWS}))',
        ),
        "documents d JOIN tables t ON t.document_id = d.id",
    ),
}
_KNOWN = "LEFT JOIN checksums k ON k.document_id = d.id AND k.part = '{part}' AND k.number = {number}"
SOUND_PASSAGES = f"""
SELECT c.id FROM documents d JOIN chunks c ON c.document_id = d.id
    JOIN pages p ON p.document_id = d.id AND p.number = c.page
    JOIN checksums k ON k.document_id = d.id AND k.part = 'passage' AND k.number = c.number
WHERE k.checksum IS {PARTS["passage"][1]}
"""
SOUND_PAGES = f"""
SELECT d.id, p.number FROM (VALUES {{wanted}}) w CROSS JOIN documents d JOIN pages p ON p.document_id = d.id
    JOIN checksums k ON k.document_id = d.id AND k.part = 'page' AND k.number = p.number
    JOIN checksums m ON m.document_id = d.id AND m.part = 'marks' AND m.number = p.number
WHERE d.id = w.column1 AND p.number = w.column2
    AND k.checksum IS {PARTS["page"][1]} AND m.checksum IS {PARTS["marks"][1]}
"""
_OF_FILE = (
    f"keyed('file', {_text('path', 'root')}, {_text('state', 'reason', 'message', 'sha256', 'suffix')}, "
    "(SELECT CAST(content_key AS BLOB) FROM documents WHERE id = files.document_id))"
)

FILE_IS_SOUND = f"files.checksum IS {_OF_FILE}"
_OF_CHATS: dict[ChatTable, str] = {
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
TURN_IS_SOUND = f"chat_turns.checksum IS {_OF_CHATS['chat_turns']}"
QUOTE_IS_SOUND = f"chat_quotes.checksum IS {_OF_CHATS['chat_quotes']}"
DAMAGED_ROWS = " + ".join(
    f"(SELECT count(*) FROM {table} WHERE checksum IS NOT {checksum})" for table, checksum in _OF_CHATS.items()
)


def make_tables(connection: sqlite3.Connection) -> None:
    """The table of checksums and the column of those of files, all empty."""
    connection.execute(
        """CREATE TABLE checksums (
            document_id INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE, part TEXT NOT NULL,
            number INTEGER NOT NULL, checksum BLOB NOT NULL, PRIMARY KEY (document_id, part, number)) WITHOUT ROWID"""
    )
    connection.execute("ALTER TABLE files ADD COLUMN checksum BLOB")


def hash_everything(connection: sqlite3.Connection) -> None:
    """Make all checksums anew, from what the ledger holds at the moment, and record their key."""
    connection.execute("DELETE FROM checksums")
    for part in PARTS:
        connection.execute(_insert(part))
    connection.execute(f"UPDATE files SET checksum = {_OF_FILE}")
    hash_conversations(connection)
    connection.execute(f"INSERT OR REPLACE INTO meta VALUES ('{_KEY}', {_FINGERPRINT})")


def is_key_recorded(connection: sqlite3.Connection) -> bool:
    """Whether the checksums were made with the key of this connection."""
    return bool(connection.execute(f"SELECT {KEY_IS_RECORDED}").fetchone()[0])


def hash_parts(connection: sqlite3.Connection, document_id: int, parts: Iterable[Part]) -> None:
    """Make the checksums of these parts of a document, which were just written."""
    for part in parts:
        connection.execute("DELETE FROM checksums WHERE document_id = ? AND part = ?", (document_id, part))
        connection.execute(f"{_insert(part)} WHERE d.id = ?", (document_id,))


def hash_document(connection: sqlite3.Connection, document_id: int) -> None:
    """Make the checksums of all parts of a document, which were just written."""
    hash_parts(connection, document_id, PARTS)


def hash_all_vectors(connection: sqlite3.Connection) -> None:
    """Make the checksums of the vectors of all passages, which were just written."""
    connection.execute("DELETE FROM checksums WHERE part = 'vector'")
    connection.execute(_insert("vector"))


def hash_files(connection: sqlite3.Connection, paths: Sequence[str] | None = None) -> None:
    """Make the checksums of the rows of these files, or of all, which were just written."""
    update = f"UPDATE files SET checksum = {_OF_FILE}"
    if paths is None:
        connection.execute(update)
    else:
        connection.executemany(f"{update} WHERE path = ?", [(path,) for path in paths])


def file_is_sound(connection: sqlite3.Connection, path: str) -> bool:
    """Whether the row of the file at `path` is as it was written."""
    row = connection.execute(f"SELECT {FILE_IS_SOUND} FROM files WHERE path = ?", (path,)).fetchone()
    return row is not None and bool(row[0])


def document_is_sound(connection: sqlite3.Connection, document_id: int) -> bool:
    """Whether all parts of a document are there and as they were written."""
    return not any(
        connection.execute(f"{compare(part, 'IS NOT')} AND d.id = ? LIMIT 1", (document_id,)).fetchone()
        for part in PARTS
    )


def _insert(part: Part) -> str:
    number, checksum, source = PARTS[part]
    return f"INSERT INTO checksums SELECT d.id, '{part}', {number}, {checksum} FROM {source}"


def compare(part: Part, how: Literal["IS", "IS NOT"]) -> str:
    """A query of (document, number) of the parts that are as they were written, or are not; it ends with a WHERE."""
    number, checksum, source = PARTS[part]
    known = _KNOWN.format(part=part, number=number)
    return f"SELECT d.id, {number} FROM {source} {known} WHERE k.checksum {how} {checksum}"


def add_columns(connection: sqlite3.Connection) -> None:
    """The columns of the checksums, all empty."""
    for table in _OF_CHATS:
        connection.execute(f"ALTER TABLE {table} ADD COLUMN checksum BLOB")


def hash_conversations(connection: sqlite3.Connection) -> None:
    """Make the checksums of all conversations anew, from what the ledger holds at the moment."""
    for table, checksum in _OF_CHATS.items():
        connection.execute(f"UPDATE {table} SET checksum = {checksum}")


def hash_turn(connection: sqlite3.Connection, turn: int) -> None:
    """Make the checksums of a turn and its quotes, which were just written."""
    connection.execute(f"UPDATE chat_turns SET checksum = {_OF_CHATS['chat_turns']} WHERE id = ?", (turn,))
    connection.execute(f"UPDATE chat_quotes SET checksum = {_OF_CHATS['chat_quotes']} WHERE turn_id = ?", (turn,))


def hash_chat(connection: sqlite3.Connection, chat: int) -> None:
    """Make the checksum of a conversation's own row, which was just written."""
    connection.execute(f"UPDATE chats SET checksum = {_OF_CHATS['chats']} WHERE id = ?", (chat,))


@contextmanager
def changing(connection: sqlite3.Connection, table: ChatTable, rows: Iterable[int]) -> Iterator[None]:
    """Rows (by rowid) are changed in the block: those that were as they were written have their new checksum after."""
    checksum = _OF_CHATS[table]
    query = f"SELECT rowid FROM {table} WHERE rowid = ? AND checksum IS {checksum}"
    sound = [(row,) for row in rows if connection.execute(query, (row,)).fetchone()]
    yield
    connection.executemany(f"UPDATE {table} SET checksum = {checksum} WHERE rowid = ?", sound)
