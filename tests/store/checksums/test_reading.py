"""What was changed is noticed, and never quoted."""

from __future__ import annotations

import random
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from assistant.domain.records.answers import Citation
from assistant.domain.scope import Scope
from assistant.store.chats_table import ALTERED, ChatsTable
from assistant.store.damage import examine
from assistant.store.ledger.database import Database
from assistant.store.library import SqliteLibrary
from tests.store.checksums.altered import (
    PLACES,
    RENT,
    RENT_FILE,
    SOUP,
    SOUP_FILE,
    TABLE_FILE,
    change,
    flip,
    flip_in_file,
    opened,
    problems,
)
from tests.store.conftest import IDENTITY, source


def test_a_whole_library_is_said_to_be_whole(ledger: Path) -> None:
    assert problems(ledger) == []
    assert [found.what for found in examine(ledger, ledger.parent / "index")] == [
        *("ledger", "checksums", "stored data", "list of files", "conversations", "keyword index", "vector index")
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
    for name in (ledger.name, f"{ledger.stem}.key"):
        shutil.copy(ledger.with_name(name), tmp_path / name)
    where = flip_in_file(tmp_path / ledger.name, random.Random(seed))
    assert problems(tmp_path / ledger.name), where


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


def test_a_changed_turn_or_quote_is_not_shown_and_changes_of_the_program_are_right(copy: Path) -> None:
    library = opened(copy)
    chats = ChatsTable(library.database, str)
    chat = chats.add_turn(
        None, "And the soup?", "Forty minutes [1]", "answered", "e", [Citation(1, SOUP_FILE, 1, SOUP, 0, 5)]
    )
    chats.add_turn(chat, "And then?", "Add the cream.", "answered", "e", [])
    chats.rename(chat, "Supper")
    library.move(SOUP_FILE, source("/archive/leeks.md", SOUP_FILE))
    assert problems(copy) == []
    change(copy, "UPDATE chat_quotes SET quote = 'four minutes' WHERE path = ?", "/archive/leeks.md")
    first, second = chats.turns(chat)
    assert (first.answer, first.quotes[0].quote, first.quotes[0].gone) == ("Forty minutes [1]", "", True)
    change(copy, "UPDATE chat_turns SET answer = ? WHERE question = 'And then?'", "Add the poison.")
    assert (second.answer, chats.turns(chat)[1].answer) == ("Add the cream.", ALTERED)
    chats.rename(chat, "Dinner")
    assert [found.what for found in problems(copy)] == ["conversations"]
    chats.delete(chat)
    assert problems(copy) == []
    library.close()


def test_text_that_was_swapped_between_two_documents_is_noticed(copy: Path) -> None:
    """Each is a text with its own checksum, at the wrong place."""
    with closing(sqlite3.connect(copy, isolation_level=None)) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        for table in ("pages", "checksums"):
            for before, after in ((1, 77), (2, 1), (77, 2)):
                connection.execute(f"UPDATE {table} SET document_id = ? WHERE document_id = ?", (after, before))
    assert problems(copy)
