"""Small libraries with a real index beside the ledger, and what may be asked of it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from assistant.domain.ports.store import VectorIndex
from assistant.domain.scope import Scope
from assistant.store.index.builder import Builder
from assistant.store.index.generations import Generations
from assistant.store.ledger.database import Database
from assistant.store.library import SqliteLibrary
from tests.store.conftest import DIMENSION, IDENTITY, document, source, unit_vectors

CHROMA_FILES = ("data_level0.bin", "header.bin", "index_metadata.pickle", "length.bin", "link_lists.bin")


def opened(database: Database) -> SqliteLibrary:
    generations = Generations(database.file.parent / "index", database, DIMENSION)
    library = SqliteLibrary(database, IDENTITY, generations)
    library.adopt_identity()
    generations.open()
    return library


def put(library: SqliteLibrary, name: str, seed: int) -> None:
    parsed, drafts = document(f"Text of file {name}.", "And a second page.")
    library.store(source(f"/archive/{name}.txt"), parsed, drafts, unit_vectors(2, seed=seed))


def fill(database: Database, files: int) -> SqliteLibrary:
    library = opened(database)
    for number in range(files):
        put(library, str(number), number)
    library.finish()
    return library


def generations_of(library: SqliteLibrary) -> Generations:
    assert isinstance(library.generations, Generations)
    return library.generations


def index_of(library: SqliteLibrary) -> VectorIndex:
    index = generations_of(library).index
    assert index is not None
    return index


def fails(database: Database) -> Callable[[], Builder]:
    """A builder whose process cannot build."""
    return partial(Builder, database.file, [sys.executable, "-c", 'print(\'{"failed": "No space"}\')'])


def index_folder(library: SqliteLibrary) -> Path:
    return library.database.file.parent / "index"


def folders(library: SqliteLibrary) -> list[str]:
    return sorted(one.name.rsplit("-", 1)[0] for one in index_folder(library).iterdir())


def agrees(library: SqliteLibrary) -> bool:
    """Whether the index answers, and as exact search does."""
    question = unit_vectors(1, seed=99)[0]
    approximate = generations_of(library).search(question, 5)
    exact = SqliteLibrary(library.database, IDENTITY).search_vectors(question, 5, Scope())
    return [one for one, _ in approximate or []] == [one for one, _ in exact] and len(exact) > 0
