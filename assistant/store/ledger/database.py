"""One connection that writes, one transaction at a time, and others that read what was committed meanwhile.

Invariant: a transaction is either whole on disk or not there at all, and no two threads are in a connection at once.
Who is in a transaction reads what it has written.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any, TypeVar

from assistant.domain.errors import AssistantError, StoreDamaged
from assistant.store.ledger import forms_table
from assistant.store.ledger.checksums.documents import hash_everything, is_key_recorded
from assistant.store.ledger.checksums.keyed_hash import add_functions, adopt_key, prepare_key, read_key
from assistant.store.ledger.connection import Readers, connect, is_damage, unreadable, unwritable
from assistant.store.ledger.schema import migrate
from assistant.vault.place import is_vault

_NOT_TEXT = "Could not decode to UTF-8"
# Each change of a passage, its line or its vector is queued for the vector index under a new number.
_PASSAGES_VERSION = "SELECT seq FROM sqlite_sequence WHERE name = 'vector_queue'"
_Kept = TypeVar("_Kept")


class Database:
    """The ledger's database, shared by all threads of a process."""

    def __init__(self, file: Path, *, read_only: bool = False) -> None:
        """Raises StoreDamaged or RebuildNeeded."""
        self.file = file
        self.read_only = read_only
        self._lock = threading.RLock()
        self._connection = connect(file, read_only=read_only)
        self._opened = _identity(file)
        self._changes = 0
        self._prepare_reading(with_readers=not read_only and not is_vault(file.parent))
        self.damaged: set[int] = set()  # documents that were found to be not as they were written
        key = read_key(file)
        add_functions(self._connection, key)
        if not read_only:
            try:
                if key is None:
                    self._use_new_key()
                migrate(self._connection)
            except sqlite3.DatabaseError as error:
                self._connection.close()
                raise unreadable(file, error) from error
            except BaseException:
                self._connection.close()
                raise

    def _use_new_key(self) -> None:
        """Make the checksums of a new ledger, of one that had none, or of one whose key is gone.

        A kill at any moment leaves either the old state or a prepared key that the ledger records.
        """
        add_functions(self._connection, prepare_key(self.file))
        migrate(self._connection)
        if not is_key_recorded(self._connection):
            with self.transaction() as connection:
                hash_everything(connection)
                connection.execute("INSERT OR REPLACE INTO meta VALUES ('checksums_anew', date('now'))")
        adopt_key(self.file)

    def _prepare_reading(self, *, with_readers: bool) -> None:
        """`with_readers`: others than the one connection read. In a vault each would decrypt all pages anew after each
        write."""
        self._writer = 0  # the thread that is in a transaction
        self._readers = Readers(self._open_reader) if with_readers else None
        self._kept: tuple[int, dict[Hashable, Any]] = (-1, {})

    def _open_reader(self) -> sqlite3.Connection | None:
        """None if another file lies in the ledger's place."""
        if _identity(self.file) != self._opened:
            return None
        connection = connect(self.file, read_only=True)
        if _identity(self.file) != self._opened:
            connection.close()
            return None
        add_functions(connection, read_key(self.file))
        return connection

    @property
    def passages_version(self) -> int:
        """A number that grows with every change of a passage or its vector, and with nothing else."""
        return self.number(_PASSAGES_VERSION)

    def keep(self, key: Hashable, make: Callable[[], _Kept]) -> _Kept:
        """What `make` gives for `key`, made once until a passage changes: a count of words, for example."""
        if self._writer == threading.get_ident():
            return make()  # what is not committed may never be
        version = self.passages_version
        if self._kept[0] != version:
            self._kept = (version, {})
        kept = self._kept[1]
        if key not in kept:
            kept[key] = make()
        made: _Kept = kept[key]
        return made

    @property
    def in_vault(self) -> bool:
        """Whether the ledger is under a key, and so are all vectors: there is no other index of them."""
        return is_vault(self.file.parent)

    @property
    def version(self) -> tuple[int, int]:
        """A value that changes with every commit of this or another process, so that a cache can compare it."""
        return int(self._own_rows("PRAGMA data_version")[0][0]), self._changes

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """A write transaction; rolled back on any exception. A full or read-only disk becomes an AssistantError.

        Raises StoreDamaged if the file is not where it was opened: what is written then is lost with the connection.
        """
        with self._lock:
            try:
                self._connection.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as error:
                raise unwritable(self.file, error) from error
            outer, self._writer = self._writer, threading.get_ident()
            try:
                self._require_in_place()
                yield self._connection
                self._connection.execute("COMMIT")
                self._require_in_place()
            except sqlite3.OperationalError as error:
                self._roll_back()
                raise unwritable(self.file, error) from error
            except sqlite3.DatabaseError as error:
                self._roll_back()
                if is_damage(error):
                    raise unreadable(self.file, error) from error
                raise
            except BaseException:
                self._roll_back()
                raise
            finally:
                self._writer = outer
            self._changes += 1

    @property
    def displaced(self) -> StoreDamaged | None:
        """The error if the file was removed or replaced while it was open; None if it is where it was."""
        if _identity(self.file) == self._opened:
            return None
        what = f"The library's ledger {str(self.file)!r} was removed or replaced while it was open"
        hint = "Put it back, or start the program again; then run: assistant index"
        return StoreDamaged(f"{what}: nothing is kept of what is read now.", hint)

    def _require_in_place(self) -> None:
        displaced = self.displaced
        if displaced is not None:
            raise displaced

    def _roll_back(self) -> None:
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[sqlite3.Row]:
        """All rows of a query."""
        try:
            if self._readers is not None and self._writer != threading.get_ident():
                with self._readers.one() as reader:
                    if reader is not None:
                        return _fetch(reader, sql, values)
            return self._own_rows(sql, values)
        except sqlite3.DatabaseError as error:
            raise unreadable(self.file, error) from error

    def _own_rows(self, sql: str, values: Sequence[Any] = ()) -> list[sqlite3.Row]:
        with self._lock:
            return _fetch(self._connection, sql, values)

    def row(self, sql: str, values: Sequence[Any] = ()) -> sqlite3.Row | None:
        """The first row of a query, or None."""
        found = self.rows(sql, values)
        return found[0] if found else None

    def number(self, sql: str, values: Sequence[Any] = ()) -> int:
        """The first column of the first row, as an integer; 0 if there is none."""
        found = self.row(sql, values)
        return int(found[0]) if found is not None and found[0] is not None else 0

    def checkpoint(self) -> bool:
        """Move the log into the database and truncate it, so that no deleted text stays there.

        False if another process reads at the moment: the log then stays.
        """
        with self._lock, self._nobody_reads():
            try:
                row = self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            except sqlite3.OperationalError as error:
                raise unwritable(self.file, error) from error
        return row is not None and int(row[0]) == 0

    def vacuum(self) -> None:
        """Rewrite the database without deleted text. Needs as much free disk as the database takes.

        SQLite overwrites a deleted value at once, but not the copies that it left when it split a page. Without this,
        4 of 1,000 deleted paths could still be read.
        """
        with self._lock, self._nobody_reads():
            try:
                self._connection.execute("VACUUM")
            except sqlite3.OperationalError as error:
                raise unwritable(self.file, error) from error
            self._changes += 1

    def is_sound(self) -> bool:
        """SQLite's own quick check."""
        return [row[0] for row in self.rows("PRAGMA quick_check(1)")] == ["ok"]

    def keywords_are_sound(self) -> bool:
        """Whether the indexes of words and of their forms agree with the stored text; True if that cannot be asked."""
        with self._lock:
            try:
                # FTS5 takes this question as an insertion, which writes nothing.
                self._connection.execute("PRAGMA query_only = OFF")
                self._connection.execute("INSERT INTO keywords (keywords, rank) VALUES ('integrity-check', 1)")
                return forms_table.agrees(self._connection)
            except sqlite3.DatabaseError as error:
                return not is_damage(error)
            finally:
                self._connection.execute(f"PRAGMA query_only = {'ON' if self.read_only else 'OFF'}")

    def _nobody_reads(self) -> AbstractContextManager[None]:
        return self._readers.none() if self._readers is not None else nullcontext()

    def close(self) -> None:
        if self._readers is not None:
            self._readers.close()
        with self._lock:
            self._connection.close()


def _fetch(connection: sqlite3.Connection, sql: str, values: Sequence[Any]) -> list[sqlite3.Row]:
    try:
        return connection.execute(sql, values).fetchall()
    except sqlite3.OperationalError as error:
        if _NOT_TEXT not in str(error):
            raise
    # A fault has changed a text so that it is none any more: its checksum will tell, other rows are wanted.
    connection.text_factory = lambda content: content.decode("utf-8", "replace")
    try:
        return connection.execute(sql, values).fetchall()
    finally:
        connection.text_factory = str


def _identity(file: Path) -> tuple[int, int] | None:
    """Device and inode; None if nothing is there."""
    try:
        status = file.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def file_is_sound(file: Path) -> bool:
    """SQLite's quick check, on a separate connection so that searches do not wait. True if the check cannot run."""
    try:
        database = Database(file, read_only=True)
        try:
            return database.is_sound()
        finally:
            database.close()
    except StoreDamaged:
        return False
    except AssistantError:
        return True


def ledger_exists(file: Path) -> bool:
    """Whether there is a library at all."""
    return file.is_file() and file.stat().st_size > 0
