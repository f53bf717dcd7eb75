"""Who reads does not wait for who writes, and reads what was committed."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from assistant.domain.errors import AssistantError
from assistant.domain.scope import Scope
from assistant.store.forget.erase import has_unwiped
from assistant.store.ledger.database import Database
from assistant.store.library import SqliteLibrary
from tests.store.conftest import unit_vectors
from tests.store.libraries import open_library, put


@pytest.fixture
def library(tmp_path: Path) -> Iterator[SqliteLibrary]:
    made = open_library(tmp_path)
    put(made, "/archive/a.txt", "The heron stands in the pond.", seed=1)
    yield made
    made.close()


def in_a_thread(work: object, *values: object) -> list[object]:
    """What `work` returns in another thread; empty if it is not done within five seconds."""
    assert callable(work)
    results: list[object] = []
    thread = threading.Thread(target=lambda: results.append(work(*values)), daemon=True)
    thread.start()
    thread.join(5)
    return results


def herons(library: SqliteLibrary) -> int:
    return len(library.search_keywords("heron", 5, Scope()))


def test_a_question_does_not_wait_for_a_write(library: SqliteLibrary) -> None:
    with library.database.transaction() as connection:
        connection.execute("UPDATE documents SET title = 'new'")
        assert in_a_thread(herons, library) == [1]
        assert in_a_thread(library.search_vectors, unit_vectors(1, seed=1)[0], 1, Scope())
        titles = in_a_thread(lambda: library.database.row("SELECT title FROM documents")[0])  # type: ignore[index]
        assert titles == [""]  # what was committed
        assert library.database.row("SELECT title FROM documents")[0] == "new"  # type: ignore[index]
    assert library.database.row("SELECT title FROM documents")[0] == "new"  # type: ignore[index]


def test_counts_are_kept_until_a_passage_changes(library: SqliteLibrary) -> None:
    made: list[int] = []

    def count() -> int:
        made.append(len(made))
        return made[-1]

    database = library.database
    assert [database.keep("key", count), database.keep("key", count)] == [0, 0]
    with database.transaction() as connection:
        connection.execute("INSERT INTO chats (title, started, changed) VALUES ('a turn is saved', 0, 0)")
    assert database.keep("key", count) == 0
    put(library, "/archive/b.txt", "A second heron.", seed=2)
    assert database.keep("key", count) == 1 and herons(library) == 2
    assert library.document_frequency("heron") == library.count_chunks() == 2
    library.forget("/archive/a.txt")
    assert library.document_frequency("heron") == library.count_chunks() == 1


def test_what_is_rolled_back_is_not_kept(library: SqliteLibrary) -> None:
    with pytest.raises(ZeroDivisionError), library.database.transaction() as connection:
        connection.execute("INSERT INTO vector_queue (chunk_id, operation) VALUES (1, 'add')")
        assert library.database.keep("key", lambda: "of the transaction") == "of the transaction"
        raise ZeroDivisionError
    with library.database.transaction() as connection:  # the same number is given out again
        connection.execute("INSERT INTO vector_queue (chunk_id, operation) VALUES (2, 'add')")
    assert library.database.keep("key", lambda: "committed") == "committed"


def test_readers_do_not_hinder_the_wiping(library: SqliteLibrary) -> None:
    herons(library)
    library.forget("/archive/a.txt")
    library.finish()
    assert not has_unwiped(library.database)
    for file in library.database.file.parent.glob("ledger.sqlite3*"):
        assert b"heron" not in file.read_bytes()


def test_no_other_file_is_read_in_the_place_of_the_ledger(tmp_path: Path) -> None:
    database = Database(tmp_path / "ledger.sqlite3")
    other = Database(tmp_path / "other.sqlite3")
    with other.transaction() as connection:
        connection.execute("INSERT INTO meta VALUES ('of', 'the other')")
    other.close()
    (tmp_path / "other.sqlite3").replace(tmp_path / "ledger.sqlite3")
    assert database.row("SELECT value FROM meta WHERE key = 'of'") is None
    database.close()
    with pytest.raises(AssistantError):
        database.rows("SELECT 1")


def test_a_file_that_leaves_does_not_fail_a_question_within_its_folder(library: SqliteLibrary) -> None:
    """Between two statements of a search anything may be written by now."""
    put(library, "/archive/b.txt", "A second heron.", seed=2)
    rows = library.database.rows

    def leaving(sql: str, values: Sequence[Any] = ()) -> list[sqlite3.Row]:
        found = rows(sql, values)
        with patch.object(library.database, "rows", rows):
            library.forget("/archive/a.txt")
        return found

    vector = unit_vectors(1, seed=2)[0]
    with patch.object(library.database, "rows", leaving):
        hits = library.search_vectors(vector, 5, Scope(folders=("/archive",)))
    assert library.chunks([hits[0][0]])[hits[0][0]].path == "/archive/b.txt"
