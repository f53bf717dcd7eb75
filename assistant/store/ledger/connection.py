"""Connections to the ledger's database. Invariant: each has the same durability and erasure settings."""

from __future__ import annotations

import queue
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from assistant.disk.durable import private_folder
from assistant.disk.read_only import immutable, is_at_rest
from assistant.domain.errors import AssistantError, StoreDamaged
from assistant.text.folding import fold_text
from assistant.vault.cipher import connect as connect_with_key
from assistant.vault.unlocked import key_for

_HINT = "Nothing recorded is lost. Check that the disk is not full and that the folder may be written."
_CACHE_KIB = 32 * 1024
_READERS = 2


def connect(file: Path, *, read_only: bool = False) -> sqlite3.Connection:
    """Open `file`; create it if missing, unless `read_only`. In a vault it is under the vault's key.

    Raises StoreDamaged, VaultLocked, AssistantError (disk).
    """
    key = key_for(file)
    try:
        if not read_only:
            private_folder(file.parent)
            file.touch(mode=0o600, exist_ok=True)
        elif not file.is_file():
            raise sqlite3.OperationalError("no such file")
        at_rest = read_only and is_at_rest(file)
        connection = _open(immutable(file) if at_rest else file, key, uri=at_rest)
        # SQLite's own lower() changes ASCII letters only.
        connection.create_function("folded", 1, fold_text, deterministic=True)
        _configure(connection, read_only)
    except OSError as error:
        raise AssistantError(
            f"The library's ledger {str(file)!r} cannot be opened ({error.strerror}).", _HINT
        ) from error
    except sqlite3.DatabaseError as error:
        raise unreadable(file, error) from error
    return connection


def connect_in_memory() -> sqlite3.Connection:
    """A database that is nowhere but in this process, and gone when it is closed."""
    connection = _open(":memory:", None, uri=False)
    connection.create_function("folded", 1, fold_text, deterministic=True)
    _configure(connection, read_only=False)
    return connection


def _open(name: Path | str, key: bytes | None, *, uri: bool) -> sqlite3.Connection:
    if key is not None:
        return connect_with_key(name, key, uri=uri)
    connection = sqlite3.connect(name, check_same_thread=False, isolation_level=None, uri=uri)
    connection.row_factory = sqlite3.Row
    return connection


def _configure(connection: sqlite3.Connection, read_only: bool) -> None:
    connection.execute("PRAGMA busy_timeout = 5000")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA temp_store = MEMORY")  # sorted text never reaches a temporary file
    connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
    # The terms of the indexes of words, read from them when asked for. These tables are of this connection and hold
    # nothing.
    connection.execute("CREATE VIRTUAL TABLE temp.vocabulary USING fts5vocab(main, keywords, row)")
    connection.execute("CREATE VIRTUAL TABLE temp.occurrences USING fts5vocab(main, keywords, instance)")
    connection.execute("CREATE VIRTUAL TABLE temp.form_terms USING fts5vocab(main, forms, row)")
    if read_only:
        # Not SQLite's own read-only mode: it fails where it would have to create the write-ahead log.
        connection.execute("PRAGMA query_only = ON")
    else:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA secure_delete = ON")


def is_damage(error: sqlite3.DatabaseError) -> bool:
    """Whether the error means that the file itself is damaged."""
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF
    return code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def unreadable(file: Path, error: sqlite3.DatabaseError) -> AssistantError:
    """The error for a failed read: StoreDamaged only if the file is damaged, not for a lock or a full disk."""
    if isinstance(error, sqlite3.OperationalError) and not is_damage(error):
        return AssistantError(f"The library's ledger {str(file)!r} cannot be read at the moment ({error}).", _HINT)
    return StoreDamaged(
        f"The library's ledger {str(file)!r} cannot be read ({error}).",
        "Your files are untouched: move the library folder away and run assistant index again.",
    )


def unwritable(file: Path, error: sqlite3.OperationalError) -> AssistantError:
    """The error for a write that the disk or another process refused."""
    return AssistantError(f"The library's ledger {str(file)!r} could not be written ({error}).", _HINT)


class Readers:
    """Connections that only read, so that a question does not wait for an index run to write: each is used by one
    thread at a time. `open_one` makes one when it is first needed; None where it cannot be made now."""

    def __init__(self, open_one: Callable[[], sqlite3.Connection | None]) -> None:
        self._open_one = open_one
        self._idle: queue.LifoQueue[sqlite3.Connection | None] = queue.LifoQueue()
        self._closed = False
        for _ in range(_READERS):
            self._idle.put(None)

    @contextmanager
    def one(self) -> Iterator[sqlite3.Connection | None]:
        """A connection for the block; waits until one is idle."""
        connection = self._idle.get()
        try:
            if connection is None and not self._closed:
                connection = self._open_one()
            yield None if self._closed else connection
        finally:
            self._idle.put(connection)

    @contextmanager
    def none(self) -> Iterator[None]:
        """Nobody reads in the block: what moves the log into the file would have to wait for them."""
        taken: list[sqlite3.Connection | None] = []
        try:
            while len(taken) < _READERS:
                taken.append(self._idle.get())
            yield
        finally:
            for connection in taken:
                self._idle.put(connection)

    def close(self) -> None:
        """Close all; `one` gives None from now on."""
        self._closed = True
        for _ in range(_READERS):
            connection = self._idle.get()
            if connection is not None:
                connection.close()
            self._idle.put(None)
