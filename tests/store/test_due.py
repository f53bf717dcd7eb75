"""When the vector index is made again: what was removed does not linger, and small gains wait."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.store.index.due import Step, next_step
from assistant.store.index.sealed import Sealed
from assistant.store.ledger.database import Database

LARGE = 10_000  # chunks: more than are made from nothing whenever one is removed
NUMBERS = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)"


def ledger(folder: Path, chunks: int, removed: int, added: int) -> Database:
    """A ledger with so many chunks, and so many of each kind waiting for the index."""
    database = Database(folder / "ledger.sqlite3")
    with database.transaction() as connection:
        connection.execute("INSERT INTO documents VALUES (1, 'key', '', 0, '[]', '[]', 0, '')")
        if chunks:
            connection.execute(f"{NUMBERS} INSERT INTO chunks SELECT i, 1, i, 1, 0, 1, '[]', '' FROM n", (chunks,))
        for operation, number, first in (("remove", removed, LARGE), ("add", added, 0)):
            if number:
                connection.execute(
                    f"{NUMBERS} INSERT INTO vector_queue (chunk_id, operation) SELECT i + ?, ? FROM n",
                    (number, first, operation),
                )
    return database


def current(vectors: int, removed: int = 0) -> Sealed:
    return Sealed("gen-1-00000000", vectors, removed, {})


@pytest.mark.parametrize(
    ("chunks", "removed", "added", "lingering", "at_rest", "step"),
    [
        (LARGE, 0, 0, 0, True, ""),
        (LARGE, 1, 0, 0, True, ""),
        (LARGE, 600, 0, 0, True, "fold"),
        (LARGE, 1000, 0, 1000, True, "fresh"),
        (LARGE, 100, 0, 1950, True, "fresh"),
        (LARGE, 100, 0, 1950, False, ""),
        (LARGE, 0, 2500, 0, False, "fold"),
        (LARGE, 500, 2500, 1900, False, "fresh"),
        (2000, 1, 0, 0, True, "fresh"),
        (2000, 1, 0, 0, False, ""),
        (0, 5, 0, 0, True, "drop"),
        (0, 5, 0, 0, False, ""),
    ],
)
def test_what_is_done(
    tmp_path: Path, chunks: int, removed: int, added: int, lingering: int, at_rest: bool, step: Step
) -> None:
    database = ledger(tmp_path, chunks, removed, added)
    assert next_step(database, current(chunks, lingering), at_rest=at_rest) == step
    database.close()


@pytest.mark.parametrize(("chunks", "at_rest", "step"), [(1, True, "fresh"), (1, False, ""), (2000, False, "fresh")])
def test_a_library_without_an_index_gets_one(tmp_path: Path, chunks: int, at_rest: bool, step: Step) -> None:
    database = ledger(tmp_path, chunks, 0, 0)
    assert next_step(database, None, at_rest=at_rest) == step
    database.close()
