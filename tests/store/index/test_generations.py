"""The vector index may be lost, damaged or stale at any moment; the ledger makes it again."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path

import pytest

from assistant.domain.ports.store import VectorIndex
from assistant.domain.scope import Scope
from assistant.store.index.builder import Builder, BuildFailed
from assistant.store.index.generations import Generations, open_chroma
from assistant.store.index.sealed import LIVE
from assistant.store.ledger.database import Database
from assistant.store.library import SqliteLibrary
from tests.store.conftest import DIMENSION, IDENTITY, document, source, unit_vectors
from tests.store.index.indexed import (
    agrees,
    fill,
    folders,
    generations_of,
    index_folder,
    index_of,
    opened,
    put,
)

pytestmark = pytest.mark.slow  # together more than twenty seconds


def test_what_is_stored_is_found_through_chroma(library: SqliteLibrary) -> None:
    assert index_of(library).count() == 10
    assert agrees(library)
    assert library.database.number("SELECT count(*) FROM vector_queue") == 0


def test_changes_are_found_at_once_without_a_build(library: SqliteLibrary) -> None:
    before = index_of(library)
    put(library, "late", 50)
    library.forget("/archive/3.txt")
    library.settle()
    assert index_of(library) is before
    assert before.count() == 10
    question = unit_vectors(2, seed=50)[0]
    best = library.search_vectors(question, 20, Scope())
    assert best[0][1] == pytest.approx(1.0, abs=1e-5)
    assert len(best) == 10  # two more, two less
    assert agrees(library)


def test_a_chunk_that_came_back_with_another_vector_answers_with_the_new_one(library: SqliteLibrary) -> None:
    library.forget("/archive/3.txt")
    put(library, "3", 77)  # the same content, so the same ids
    best = library.search_vectors(unit_vectors(2, seed=77)[1], 20, Scope())
    assert best[0][1] == pytest.approx(1.0, abs=1e-5)
    assert len(best) == len({one for one, _ in best}) == 10


def test_a_fold_changes_a_copy_and_leaves_the_old_generation_alone(library: SqliteLibrary) -> None:
    generations = generations_of(library)
    before = generations.current
    assert before is not None
    put(library, "late", 50)
    library.forget("/archive/3.txt")
    generations._try_build("fold")
    after = generations.current
    assert after is not None
    assert (after.vectors, after.removed) == (10, 2)
    assert index_of(library).count() == 10
    assert folders(library) == ["gen-2"]
    assert agrees(library)


@pytest.mark.parametrize("count", [1, 2])
def test_a_generation_can_be_opened_and_asked_again_and_again(database: Database, count: int) -> None:
    library = fill(database, count)
    sealed = generations_of(library).current
    library.close_index()
    for _ in range(2):
        again = opened(database)
        assert agrees(again)
        assert generations_of(again).current == sealed
        again.close_index()


def test_a_queue_left_by_a_crash_is_searched_at_the_next_start(library: SqliteLibrary) -> None:
    library.close_index()
    put(library, "late", 50)
    again = opened(library.database)
    assert agrees(again)
    assert again.search_vectors(unit_vectors(2, seed=50)[0], 1, Scope())[0][1] == pytest.approx(1.0, abs=1e-5)
    again.close_index()


def test_what_a_killed_build_left_is_removed(library: SqliteLibrary) -> None:
    library.close_index()
    half = index_folder(library) / "gen-2-deadbeef"
    (half / "segment").mkdir(parents=True)
    (half / "chroma.sqlite3").write_bytes(b"half")
    (index_folder(library) / "CURRENT").write_bytes(b"gen-2-deadbeef")
    again = opened(library.database)
    assert folders(library) == ["gen-1"]
    assert agrees(again)
    again.close_index()


def test_exact_search_answers_while_the_index_is_closed(library: SqliteLibrary) -> None:
    library.close_index()
    assert generations_of(library).search(unit_vectors(1)[0], 3) is None
    assert len(library.search_vectors(unit_vectors(1, seed=2)[0], 3, Scope())) == 3


@pytest.mark.parametrize(
    "ending", ["import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", 'print(\'{"failed": "No space left"}\')']
)
def test_a_build_that_dies_leaves_the_old_generation_and_says_so(library: SqliteLibrary, ending: str) -> None:
    library.close_index()
    dies = partial(Builder, library.database.file, [sys.executable, "-c", ending])
    generations = Generations(index_folder(library), library.database, DIMENSION, make_builder=dies)
    generations.open()
    with pytest.raises(BuildFailed):
        generations.rebuild()
    put(library, "late", 50)
    library.forget("/archive/0.txt")
    generations.finish()
    assert "could not be built" in generations.trouble
    assert folders(library) == ["gen-1"]
    assert agrees(SqliteLibrary(library.database, IDENTITY, generations))
    generations.close()


def test_closing_ends_a_build(library: SqliteLibrary) -> None:
    hangs = partial(Builder, library.database.file, [sys.executable, "-c", "import time; time.sleep(100)"])
    library.close_index()
    generations = Generations(index_folder(library), library.database, DIMENSION, make_builder=hangs)
    generations.open()
    generations._start("fresh")
    generations.close()
    assert generations.trouble == ""
    again = opened(library.database)
    assert agrees(again)
    again.close_index()


def test_removed_vectors_leave_a_small_library_at_the_end_of_the_run(library: SqliteLibrary) -> None:
    library.forget("/archive/0.txt")
    library.finish()
    current = generations_of(library).current
    assert current is not None
    assert (current.vectors, current.removed) == (8, 0)
    assert agrees(library)
    for number in range(1, 5):
        library.forget(f"/archive/{number}.txt")
    library.finish()
    assert generations_of(library).current is None
    assert folders(library) == []
    assert library.search_vectors(unit_vectors(1)[0], 3, Scope()) == []


def test_rebuild_tells_how_far_it_is(library: SqliteLibrary) -> None:
    told: list[tuple[int, int]] = []
    generations_of(library).rebuild(lambda done, total: told.append((done, total)))
    assert told == [(10, 10)]
    assert folders(library) == ["gen-2"]
    assert agrees(library)


@pytest.mark.parametrize("count", [1, 2, 3])
def test_opening_an_index_writes_nothing_that_holds_memory(database: Database, count: int) -> None:
    """Chroma leaves places unused in the files of a segment, and writes them as they are in the process's memory."""
    library = opened(database)
    parsed, drafts = document(*(f"Page {number}." for number in range(count)))
    library.store(source("/archive/alone.txt"), parsed, drafts, unit_vectors(count, seed=5))
    generations_of(library).rebuild()
    assert index_of(library).count() == count
    current = generations_of(library).current
    assert current is not None
    folder = index_folder(library) / current.name
    assert {one.relative_to(folder).as_posix() for one in folder.rglob("*") if one.is_file()} == {*current.files, LIVE}
    library.close_index()
    again = opened(database)
    assert index_of(again).count() == count
    assert generations_of(again).current == current
    again.close_index()


def test_an_index_that_writes_as_it_is_opened_is_not_used(library: SqliteLibrary) -> None:
    def writing(folder: Path) -> VectorIndex:
        index = open_chroma(folder)
        (folder / "data_level0.bin").write_bytes(b"pieces of memory")
        return index

    generations = generations_of(library)
    generations._open_index = writing
    generations.rebuild()
    assert generations.index is None
    assert "exact search answers" in generations.trouble
    assert folders(library) == []
    assert len(library.search_vectors(unit_vectors(1, seed=99)[0], 20, Scope())) == 10


def test_a_fold_that_only_removes(library: SqliteLibrary) -> None:
    library.forget("/archive/3.txt")
    generations = generations_of(library)
    current = generations.current
    assert current is not None
    sealed, _ = Builder(library.database.file).run(index_folder(library) / "gen-9-0000000a", current, lambda *_: None)
    assert (sealed.vectors, sealed.removed) == (8, 2)
