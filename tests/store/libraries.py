"""Small real libraries with their index, for the tests of the store."""

from __future__ import annotations

from pathlib import Path

from assistant.domain.ports.store import VectorIndex
from assistant.store.index.generations import Generations
from assistant.store.ledger.database import Database
from assistant.store.library import SqliteLibrary
from tests.store.conftest import DIMENSION, IDENTITY, document, source, unit_vectors


def open_library(folder: Path) -> SqliteLibrary:
    """The library in `folder`, opened as its owner does."""
    database = Database(folder / "ledger.sqlite3")
    library = SqliteLibrary(database, IDENTITY, Generations(folder / "index", database, DIMENSION))
    library.adopt_identity()
    library.prepare()
    return library


def put(library: SqliteLibrary, path: str, *pages: str, seed: int, content: str = "", reread: bool = False) -> None:
    """Index a file of `pages`, one chunk a page, with the vectors of `seed`."""
    parsed, drafts = document(*pages)
    library.store(source(path, content), parsed, drafts, unit_vectors(len(pages), seed=seed), reread=reread)


def generations_of(library: SqliteLibrary) -> Generations:
    assert library.generations is not None
    return library.generations


def index_of(library: SqliteLibrary) -> VectorIndex:
    index = generations_of(library).index
    assert index is not None
    return index
