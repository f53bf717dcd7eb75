"""What was changed in the ledger behind the program's back is noticed, never quoted, and read again."""

from __future__ import annotations

import random
import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.domain.records.tables import ParsedTable, TableRow
from assistant.domain.scope import Scope
from assistant.store.damage import Finding, examine
from assistant.store.ledger.database import Database
from assistant.store.ledger.keyed_hash import keyed_hash, read_key
from assistant.store.ledger.schema import m008_checksums
from assistant.store.ledger.upgrade import bring_up_to_date
from assistant.store.library import SqliteLibrary
from assistant.store.upkeep import Upkeep
from tests.store.conftest import IDENTITY, document, source, unit_vectors
from tests.store.libraries import generations_of, make_older, open_library, put

RENT = "The rent is EUR 500 a month, and it is due on the first day of each month."
SOUP = "Simmer the leeks for forty minutes, then add the cream."
RENT_FILE, SOUP_FILE, TABLE_FILE = "/archive/rent.md", "/archive/soup.md", "/archive/bills.csv"
PLACES = 40
# Every column that text, numbers or vectors of a person's files stand in.
COLUMNS = (
    ("documents", "title"),
    ("documents", "notes"),
    ("documents", "content_key"),
    ("pages", "text"),
    ("pages", "marks"),
    ("chunks", "headings"),
    ("chunks", "header"),
    ("vectors", "vector"),
    ("tables", "name"),
    ("tables", "header"),
    ("table_rows", "cells"),
    ("files", "path"),
    ("files", "root"),
    ("files", "sha256"),
    ("files", "message"),
    ("checksums", "checksum"),
)


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed library of three files: two texts and a table."""
    folder = tmp_path_factory.mktemp("library")
    library = open_library(folder)
    put(library, RENT_FILE, RENT, "The second page says nothing about money.", seed=1)
    put(library, SOUP_FILE, SOUP, seed=2)
    rows = tuple(TableRow(number, 0, 5, (f"bill {number}", str(number * 100))) for number in range(1, 6))
    parsed, drafts = document("bill 1 100", title="Bills of the year")
    page = replace(parsed.pages[0], tables=(ParsedTable("Bills", ("what", "EUR"), rows),))
    library.store(
        source(TABLE_FILE),
        replace(parsed, pages=(page,), notes=("a note",), tables_version=1),
        drafts,
        unit_vectors(1, 3),
    )
    library.quarantine(source("/archive/scan.pdf"), "no_text", "No text was found: it may be a scan.")
    library.close()
    return folder / "ledger.sqlite3"


@pytest.fixture
def copy(ledger: Path, tmp_path: Path) -> Path:
    """The library again, to be damaged."""
    shutil.copytree(ledger.parent, tmp_path / "library")
    return tmp_path / "library" / ledger.name


def opened(ledger: Path) -> SqliteLibrary:
    """The library to be written, without its vector index, which takes a process of its own."""
    return SqliteLibrary(Database(ledger), IDENTITY)


def problems(ledger: Path) -> list[Finding]:
    return [found for found in examine(ledger, ledger.parent / "index") if found.problem]


def change(ledger: Path, sql: str, *values: object) -> None:
    with closing(sqlite3.connect(ledger, isolation_level=None)) as connection:
        connection.create_function("folded", 1, str, deterministic=True)
        connection.execute("PRAGMA foreign_keys = OFF")
        assert connection.execute(sql, values).rowcount == 1, sql


def flip(ledger: Path, drawn: random.Random) -> str:
    """Change one bit of one value that is not empty; says where."""
    table, column = drawn.choice(COLUMNS)
    with closing(sqlite3.connect(ledger, isolation_level=None)) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        keys = [row[1] for row in connection.execute(f"PRAGMA table_info({table})") if row[5]]
        rows = connection.execute(
            f"SELECT CAST({column} AS BLOB), {', '.join(keys)} FROM {table} WHERE length(CAST({column} AS BLOB)) > 0"
        ).fetchall()
        content, *key = drawn.choice(rows)
        place = drawn.randrange(len(content))
        changed = content[:place] + bytes([content[place] ^ 1 << drawn.randrange(8)]) + content[place + 1 :]
        kind = "BLOB" if column in ("vector", "checksum") else "TEXT"
        where = " AND ".join(f"{name} = ?" for name in keys)
        connection.execute(f"UPDATE {table} SET {column} = CAST(? AS {kind}) WHERE {where}", (changed, *key))
    return f"{table}.{column} of {key}, byte {place}"


def test_a_whole_library_is_said_to_be_whole(ledger: Path) -> None:
    assert problems(ledger) == []
    assert [found.what for found in examine(ledger, ledger.parent / "index")] == [
        *("ledger", "checksums", "stored data", "list of files", "keyword index", "vector index")
    ]


@pytest.mark.parametrize("seed", range(PLACES))
def test_one_bit_anywhere_is_found(ledger: Path, tmp_path: Path, seed: int) -> None:
    for name in (ledger.name, f"{ledger.stem}.key"):
        shutil.copy(ledger.with_name(name), tmp_path / name)
    where = flip(tmp_path / ledger.name, random.Random(seed))
    assert problems(tmp_path / ledger.name), where


@pytest.mark.parametrize("seed", range(12))
def test_one_bit_of_the_file_where_text_stands_is_found(ledger: Path, tmp_path: Path, seed: int) -> None:
    """Written past SQLite, as a disk does it: the damage may be in a table, or in the keyword index."""
    drawn, content = random.Random(seed), bytearray(ledger.read_bytes())
    sought = [RENT.encode(), SOUP.encode(), RENT_FILE.encode(), unit_vectors(2, 1)[0].tobytes(), b"bill 3"]
    text = drawn.choice([one for one in sought if one in content])
    places = [at for at in range(len(content)) if content.startswith(text, at)]
    place = drawn.choice(places) + drawn.randrange(len(text))
    content[place] ^= 1 << drawn.randrange(8)
    shutil.copy(ledger.with_suffix(".key"), tmp_path)
    (tmp_path / ledger.name).write_bytes(content)
    assert problems(tmp_path / ledger.name), f"byte {place}, in {text!r}"


@pytest.mark.parametrize(
    ("sql", "value"),
    [
        ("UPDATE pages SET text = ? WHERE text LIKE '%EUR 500%'", RENT.replace("500", "900")),
        (
            "UPDATE pages SET text = CAST(? AS TEXT) WHERE text LIKE '%EUR 500%'",
            RENT.encode().replace(b"r", b"\xf2", 1),
        ),
        ("UPDATE pages SET marks = ? WHERE text LIKE '%EUR 500%'", '["injection"]'),
        ("UPDATE chunks SET header = ? WHERE page = 1 AND document_id = 1", "Another title"),
        ("UPDATE documents SET title = ? WHERE id = 1", "Another title"),
        ("UPDATE files SET path = ? WHERE document_id = 1", "/archive/other.md"),
        ("DELETE FROM chunks WHERE document_id = ? AND number = 1", 1),
    ],
)
def test_what_was_changed_is_not_quoted_and_is_told(copy: Path, sql: str, value: object) -> None:
    change(copy, sql, value)
    database = Database(copy, read_only=True)
    library = SqliteLibrary(database, IDENTITY)
    found = library.chunks([chunk for chunk, _ in library.search_keywords("rent month leeks", 10, Scope())])
    assert [chunk.path for chunk in found.values()] == [SOUP_FILE]
    assert [chunk.text for chunk in library.document(RENT_FILE) if "rent" in chunk.text] == []
    assert "is not as it was written" in library.damage() and "assistant index" in library.damage()
    assert SOUP_FILE not in library.damage()
    database.close()


def test_a_changed_page_is_not_shown_either(copy: Path) -> None:
    change(copy, "UPDATE pages SET text = ? WHERE text LIKE '%EUR 500%'", RENT.replace("500", "900"))
    library = SqliteLibrary(Database(copy, read_only=True), IDENTITY)
    with pytest.raises(KeyError):
        library.page_text(RENT_FILE, 1)
    assert library.page_text(SOUP_FILE, 1) == SOUP
    assert RENT_FILE in library.damage()
    library.close()


def test_the_rows_of_a_changed_table_are_not_used(copy: Path) -> None:
    change(copy, "UPDATE table_rows SET cells = ? WHERE number = 3", '["bill 3","900"]')
    library = SqliteLibrary(Database(copy, read_only=True), IDENTITY)
    (table,) = library.tables(Scope())
    assert library.table_rows(table.id) == []
    assert TABLE_FILE in library.damage()
    library.close()


def test_text_that_was_swapped_between_two_documents_is_noticed(copy: Path) -> None:
    """Each is a text with its own checksum, at the wrong place."""
    with closing(sqlite3.connect(copy, isolation_level=None)) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        for table in ("pages", "checksums"):
            for before, after in ((1, 77), (2, 1), (77, 2)):
                connection.execute(f"UPDATE {table} SET document_id = ? WHERE document_id = ?", (after, before))
    assert problems(copy)


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
    bring_up_to_date(copy, copy.with_name("owner.lock"))
    assert problems(copy) == []
    for sql in ("SELECT * FROM pages", "SELECT * FROM vectors", "SELECT * FROM table_rows", "SELECT path FROM files"):
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
        "write_durably": "keyed_hash",
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
