"""Small real libraries with their index, for the tests of the store."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from assistant.domain.ports.store import VectorIndex
from assistant.store.index.generations import Generations
from assistant.store.ledger import schema
from assistant.store.ledger.database import Database
from assistant.store.ledger.schema import Migration
from assistant.store.library import SqliteLibrary
from assistant.store.upkeep import index_of as vector_index
from tests.store.conftest import DIMENSION, IDENTITY, document, source, unit_vectors


def open_library(folder: Path) -> SqliteLibrary:
    """The library in `folder`, opened as its owner does."""
    database = Database(folder / "ledger.sqlite3")
    library = SqliteLibrary(database, IDENTITY, vector_index(database, folder / "index", DIMENSION))
    library.adopt_identity()
    library.prepare()
    return library


def put(library: SqliteLibrary, path: str, *pages: str, seed: int, content: str = "", reread: bool = False) -> None:
    """Index a file of `pages`, one chunk a page, with the vectors of `seed`."""
    parsed, drafts = document(*pages)
    library.store(source(path, content), parsed, drafts, unit_vectors(len(pages), seed=seed), reread=reread)


# What each migration added, from the newest on: how a ledger of an earlier version lacks it.
_ADDED: tuple[tuple[Migration, tuple[str, ...]], ...] = (
    (schema.m011_made_by, ("ALTER TABLE documents DROP COLUMN made_by",)),
    (schema.m010_next_vectors, ("DROP TABLE next_vectors",)),
    (
        schema.m008_checksums,
        (
            "DROP TABLE checksums",
            *(f"ALTER TABLE {table} DROP COLUMN checksum" for table in ("files", "chats", "chat_turns", "chat_quotes")),
        ),
    ),
    (
        schema.m007_change_times,
        tuple(f"ALTER TABLE files DROP COLUMN {column}" for column in ("changed_ns", "hashed_at")),
    ),
    (
        schema.m006_chat_accounts,
        tuple(
            f"ALTER TABLE chat_turns DROP COLUMN {column}"
            for column in ("task", "others", "steps", "coverage", "query", "own_words")
        ),
    ),
)


def make_older(ledger: Path, migration: Migration) -> None:
    """Bring a closed ledger back to the state before `migration`, with all that it holds."""
    with closing(sqlite3.connect(ledger, isolation_level=None)) as connection:
        for added, statements in _ADDED:
            for statement in statements:
                connection.execute(statement)
            if added is migration:
                break
        connection.execute("DELETE FROM meta WHERE key LIKE 'checksum%'")
        connection.execute(f"PRAGMA user_version = {schema.MIGRATIONS.index(migration)}")
    ledger.with_suffix(".key").unlink()


def generations_of(library: SqliteLibrary) -> Generations:
    assert isinstance(library.generations, Generations)
    return library.generations


def index_of(library: SqliteLibrary) -> VectorIndex:
    index = generations_of(library).index
    assert index is not None
    return index
