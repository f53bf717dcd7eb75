"""Checksums are made with what they cover, for older libraries too, and go with it."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.domain.scope import Scope
from assistant.store.damage import examine
from assistant.store.ledger.checksums.keyed_hash import keyed_hash, read_key
from assistant.store.ledger.database import Database
from assistant.store.ledger.schema import m008_checksums
from assistant.store.ledger.upgrade import bring_up_to_date
from assistant.store.library import SqliteLibrary
from assistant.store.upkeep import Upkeep
from tests.store.checksums.altered import (
    RENT,
    RENT_FILE,
    SOUP,
    SOUP_FILE,
    TABLE_FILE,
    change,
    opened,
    problems,
)
from tests.store.conftest import IDENTITY, document, source
from tests.store.libraries import generations_of, make_older, open_library, put


def test_the_next_look_takes_damage_out_and_its_files_wait_to_be_read(copy: Path) -> None:
    change(copy, "UPDATE pages SET text = ? WHERE text LIKE '%EUR 500%'", RENT.replace("EUR 500", "zephyr 9"))
    library = opened(copy)
    assert library.take_out_damaged() == 1
    states = {file.path: file.state for file in library.files()}
    assert states == {
        RENT_FILE: "pending",
        SOUP_FILE: "indexed",
        TABLE_FILE: "indexed",
        "/archive/scan.pdf": "quarantined",
    }
    assert library.search_keywords("zephyr rent money", 5, Scope()) == []  # neither the old words nor the new ones
    assert library.terms("rent") == {} and library.terms("zeph") == {}
    put(library, RENT_FILE, RENT, seed=1)
    assert library.take_out_damaged() == 0 and library.damage() == ""
    library.close()
    assert problems(copy) == []


def test_a_changed_row_of_a_file_is_taken_out_alone(copy: Path) -> None:
    change(copy, "UPDATE files SET path = ? WHERE path = '/archive/rent.md'", "/archive/other.md")
    library = opened(copy)
    assert library.take_out_damaged() == 1
    assert sorted(file.path for file in library.files()) == [TABLE_FILE, "/archive/scan.pdf", SOUP_FILE]
    assert problems(copy) == []
    library.close()


def test_reading_a_file_again_replaces_a_changed_vector(copy: Path) -> None:
    change(
        copy, "UPDATE vectors SET vector = ? WHERE chunk_id = (SELECT id FROM chunks WHERE document_id = 2)", bytes(32)
    )
    library = opened(copy)
    put(library, SOUP_FILE, SOUP, seed=2, reread=True)
    library.close()
    assert problems(copy) == []


def test_what_is_written_later_does_not_make_a_changed_text_right(copy: Path) -> None:
    change(copy, "UPDATE pages SET text = ? WHERE text LIKE '%EUR 500%'", RENT.replace("500", "900"))
    change(copy, "UPDATE files SET message = ? WHERE path = '/archive/soup.md'", "changed")
    library = opened(copy)
    library.mark(RENT_FILE, {1: ("rule",)})
    parsed, _ = document(RENT.replace("500", "900"), "The second page says nothing about money.")
    library.add_tables(RENT_FILE, replace(parsed, tables_version=9))
    for path in (RENT_FILE, SOUP_FILE):
        library.touch(source(path, mtime_ns=5))
        library.note_all([source(path)])
    assert [chunk.page for chunk in library.document(RENT_FILE)] == [2]
    library.close()
    assert {found.what for found in problems(copy)} >= {"stored data", "list of files"}


def test_an_older_library_gets_checksums_without_being_read_again(copy: Path) -> None:
    before = copy.with_name("before.sqlite3")
    make_older(copy, m008_checksums)
    shutil.copy(copy, before)
    (found,) = examine(copy, copy.parent / "index")
    assert not found.problem and "earlier version" in found.detail
    bring_up_to_date(copy, copy.with_name("owner.lock"))
    assert problems(copy) == []
    for sql in (
        "SELECT * FROM pages",
        "SELECT * FROM vectors",
        "SELECT * FROM table_rows",
        "SELECT path FROM files",
        "SELECT answer FROM chat_turns",
    ):
        with closing(sqlite3.connect(before)) as old, closing(sqlite3.connect(copy)) as new:
            assert old.execute(sql).fetchall() == new.execute(sql).fetchall()
    change(copy, "UPDATE pages SET text = ? WHERE text LIKE '%EUR 500%'", RENT.replace("500", "900"))
    assert problems(copy)


class _Killed(BaseException):
    """A kill, as far as a ledger can tell."""


@pytest.mark.parametrize("at", ["write_durably", "hash_everything", "adopt_key"])
@pytest.mark.parametrize("lost", [False, True])
def test_a_kill_while_checksums_are_made_loses_nothing(
    copy: Path, monkeypatch: pytest.MonkeyPatch, at: str, lost: bool
) -> None:
    if lost:
        copy.with_suffix(".key").unlink()
    else:
        make_older(copy, m008_checksums)

    def killed(*arguments: object) -> None:
        raise _Killed

    places = {
        "write_durably": "checksums.keyed_hash",
        "hash_everything": "database" if lost else "schema",
        "adopt_key": "database",
    }
    monkeypatch.setattr(f"assistant.store.ledger.{places[at]}.{at}", killed)
    with pytest.raises(_Killed):
        Database(copy)
    monkeypatch.undo()
    Database(copy).close()
    assert problems(copy) == []
    library = SqliteLibrary(Database(copy, read_only=True), IDENTITY)
    assert [chunk.text for chunk in library.document(SOUP_FILE)] == [SOUP]
    library.close()


def test_a_lost_key_is_replaced_and_told_and_a_foreign_one_proves_nothing(copy: Path) -> None:
    key = copy.with_suffix(".key")
    key.unlink()
    bring_up_to_date(copy, copy.with_name("owner.lock"))
    assert key.stat().st_mode & 0o777 == 0o600 and problems(copy) == []
    assert any("made anew" in found.detail for found in examine(copy, copy.parent))
    key.write_bytes(bytes(32))
    assert {found.what for found in problems(copy)} >= {"checksums", "stored data"}
    library = opened(copy)
    assert library.document(SOUP_FILE) == []
    assert library.take_out_damaged() == 7  # three documents and four files: all are read again
    library.close()
    assert len(read_key(copy) or b"") == 32


def all_checksums(ledger: Path) -> set[bytes]:
    with closing(sqlite3.connect(ledger)) as connection:
        found = connection.execute("SELECT checksum FROM checksums UNION ALL SELECT checksum FROM files").fetchall()
    return {bytes(row[0]) for row in found}


@pytest.mark.slow
@pytest.mark.parametrize("damaged", [False, True])
def test_forgetting_leaves_no_checksum_of_what_was_forgotten(copy: Path, damaged: bool) -> None:
    if damaged:
        change(copy, "UPDATE pages SET text = ? WHERE text LIKE '%EUR 500%'", RENT.replace("EUR 500", "zephyrous"))
    before = all_checksums(copy)
    library = open_library(copy.parent)
    receipt = Upkeep(library.database, generations_of(library), (copy.parent,)).forget([Path(RENT_FILE)])
    library.close()
    assert receipt.is_clean, receipt
    gone = before - all_checksums(copy)
    assert len(gone) == 11  # 1 document, 2 pages with marks, 2 passages with vectors, the list of tables, the file
    for file in copy.parent.rglob("*"):
        if file.is_file():
            content = file.read_bytes()
            assert not any(checksum in content for checksum in gone), file
            assert b"EUR 500" not in content and b"zephyrous" not in content, file
    assert problems(copy) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [(("a", "b"), ("ab", "")), (("1",), (1,)), ((b"a",), ("a",)), ((None,), ("",)), ((1, 11), (11, 1)), ((1,), (1.0,))],
)
def test_no_two_lists_of_values_have_the_same_checksum(one: tuple[str, ...], other: tuple[str, ...]) -> None:
    assert keyed_hash(b"k", *one) != keyed_hash(b"k", *other)
    assert keyed_hash(b"k", *one) == keyed_hash(b"k", *one) != keyed_hash(b"x", *one)
