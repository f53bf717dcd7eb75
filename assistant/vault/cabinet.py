"""The vault's database of small files: the audit record, and settings that hold names of files.

Invariant: an error of the database is an OSError to whoever uses a shelf, as it is with a folder.
"""

from __future__ import annotations

import errno
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from assistant.disk.read_only import immutable, is_at_rest
from assistant.domain.errors import StoreDamaged, VaultLocked
from assistant.vault.cipher import connect
from assistant.vault.unlocked import key_of, require_there

CABINET = "files.sqlite3"
_TABLE = """CREATE TABLE IF NOT EXISTS pieces (
    folder TEXT NOT NULL, name TEXT NOT NULL, number INTEGER NOT NULL, content BLOB NOT NULL,
    PRIMARY KEY (folder, name, number)) WITHOUT ROWID"""
_OF = "FROM pieces WHERE folder = ? AND name = ?"


class Cabinet:
    """One connection of this process, shared by its threads."""

    def __init__(self, file: Path, key: bytes) -> None:
        """Raises sqlite3.DatabaseError."""
        self.lock = threading.RLock()
        at_rest = is_at_rest(file)
        self.connection = connect(immutable(file) if at_rest else file, key, uri=at_rest)
        self.connection.execute("PRAGMA busy_timeout = 5000")
        self.connection.execute("PRAGMA temp_store = MEMORY")
        if at_rest:
            self.connection.execute(f"SELECT count(*) {_OF}", ("", ""))  # a wrong key is told at once
            return
        self.connection.execute("PRAGMA journal_mode = WAL")
        self.connection.execute("PRAGMA synchronous = NORMAL")  # a decision must not wait for the disk
        self.connection.execute("PRAGMA secure_delete = ON")
        self.connection.execute(_TABLE)


_open: dict[Path, Cabinet] = {}
_opening = threading.Lock()


def close_cabinet(vault: Path) -> None:
    """Close this process's connection, if there is one."""
    with _opening:
        cabinet = _open.pop(vault, None)
    if cabinet is not None:
        with cabinet.lock:
            cabinet.connection.close()


class VaultShelf:
    """The files of one folder of the cabinet."""

    def __init__(self, vault: Path, folder: str) -> None:
        self._vault = vault
        self._folder = folder

    def make(self) -> None:
        """Raises VaultLocked."""
        key_of(self._vault)

    def read(self, name: str) -> bytes | None:
        with self._using() as connection:
            rows = connection.execute(f"SELECT content {_OF} ORDER BY number", (self._folder, name)).fetchall()
        return b"".join(bytes(row[0]) for row in rows) if rows else None

    def size(self, name: str) -> int:
        with self._using() as connection:
            row = connection.execute(f"SELECT sum(length(content)) {_OF}", (self._folder, name)).fetchone()
        return int(row[0] or 0)

    def append(self, name: str, content: bytes) -> int:
        with self._using() as connection:
            connection.execute(
                f"INSERT INTO pieces SELECT ?, ?, coalesce(max(number), 0) + 1, ? {_OF}",
                (self._folder, name, content, self._folder, name),
            )
            return self.size(name)

    def put(self, name: str, content: bytes, *, durable: bool = False) -> None:
        with self.locked(""), self._using() as connection:
            connection.execute(f"DELETE {_OF}", (self._folder, name))
            connection.execute("INSERT INTO pieces VALUES (?, ?, 1, ?)", (self._folder, name, content))
        with self._using() as connection:
            if durable and not connection.in_transaction:  # within the lock, its end is what counts
                connection.execute("PRAGMA wal_checkpoint(FULL)")

    def cut(self, name: str, size: int) -> None:
        self.put(name, (self.read(name) or b"")[:size])

    def rename(self, name: str, other: str) -> None:
        with self.locked(""), self._using() as connection:
            connection.execute(f"DELETE {_OF}", (self._folder, other))
            connection.execute("UPDATE pieces SET name = ? WHERE folder = ? AND name = ?", (other, self._folder, name))

    def remove(self, name: str) -> None:
        with self._using() as connection:
            connection.execute(f"DELETE {_OF}", (self._folder, name))

    def names(self) -> list[str]:
        with self._using() as connection:
            rows = connection.execute(
                "SELECT DISTINCT name FROM pieces WHERE folder = ? ORDER BY name", (self._folder,)
            ).fetchall()
        return [str(row[0]) for row in rows]

    @contextmanager
    def locked(self, name: str) -> Iterator[None]:
        """One transaction: other processes wait, and a kill leaves all of it or nothing. It may be held twice."""
        with self._using() as connection:
            if connection.in_transaction:
                yield
                return
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                connection.execute("COMMIT")
            except BaseException:
                connection.rollback()
                raise

    @contextmanager
    def _using(self) -> Iterator[sqlite3.Connection]:
        cabinet = self._cabinet()
        with cabinet.lock:
            try:
                yield cabinet.connection
            except sqlite3.DatabaseError as error:
                raise OSError(errno.EIO, f"the vault's small files cannot be used ({error})") from error

    def _cabinet(self) -> Cabinet:
        try:
            with _opening:
                if self._vault not in _open:
                    require_there(self._vault)
                    _open[self._vault] = Cabinet(self._vault / CABINET, key_of(self._vault))
                return _open[self._vault]
        except (VaultLocked, StoreDamaged) as error:
            raise OSError(errno.EACCES, "the vault is locked") from error
        except sqlite3.DatabaseError as error:
            raise OSError(errno.EIO, f"the vault's small files cannot be opened ({error})") from error
