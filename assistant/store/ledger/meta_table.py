"""Single values of the library, by key. Invariant: a value changes in the same transaction as the rows it describes."""

from __future__ import annotations

import sqlite3

from assistant.store.ledger.database import Database

READERS = "readers"  # ending -> version of the reader that the last look at all files had, as JSON


def read_value(database: Database, key: str) -> str:
    """The value of `key`, or ""."""
    row = database.row("SELECT value FROM meta WHERE key = ?", (key,))
    return str(row[0]) if row is not None else ""


def write_value(connection: sqlite3.Connection, key: str, value: str) -> None:
    """Set `key`; an empty value removes it."""
    if value:
        connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))
    else:
        connection.execute("DELETE FROM meta WHERE key = ?", (key,))
