"""Brings a library of an earlier version to today's tables, for a process that will only read.

Invariant: only the owner of a library writes to it; the lock is held while it is brought up to date.
"""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from assistant.domain.errors import LibraryBusy, RebuildNeeded
from assistant.store.ledger.checksums.keyed_hash import read_key
from assistant.store.ledger.connection import connect
from assistant.store.ledger.database import Database
from assistant.store.ledger.owner import Owner
from assistant.store.ledger.schema import MIGRATIONS


def bring_up_to_date(ledger: Path, lock: Path) -> None:
    """Add the tables and the key that `ledger` lacks; does nothing if it lacks none.

    Raises RebuildNeeded where another process has the library open, StoreDamaged, LibraryReadOnly (disk, permissions).
    """
    with closing(connect(ledger, read_only=True)) as connection:
        version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if version >= len(MIGRATIONS) and read_key(ledger) is not None:
        return
    try:
        owner = Owner(lock)
    except LibraryBusy:
        raise RebuildNeeded(
            "The library was made by an earlier version, and another process has it open.",
            "Close the other one and try again; its files are kept, and nothing is read again.",
        ) from None
    try:
        Database(ledger).close()
    finally:
        owner.release()
