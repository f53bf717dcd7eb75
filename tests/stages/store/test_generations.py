"""The vector index may be lost, damaged or stale at any moment; the ledger makes it again."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.core.errors import AssistantError
from assistant.core.ports import VectorIndex
from assistant.core.records import Scope
from assistant.store.database import Database
from assistant.store.generations import Generations, open_chroma
from assistant.store.library import SqliteLibrary
from tests.stages.store.conftest import DIMENSION, IDENTITY, document, source, unit_vectors


def generations(database: Database) -> Generations:
    return Generations(database.file.parent / "index", database, DIMENSION)


def filled(database: Database, files: int = 5) -> SqliteLibrary:
    library = SqliteLibrary(database, IDENTITY, generations(database))
    library.adopt_identity()
    assert library.generations is not None
    library.generations.open()
    for number in range(files):
        parsed, drafts = document(f"Text of file {number}.", "And a second page.")
        library.store(source(f"/archive/{number}.txt"), parsed, drafts, unit_vectors(2, seed=number))
    library.settle()
    return library


def agrees(library: SqliteLibrary) -> bool:
    """Whether the index answers as exact search does."""
    assert library.generations is not None
    assert library.generations.index is not None
    question = unit_vectors(1, seed=99)[0]
    approximate = library.search_vectors(question, 5, Scope())
    exact = SqliteLibrary(library.database, IDENTITY).search_vectors(question, 5, Scope())
    return [one for one, _ in approximate] == [one for one, _ in exact] and len(exact) > 0


def test_what_is_stored_is_found_through_chroma(database: Database) -> None:
    library = filled(database)
    assert agrees(library)
    assert database.number("SELECT count(*) FROM vector_queue") == 0
    library.close()


def test_a_removed_file_is_not_found_any_more(database: Database) -> None:
    library = filled(database)
    library.forget("/archive/3.txt")
    library.settle()
    assert library.generations is not None
    assert library.generations.index is not None
    assert library.generations.index.count() == 8
    assert agrees(library)
    library.close()


def test_a_queue_left_by_a_crash_is_replayed_at_the_next_start(database: Database) -> None:
    library = filled(database)
    parsed, drafts = document("Stored, and then the process dies before the index hears of it.")
    library.store(source("/archive/late.txt"), parsed, drafts, unit_vectors(1, seed=50))
    assert library.generations is not None
    library.generations.close()
    reopened = SqliteLibrary(database, IDENTITY, generations(database))
    assert reopened.generations is not None
    reopened.generations.open()
    assert reopened.generations.index is not None
    assert reopened.generations.index.count() == 11
    assert agrees(reopened)
    reopened.close()


@pytest.mark.parametrize("damage", ["flip", "truncate", "zero"])
def test_a_damaged_index_is_noticed_and_rebuilt(database: Database, damage: str) -> None:
    library = filled(database)
    assert library.generations is not None
    library.generations.close()
    (victim,) = (database.file.parent / "index").glob("gen-*/chroma.sqlite3")
    content = victim.read_bytes()
    changed = {"flip": bytes(byte ^ 255 for byte in content), "truncate": content[:100], "zero": bytes(len(content))}
    victim.write_bytes(changed[damage])
    with database.transaction() as connection:  # as a process that died while it wrote leaves it
        connection.execute("INSERT OR REPLACE INTO meta VALUES ('index_dirty', '1')")
    reopened = SqliteLibrary(database, IDENTITY, generations(database))
    assert reopened.generations is not None
    reopened.generations.open()
    assert agrees(reopened)
    assert [one.name for one in (database.file.parent / "index").glob("gen-*")] == ["gen-2"]
    reopened.close()


def test_a_missing_index_is_made_from_the_ledger(database: Database) -> None:
    library = filled(database)
    assert library.generations is not None
    library.generations.close()
    (database.file.parent / "index" / "CURRENT").unlink()
    library.generations.open()
    assert agrees(library)
    library.close()


def test_exact_search_answers_while_the_index_is_closed(database: Database) -> None:
    library = filled(database)
    assert library.generations is not None
    library.generations.close()
    assert len(library.search_vectors(unit_vectors(1, seed=2)[0], 3, Scope())) == 3
    library.close()


def test_an_index_that_cannot_be_opened_is_replaced(database: Database) -> None:
    attempts: list[Path] = []

    def first_fails(folder: Path) -> VectorIndex:
        attempts.append(folder)
        if len(attempts) == 1:
            raise AssistantError("broken")
        return open_chroma(folder)

    filled(database).close_index()
    reopened = Generations(database.file.parent / "index", database, DIMENSION, first_fails)
    reopened.open()
    assert reopened.index is not None
    assert [one.name for one in attempts] == ["gen-1", "gen-2"]
    reopened.close()


def test_compaction_makes_a_fresh_generation_once_enough_is_deleted(database: Database) -> None:
    library = filled(database)
    assert library.generations is not None
    assert not library.generations.compact_if_due()
    library.forget("/archive/0.txt")
    library.settle()
    assert library.generations.compact_if_due()
    assert [one.name for one in (database.file.parent / "index").glob("gen-*")] == ["gen-2"]
    assert agrees(library)
    library.close()
