"""Databases under a key: the only file that imports SQLCipher.

Invariant: an error of SQLCipher is an error of Python's own `sqlite3` too, so that one `except` catches both.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from assistant.domain.errors import AssistantError

KEY_BYTES = 32
_ERRORS = (
    "DatabaseError",
    "InterfaceError",
    "OperationalError",
    "IntegrityError",
    "DataError",
    "InternalError",
    "ProgrammingError",
    "NotSupportedError",
)


def require_cipher() -> None:
    """Raises AssistantError where SQLCipher is not installed, or lacks what the library needs."""
    with closing(connect(":memory:", bytes(KEY_BYTES))) as connection:
        version = connection.execute("PRAGMA cipher_version").fetchone()
        if not version:
            raise AssistantError("The package sqlcipher3 was built without SQLCipher.", _INSTALL)
        try:
            connection.execute("CREATE VIRTUAL TABLE t USING fts5(x, tokenize = 'porter unicode61')")
        except sqlite3.OperationalError:
            raise AssistantError("The package sqlcipher3 was built without FTS5.", _INSTALL) from None


def connect(file: Path | str, key: bytes | None, *, uri: bool = False) -> sqlite3.Connection:
    """Open a database with a raw key; None for a plain database.

    SQLCipher takes any key until something is read: whoever opens a file that exists reads from it at once. Raises
    sqlite3.DatabaseError, AssistantError where SQLCipher is not installed.
    """
    library = _sqlcipher()
    connection: sqlite3.Connection = library.connect(file, check_same_thread=False, isolation_level=None, uri=uri)
    connection.row_factory = library.Row
    if key is not None:
        connection.execute(f"PRAGMA key = {key_literal(key)}")
        connection.execute("PRAGMA cipher_log_level = NONE")  # else a wrong key prints on standard error
    return connection


def key_literal(key: bytes) -> str:
    """A raw key as SQL writes it. Raises ValueError for another length."""
    if len(key) != KEY_BYTES:
        raise ValueError(f"a key has {KEY_BYTES} bytes, not {len(key)}")
    return f"\"x'{key.hex()}'\""


_INSTALL = "Run: pip install 'private-assistant[vault]'"


def _sqlcipher() -> Any:
    try:
        from sqlcipher3 import dbapi2
    except ImportError as error:
        raise AssistantError("A vault needs the package sqlcipher3, which cannot be loaded.", _INSTALL) from error
    _join_errors(dbapi2)
    return dbapi2


def _join_errors(library: Any) -> None:
    """Make the errors of `library` errors of the standard library as well."""
    for name in _ERRORS:
        own, standard = getattr(library, name), getattr(sqlite3, name)
        if not issubclass(own, standard):
            own.__bases__ = (*own.__bases__, standard)
