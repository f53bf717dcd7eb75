"""All vectors of the ledger in memory, for exact search.

Invariant: what is searched is what the ledger holds now. Every change of a vector gets a new serial number in the queue
of changes, so that conversations and other writes do not have everything read again.
"""

from __future__ import annotations

from collections.abc import Sequence
from sqlite3 import Row

import numpy as np
from numpy.typing import NDArray

from assistant.domain.ports.embed import Vectors
from assistant.domain.scope import Scope
from assistant.store.ledger.database import Database
from assistant.store.ledger.scope import chunks_in_scope

Ids = NDArray[np.int64]

_WITHIN = "SELECT chunk_id, vector FROM vectors WHERE chunk_id IN ({inside}) ORDER BY chunk_id"
_ALL = "SELECT chunk_id, vector FROM vectors ORDER BY chunk_id"
# One statement: between two of them another process could change what the first has read.
_CHANGED = (
    "SELECT q.chunk_id, v.vector FROM vector_queue q LEFT JOIN vectors v ON v.chunk_id = q.chunk_id WHERE q.serial > ?"
)


class VectorMatrix:
    """Reads the vectors when they are first wanted, and what has changed since when they are wanted again."""

    def __init__(self, database: Database, dimension: int) -> None:
        self._database = database
        self._dimension = dimension
        self._serial = -1
        self._ids: Ids = np.empty(0, np.int64)
        self._vectors: Vectors = np.empty((0, dimension), np.float32)

    def read(self) -> tuple[Ids, Vectors]:
        """The chunks' ids (n,), ascending, and their vectors (n, d)."""
        # The number is read first: what is changed in between is read once more the next time.
        serial = self._database.passages_version
        if serial != self._serial:
            # Only in a vault does the queue keep every change; elsewhere builds of the index empty it.
            if self._serial >= 0 and self._database.in_vault:
                self._add_changes()
            else:
                self._ids, self._vectors = _read(self._database.rows(_ALL), self._dimension)
            self._serial = serial
        return self._ids, self._vectors

    def drop(self) -> None:
        """Free the memory; the next search reads everything."""
        self._serial = -1
        self._ids, self._vectors = self._ids[:0].copy(), self._vectors[:0].copy()

    def within(self, scope: Scope) -> tuple[Ids, Vectors]:
        """The ids of the chunks in `scope`, ascending, and their vectors, as they are at one moment."""
        inside, values = chunks_in_scope(scope)
        return _read(self._database.rows(_WITHIN.format(inside=inside), values), self._dimension)

    def _add_changes(self) -> None:
        changed = self._database.rows(_CHANGED, (self._serial,))
        kept = ~np.isin(self._ids, np.asarray([int(row[0]) for row in changed], np.int64))
        ids, vectors = _read([row for row in changed if row[1] is not None], self._dimension)
        joined = np.concatenate([self._ids[kept], ids])
        order = np.argsort(joined, kind="stable")
        self._ids, self._vectors = joined[order], np.concatenate([self._vectors[kept], vectors])[order]


def _read(rows: Sequence[Row], dimension: int) -> tuple[Ids, Vectors]:
    ids = np.fromiter((int(row[0]) for row in rows), np.int64, len(rows))
    joined = b"".join(row[1] for row in rows)
    return ids, np.frombuffer(joined, "<f4").reshape(len(rows), dimension)
