"""What is deleted from the ledger is wiped from its file, soon or at once."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from assistant.domain.records.files import SourceFile
from assistant.store.forget import erase
from assistant.store.ledger.database import Database
from assistant.store.ledger.files_table import write_file
from assistant.store.library import SqliteLibrary
from tests.store.libraries import put


def test_paths_that_pages_copied_when_they_were_split_are_wiped_too(database: Database) -> None:
    draw = random.Random(3)
    paths = [f"/archive/{draw.getrandbits(60):015x}-{'x' * draw.randint(0, 80)}.txt" for _ in range(3000)]
    with database.transaction() as connection:
        for number, path in enumerate(paths):
            write_file(connection, SourceFile(Path(path), Path("/archive"), 1, 1, 1, number, ""), "quarantined")
    with database.transaction() as connection:
        for path in paths[:1000]:
            erase.remove_file(connection, path)
    assert database.checkpoint()
    erase.wipe(database)
    database.close()
    content = database.file.read_bytes()
    assert [path for path in paths[:1000] if path.encode() in content] == []
    assert all(path.encode() in content for path in paths[1000:])


def test_what_is_not_wiped_is_counted_and_wiped_at_the_next_start(library: SqliteLibrary) -> None:
    put(library, "/archive/a.txt", "One page.", seed=1)
    put(library, "/archive/b.txt", "One page, and an edit follows.", seed=2, content="first")
    put(library, "/archive/b.txt", "One page, edited.", seed=3, content="second")
    assert erase.has_unwiped(library.database)
    library.forget("/archive/a.txt")
    library.finish()
    assert not erase.has_unwiped(library.database)


def test_a_large_ledger_is_wiped_once_enough_was_removed(
    library: SqliteLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(erase, "_CHEAP_BYTES", 0)
    for number in range(60):
        put(library, f"/archive/{number}.txt", f"Page {number}.", seed=number)
    library.forget("/archive/0.txt")
    library.forget("/archive/1.txt")
    assert not erase.wipe_if_cheap(library.database)
    assert erase.has_unwiped(library.database)
    library.forget("/archive/2.txt")
    assert erase.wipe_if_cheap(library.database)
    assert not erase.has_unwiped(library.database)
