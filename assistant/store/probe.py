"""Is a vector index whole? Run as a process of its own, because a damaged one can end the process that opens it.

    python -m assistant.store.probe FOLDER LEDGER DIMENSION

Exit 0: it agrees with the ledger. Anything else: it must be rebuilt. Invariant: nothing of value is written.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

import numpy as np

from assistant.store.database import Database
from assistant.store.documents_table import read_vectors

_SAMPLE = 200
_SCRATCH = -1  # chunk ids are never negative
_TOLERANCE = 1e-3  # Chroma normalises what it stores; our vectors are unit length already


def problem(folder: Path, ledger: Path, dimension: int) -> str:
    """What is wrong with the index in `folder`, or ""."""
    from assistant.store.vectors import ChromaIndex

    database = Database(ledger, read_only=True)
    queued = {int(row[0]) for row in database.rows("SELECT chunk_id FROM vector_queue")}
    settled = [int(row[0]) for row in database.rows("SELECT chunk_id FROM vectors") if row[0] not in queued]
    index = ChromaIndex(folder)
    stored = index.ids()
    if not set(settled) <= stored:
        return "vectors are missing"
    if stored - set(settled) - queued:
        return "vectors are left over"
    sample = random.Random(0).sample(settled, min(_SAMPLE, len(settled)))
    found = index.stored(sample)
    for one, vector in zip(sample, read_vectors(database, sample, dimension), strict=True):
        if one not in found or float(np.abs(found[one] - vector).max()) > _TOLERANCE:
            return "a vector differs"
    for one in sample[:5]:
        if one not in [hit for hit, _ in index.query(found[one], 10)]:
            return "a vector does not find itself"
    scratch = np.full((1, dimension), 1 / np.sqrt(dimension), np.float32)
    index.add([_SCRATCH], scratch)
    index.remove([_SCRATCH])
    index.close()
    return ""


if __name__ == "__main__":
    from assistant.privacy.lockdown import seal

    seal()
    sys.exit(1 if problem(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])) else 0)
