"""Opening the ledger's database. Invariant: every connection has the same durability and erasure settings."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from assistant.core.errors import StoreDamaged
from assistant.core.files import private_folder

_CACHE_KIB = 32 * 1024


def connect(file: Path, *, read_only: bool = False) -> sqlite3.Connection:
    """Open `file` (made if missing, unless `read_only`). Raises StoreDamaged where it is not a usable database."""
    try:
        if not read_only:
            private_folder(file.parent)
            file.touch(mode=0o600, exist_ok=True)
        elif not file.is_file():
            raise sqlite3.OperationalError("no such file")
        connection = sqlite3.connect(file, check_same_thread=False, isolation_level=None)
        connection.row_factory = sqlite3.Row
        _configure(connection, read_only)
    except sqlite3.DatabaseError as error:
        raise damaged(file, error) from error
    return connection


def _configure(connection: sqlite3.Connection, read_only: bool) -> None:
    connection.execute("PRAGMA busy_timeout = 5000")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA temp_store = MEMORY")  # sorted text never reaches a temporary file
    connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
    if read_only:
        # Not SQLite's own read-only mode: that cannot read a write-ahead log which it would have to create.
        connection.execute("PRAGMA query_only = ON")
    else:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA secure_delete = ON")


def damaged(file: Path, error: Exception) -> StoreDamaged:
    """The error for a database that cannot be read."""
    return StoreDamaged(
        f"The library's ledger {str(file)!r} cannot be read ({error}).",
        "Your files are untouched: move the library folder away and run assistant index again.",
    )
