"""Builds a generation of the vector index, in a separate process.

    ... LEDGER FOLDER        with the job as one JSON line on standard input

Chroma can crash the process that writes to it, and its files can hold pieces of that process's memory. So this process
reads only vectors from the ledger. Invariant: a folder is sealed only after its vectors were compared with the ledger,
and a generation in use is never written to.

Standard output carries JSON lines: {"done", "total"} for progress, then {"sealed", "serial"} or {"failed"}.
"""

from __future__ import annotations

import json
import os
import random
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from assistant.domain.errors import AssistantError
from assistant.sandbox.frames import roomy
from assistant.store.index.pending import read_queue
from assistant.store.index.sealed import Sealed, copy_sealed, seal
from assistant.store.index.vectors import ChromaIndex
from assistant.store.ledger.database import Database
from assistant.store.ledger.documents_table import read_known_vectors, vector_dimension

_BATCH = 2000
_SAMPLE = 200
_TOLERANCE = 1e-3  # Chroma normalises what it stores; our vectors are unit length already

Send = Callable[[dict[str, object]], None]


class IndexMismatch(AssistantError):
    """The generation does not agree with the ledger."""


def build(database: Database, folder: Path, base: Sealed | None, send: Send) -> tuple[Sealed, int]:
    """Fill `folder`; returns its seal and the serial number up to which the queue is contained in it.

    With `base` (a generation beside `folder`), copies `base` and applies the queue. Without `base`, or if it is
    damaged, reads all vectors from the ledger. Raises IndexMismatch, AssistantError, OSError.
    """
    # The queue is read first: a later change gets a higher serial number and stays queued.
    serial, added, removed = read_queue(database)
    dimension = vector_dimension(database)
    if base is not None and copy_sealed(folder.parent / base.name, base, folder):
        index = ChromaIndex(folder)
        replaced = sorted(index.stored_ids([*added, *removed]))
        index.remove(replaced)
        marked_deleted = base.removed + len(replaced)
    else:
        _empty(folder)
        index = ChromaIndex(folder)
        added = [int(row[0]) for row in database.rows("SELECT chunk_id FROM vectors ORDER BY chunk_id")]
        marked_deleted = 0
    _fill(database, index, added, dimension, send)
    _check(database, index, added, dimension)
    vectors = index.count()
    index.close()
    return seal(folder, vectors, marked_deleted), serial


def _fill(database: Database, index: ChromaIndex, ids: Sequence[int], dimension: int, send: Send) -> None:
    for start in range(0, len(ids), _BATCH):
        # A chunk that was removed since the queue was read is missing here; its removal is queued.
        known, vectors = read_known_vectors(database, ids[start : start + _BATCH], dimension)
        index.add(known, vectors)
        if len(known) == index.count() == 1:
            # Chroma writes a segment to disk at its second addition. A single vector would stay in its log, and the
            # process that searches would write the segment, with pieces of its own memory in the unused bytes.
            index.add(known, vectors)
        send({"done": min(start + _BATCH, len(ids)), "total": len(ids)})


def _check(database: Database, index: ChromaIndex, ids: Sequence[int], dimension: int) -> None:
    sample = random.Random(0).sample(ids, min(_SAMPLE, len(ids)))
    known, vectors = read_known_vectors(database, sample, dimension)
    stored = index.stored(known)
    for chunk, vector in zip(known, vectors, strict=True):
        if chunk not in stored or float(np.abs(stored[chunk] - vector).max()) > _TOLERANCE:
            raise IndexMismatch("The new vector index lacks a vector.")
    for vector in vectors[:20]:
        best = index.query(vector, 1)
        if not best or best[0][1] < 1 - _TOLERANCE:
            raise IndexMismatch("The new vector index does not find what it holds.")


def _empty(folder: Path) -> None:
    import shutil

    shutil.rmtree(folder, ignore_errors=True)


@roomy
def main(ledger: Path, folder: Path) -> int:
    """Run the job from standard input. Returns the exit status: 0 if a seal was sent."""
    job = json.loads(sys.stdin.readline())
    threading.Thread(target=_end_with_parent, daemon=True).start()
    output = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # libraries print to standard error from here on, so that `output` carries messages only

    def send(message: dict[str, object]) -> None:
        output.write(json.dumps(message) + "\n")
        output.flush()

    try:
        database = Database(ledger, read_only=True)
        sealed, serial = build(database, folder, Sealed.from_json(job["base"]), send)
    except Exception as error:  # noqa: BLE001 -- the parent goes on without this generation after any error
        send({"failed": _describe(error)})
        return 1
    send({"sealed": sealed.to_json(), "serial": serial})
    return 0


def _describe(error: Exception) -> str:
    """The error in our words or the system's. A library's message is left out, because it may quote document text."""
    if isinstance(error, AssistantError):
        return error.message
    return (isinstance(error, OSError) and error.strerror) or type(error).__name__


def _end_with_parent() -> None:
    """Ends this process with its parent: standard input closes when the parent ends, and then nobody uses the build."""
    sys.stdin.read()
    os._exit(1)
