"""Deletes rows, and wipes what they leave in the ledger's files.

Invariant: each deletion is counted as "not yet wiped" in the same transaction. After a crash the count is still there,
and the next start wipes.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from assistant.domain.errors import LibraryBusy
from assistant.store.forget.conversations import empty_citing_turns
from assistant.store.ledger import forms_table
from assistant.store.ledger.checksums.documents import hash_files
from assistant.store.ledger.database import Database
from assistant.store.ledger.documents_table import delete_orphan
from assistant.store.ledger.files_table import document_of
from assistant.store.ledger.meta_table import read_value, write_value
from assistant.store.ledger.names_table import note_renamed

_UNWIPED = "unwiped_documents"
_FORGETTING = "forgetting"
_CHEAP_BYTES = 16 << 20  # up to this size the ledger is wiped after every run that removed something: 0.2 s
_SHARE = 0.05  # a larger ledger: once this share of its documents was removed; 5 s for 50,000 chunks (290 MB)


def remove_file(connection: sqlite3.Connection, path: str) -> None:
    """Delete the row of `path`, and its document unless another file has the same content."""
    document = document_of(connection, path)
    connection.execute("DELETE FROM files WHERE path = ?", (path,))
    remove_orphan(connection, document)


def remove_orphan(connection: sqlite3.Connection, document: int | None) -> None:
    """Delete `document` if no file points to it any more; else its chunks may hold the name of the file that left."""
    if delete_orphan(connection, document):
        count_unwiped(connection)
    else:
        note_renamed(connection, document)


def count_unwiped(connection: sqlite3.Connection) -> None:
    """Count a deleted document or conversation as not yet wiped. Call it in the transaction that deletes."""
    connection.execute(
        "INSERT INTO meta VALUES (?, '1') ON CONFLICT (key) DO UPDATE SET value = CAST(value AS INTEGER) + 1",
        (_UNWIPED,),
    )


def remove_files(connection: sqlite3.Connection, paths: Sequence[str]) -> None:
    """Delete many files for good. `is_forgetting` is true from here until `set_forgotten`."""
    write_value(connection, _FORGETTING, "1")
    empty_citing_turns(connection, paths)
    if {str(row[0]) for row in connection.execute("SELECT path FROM files")} <= set(paths):
        remove_documents(connection)
        connection.execute("DELETE FROM files")
        return
    for path in paths:
        remove_file(connection, path)


def remove_documents(connection: sqlite3.Connection) -> None:
    """Delete every document and keep the files' rows, as pending. Many times faster than a delete for each document."""
    connection.execute("UPDATE files SET state = 'pending', document_id = NULL, reason = '', message = ''")
    hash_files(connection)
    connection.execute("INSERT INTO keywords (keywords) VALUES ('delete-all')")
    forms_table.empty(connection)
    connection.execute("INSERT OR REPLACE INTO vector_queue (chunk_id, operation) SELECT id, 'remove' FROM chunks")
    for table in ("checksums", "vectors", "next_vectors", "chunks", "table_rows", "tables", "pages", "documents"):
        connection.execute(f"DELETE FROM {table}")
    write_value(connection, _UNWIPED, "1")


def is_forgetting(database: Database) -> bool:
    """Whether a forgetting was begun and not finished, because the process died or a step failed."""
    return bool(read_value(database, _FORGETTING))


def set_forgotten(database: Database) -> None:
    """Record that the forgetting which `remove_files` began is finished."""
    with database.transaction() as connection:
        write_value(connection, _FORGETTING, "")


def wipe(database: Database) -> None:
    """Rewrite the ledger's files so that they hold no deleted byte. Raises LibraryBusy, AssistantError (disk full)."""
    with database.transaction() as connection:
        # The indexes of words only mark entries as removed; they stay until its segments are merged.
        connection.execute("INSERT INTO keywords (keywords) VALUES ('optimize')")
        forms_table.optimize(connection)
    database.vacuum()
    if not database.checkpoint():
        raise LibraryBusy(
            "Another process is reading the library, so that deleted text stays in its log.",
            "Close the other one; the next start finishes the removal.",
        )
    with database.transaction() as connection:
        write_value(connection, _UNWIPED, "")


def has_unwiped(database: Database) -> bool:
    """Whether the ledger's files may still hold deleted text."""
    return bool(read_value(database, _UNWIPED))


def wipe_if_cheap(database: Database) -> bool:
    """`wipe` if the ledger is small, or if much was removed since the last wipe. True if it was wiped."""
    removed = int(read_value(database, _UNWIPED) or 0)
    if not removed:
        return False
    size = database.number("PRAGMA page_count") * database.number("PRAGMA page_size")
    if size > _CHEAP_BYTES and removed < _SHARE * database.number("SELECT count(*) FROM documents"):
        database.checkpoint()
        return False
    wipe(database)
    return True
