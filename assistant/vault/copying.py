"""Copies a database whole, from without a key to under one or back, and compares the two.

Invariant: while it is copied nobody else has it open, and the copy is only worth something once both hashes are equal.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from assistant.disk.durable import sync_folder
from assistant.domain.errors import AssistantError, LibraryBusy
from assistant.vault.cipher import connect, key_literal


@contextmanager
def exclusive(file: Path, key: bytes | None) -> Iterator[sqlite3.Connection]:
    """The database in `file`, with its log folded in, and held so that no other process can read it meanwhile.

    Raises LibraryBusy where another process has it open, AssistantError where it cannot be read.
    """
    with closing(connect(file, key)) as connection:
        try:
            connection.execute("PRAGMA temp_store = MEMORY")
            connection.execute("PRAGMA busy_timeout = 2000")
            # Only the last connection can leave the write-ahead log: this fails while any other process has the file.
            connection.execute("PRAGMA journal_mode = DELETE")
            connection.execute("PRAGMA locking_mode = EXCLUSIVE")  # only now: it would leave the journal lying there
            connection.execute("BEGIN EXCLUSIVE")
            connection.execute("COMMIT")
            mode = str(connection.execute("PRAGMA journal_mode").fetchone()[0])
        except sqlite3.OperationalError as error:
            if "locked" not in str(error):
                raise _unreadable(file, error) from error
            mode = ""
        except sqlite3.DatabaseError as error:
            raise _unreadable(file, error) from error
        if mode != "delete":
            raise LibraryBusy(
                "Another process has the library open.", "Close the app, watches and other commands; then try again."
            )
        yield connection


def copy_database(source: sqlite3.Connection, target: Path, key: bytes | None) -> str:
    """Write all of `source` to the new file `target`; returns the hash that both have. Raises AssistantError."""
    try:
        literal = key_literal(key) if key is not None else "''"
        target.touch(mode=0o600, exist_ok=False)
        source.execute(f"ATTACH ? AS copied KEY {literal}", (str(target),))
        try:
            source.execute("PRAGMA copied.synchronous = FULL")
            source.execute("BEGIN")
            source.execute("SELECT sqlcipher_export('copied')").fetchall()
            version = int(source.execute("PRAGMA main.user_version").fetchone()[0])
            source.execute(f"PRAGMA copied.user_version = {version}")
            source.execute("COMMIT")
        finally:
            source.rollback()
            source.execute("DETACH copied")
        # Read back through a connection of its own, from the disk.
        with closing(connect(target, key)) as copied:
            before, after = hash_database(source), hash_database(copied)
    except sqlite3.DatabaseError as error:
        raise AssistantError(
            f"The library could not be copied to {str(target)!r} ({error}). Nothing was changed.",
            "Check that the disk has room for a second copy; then: assistant doctor",
        ) from error
    if before != after:
        raise AssistantError(
            "The copy of the library is not equal to it. Nothing was changed.", "Run: assistant doctor --read-data"
        )
    sync_folder(target.parent)
    return after


def hash_database(connection: sqlite3.Connection) -> str:
    """Over all definitions and all rows, tables of the keyword index included; the same with and without a key."""
    digest = hashlib.blake2b(digest_size=32)
    definitions = "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name"
    for row in connection.execute(definitions):
        digest.update(repr(tuple(row)).encode("utf-8", "surrogatepass"))
    digest.update(repr(connection.execute("PRAGMA user_version").fetchone()[0]).encode())
    for name, without_rowid in _tables(connection):
        order = "" if without_rowid else " ORDER BY rowid"
        digest.update(name.encode())
        for row in connection.execute(f'SELECT * FROM "{name}"{order}'):
            digest.update(repr(tuple(row)).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def _tables(connection: sqlite3.Connection) -> list[tuple[str, bool]]:
    """(name, whether it has no rowid) of the tables that hold rows of their own, by name."""
    listed = connection.execute("PRAGMA main.table_list").fetchall()
    own = [row for row in listed if row[2] in ("table", "shadow") and row[1] != "sqlite_schema"]
    return sorted((str(row[1]), bool(row[4])) for row in own)


def _unreadable(file: Path, error: sqlite3.DatabaseError) -> AssistantError:
    return AssistantError(f"The ledger {str(file)!r} cannot be read ({error}).", "Run: assistant doctor")
