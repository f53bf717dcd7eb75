"""The queue: changes that the vector index does not have yet. They are merged into its hits.

Invariant: index and queue together give the answer of the present ledger; an entry leaves the queue only with the build
that contains it.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.domain.ports.embed import Vector, Vectors
from assistant.store.index.exact import nearest
from assistant.store.ledger.database import Database


@dataclass(frozen=True, slots=True)
class Pending:
    """`changed`: chunks whose hits from the index are outdated. `ids` (n,), `vectors` (n, d): chunks that it lacks."""

    changed: frozenset[int]
    ids: NDArray[np.int64]
    vectors: Vectors

    def merge_hits(self, hits: list[tuple[int, float]], vector: Vector, k: int) -> list[tuple[int, float]]:
        """The `k` best of the index's `hits` and of the queued vectors."""
        valid = [hit for hit in hits if hit[0] not in self.changed]
        both = valid + nearest(self.ids, self.vectors, vector, k)
        return sorted(both, key=lambda hit: (-hit[1], hit[0]))[:k]


def read_pending(database: Database, dimension: int) -> Pending:
    """The queue with its vectors."""
    rows = database.rows(
        "SELECT q.chunk_id, v.vector FROM vector_queue q "
        "LEFT JOIN vectors v ON v.chunk_id = q.chunk_id AND q.operation = 'add'"
    )
    added = [(int(row[0]), bytes(row[1])) for row in rows if row[1] is not None]
    joined = b"".join(blob for _, blob in added)
    return Pending(
        changed=frozenset(int(row[0]) for row in rows),
        ids=np.fromiter((chunk for chunk, _ in added), np.int64, len(added)),
        vectors=np.frombuffer(joined, "<f4").reshape(len(added), dimension),
    )


def read_queue(database: Database) -> tuple[int, list[int], list[int]]:
    """(the last serial number, chunks to add, chunks to remove)."""
    rows = database.rows("SELECT serial, chunk_id, operation FROM vector_queue ORDER BY serial")
    added = [int(row[1]) for row in rows if row[2] == "add"]
    return (int(rows[-1][0]) if rows else 0), added, [int(row[1]) for row in rows if row[2] != "add"]


def remove_from_queue(connection: sqlite3.Connection, serial: int) -> None:
    """Remove the entries up to `serial`: the build that read them contains them."""
    connection.execute("DELETE FROM vector_queue WHERE serial <= ?", (serial,))
