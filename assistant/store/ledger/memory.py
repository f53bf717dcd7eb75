"""A ledger in the memory of this process, for text that is asked once and kept nowhere.

Invariant: nothing of it reaches a disk.
"""

from __future__ import annotations

import secrets
import threading
from pathlib import Path

from assistant.store.ledger.checksums.documents import hash_everything
from assistant.store.ledger.checksums.keyed_hash import add_functions
from assistant.store.ledger.connection import connect_in_memory
from assistant.store.ledger.database import Database
from assistant.store.ledger.schema import migrate

_NOWHERE = Path(":memory:")
_KEY_BYTES = 32


class MemoryDatabase(Database):
    """The ledger's database, empty at first."""

    def __init__(self) -> None:
        # Not the steps of a database on the disk: there is no file, no key beside it and no other process.
        self.file = _NOWHERE
        self.read_only = False
        self._lock = threading.RLock()
        self._connection = connect_in_memory()
        self._opened = None
        self._changes = 0
        self._prepare_reading(with_readers=False)
        self.damaged = set()
        add_functions(self._connection, secrets.token_bytes(_KEY_BYTES))
        migrate(self._connection)
        with self.transaction() as connection:
            hash_everything(connection)

    @property
    def in_vault(self) -> bool:
        """No: it is under no key, and needs none."""
        return False
