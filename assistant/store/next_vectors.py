"""The vectors of another embedding model: made beside those that answer, and put in their place when all are there.

Invariant: until then the library answers with the old ones. What is put in place was written here, and belongs to a
passage as it is now: one that is removed or renamed loses its new vector in the same transaction.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from assistant.domain.ports.embed import Vectors
from assistant.domain.records.documents import Identity
from assistant.store.building import drop_next, next_counts, record_vectors_of
from assistant.store.index.generations import forget_index
from assistant.store.ledger.checksums.documents import hash_all_vectors
from assistant.store.ledger.database import Database
from assistant.store.ledger.documents_table import read_chunks

_KEYED = "keyed('next vector', chunk_id, vector)"
_MISSING = "FROM chunks c LEFT JOIN next_vectors n ON n.chunk_id = c.id WHERE n.chunk_id IS NULL"


class LedgerNextVectors:
    """The NextVectors port over the ledger of one library: vectors of `following` beside those that answer."""

    def __init__(self, database: Database, following: Identity) -> None:
        self._database = database
        self._following = following

    def missing(self, most: int) -> list[tuple[int, str]]:
        """At most `most` passages without a new vector, as (id, text to embed). A damaged one is left out."""
        ids = [int(row[0]) for row in self._database.rows(f"SELECT c.id {_MISSING} ORDER BY c.id LIMIT ?", [most])]
        chunks = read_chunks(self._database, ids)
        return [(number, f"{chunks[number].header}\n{chunks[number].text}") for number in ids if number in chunks]

    def add(self, ids: Sequence[int], vectors: Vectors) -> None:
        """Write the vectors, shape (len(ids), dimension), of those of `ids` that are still there."""
        rows = [
            (chunk_id, np.ascontiguousarray(vector, dtype="<f4").tobytes())
            for chunk_id, vector in zip(ids, vectors, strict=True)
        ]
        with self._database.transaction() as connection:
            connection.executemany(
                f"INSERT OR REPLACE INTO next_vectors SELECT chunk_id, vector, {_KEYED} "
                "FROM (SELECT ? AS chunk_id, ? AS vector) WHERE chunk_id IN (SELECT id FROM chunks)",
                rows,
            )

    def counts(self) -> tuple[int, int]:
        """(passages that have a new vector, all passages)."""
        return next_counts(self._database)

    def replace(self) -> bool:
        """Let the new vectors answer, in one transaction; False if a passage still lacks its own.

        Files keep their content keys, so that no checksum but those of vectors is made anew.
        """
        with self._database.transaction() as connection:
            connection.execute(f"DELETE FROM next_vectors WHERE checksum IS NOT {_KEYED}")
            if connection.execute(f"SELECT 1 {_MISSING} LIMIT 1").fetchone():
                return False
            connection.execute("DELETE FROM vectors")
            connection.execute("INSERT INTO vectors SELECT chunk_id, vector FROM next_vectors")
            connection.execute("DELETE FROM vector_queue")
            connection.execute("INSERT INTO vector_queue (chunk_id, operation) SELECT chunk_id, 'add' FROM vectors")
            hash_all_vectors(connection)
            forget_index(connection)
            drop_next(connection)
            record_vectors_of(connection, self._following)
        return True
