"""Decides when to build the vector index. Invariant: a late build is safe, only slower: the queue is searched too.

What a build costs: a second for its process, and a copy of the generation (0.1 s per 50,000 chunks of 384 dimensions).
A fresh build takes 1 ms a chunk at 5,000 chunks and 2 ms at 50,000. An exact search of 5,000 queued vectors takes 3 ms.
"""

from __future__ import annotations

from typing import Literal

from assistant.store.index.sealed import Sealed
from assistant.store.ledger.database import Database

# fold: copy the generation and apply the queue; fresh: build from the ledger alone; drop: remove the index.
Step = Literal["fold", "fresh", "drop", ""]

_BUSY_MIN, _BUSY_MAX, _BUSY_SHARE = 1000, 5000, 0.2  # queued changes that start a build during an index run
_REST_MIN, _REST_SHARE = 256, 0.05  # and after its end
_COMPACT_SHARE = 0.2  # removed vectors stay in a generation's files; above this share the build is fresh
_SMALL = 4096  # chunks; up to this size every removal leads to a fresh build, which takes seconds


def next_step(database: Database, current: Sealed | None, *, at_rest: bool) -> Step:
    """The next step; "" for none. `at_rest`: no index run is active, so a build is worth it for fewer changes."""
    chunks = database.number("SELECT count(*) FROM chunks")
    queued = database.number("SELECT count(*) FROM vector_queue")
    if current is None:
        return "fresh" if chunks >= (1 if at_rest else _BUSY_MIN) else ""
    if chunks == 0:
        return "drop" if at_rest else ""
    marked_deleted = current.removed + database.number("SELECT count(*) FROM vector_queue WHERE operation = 'remove'")
    compact = marked_deleted >= _COMPACT_SHARE * chunks
    if at_rest and marked_deleted and (compact or chunks <= _SMALL):
        return "fresh"
    busy = min(_BUSY_MAX, max(_BUSY_MIN, _BUSY_SHARE * chunks))
    enough = max(_REST_MIN, _REST_SHARE * chunks) if at_rest else busy
    return "" if queued < enough else "fresh" if compact else "fold"
