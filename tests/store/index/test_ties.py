"""Chunks that score alike come in the order of their paths and places, whenever their files were read."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from assistant.domain.scope import Scope
from assistant.store.ledger.database import Database
from assistant.store.library import SqliteLibrary
from tests.store.conftest import IDENTITY, document, source, unit_vectors

PATHS = ["/archive/a/boat.txt", "/archive/b/bike.txt", "/archive/b/car.txt", "/archive/c/van.txt"]
PAGES = ("The key hangs in the hall.", "The key hangs in the hall.")


def _library(folder: Path, paths: Sequence[str]) -> SqliteLibrary:
    """Files that say the same with the same vectors, read in the order of `paths`."""
    library = SqliteLibrary(Database(folder / "ledger.sqlite3"), IDENTITY)
    library.adopt_identity()
    for path in paths:
        parsed, drafts = document(*PAGES)
        library.store(source(path), parsed, drafts, unit_vectors(1, seed=4).repeat(2, axis=0))
    return library


def _found(library: SqliteLibrary, hits: Sequence[tuple[int, float]]) -> list[tuple[str, int | None]]:
    chunks = library.chunks([chunk for chunk, _ in hits])
    return [(chunks[chunk].path, chunks[chunk].page) for chunk, _ in hits]


@pytest.mark.parametrize("paths", [PATHS, PATHS[::-1], [PATHS[2], PATHS[0], PATHS[3], PATHS[1]]])
def test_equal_ranks_go_by_path_and_place(tmp_path: Path, paths: list[str]) -> None:
    library = _library(tmp_path, paths)
    places = [(path, page) for path in PATHS for page in (1, 2)]
    scope = Scope(folders=("/archive/b",))
    vector = unit_vectors(1, seed=4)[0]
    for count in (1, 3, 8):
        assert _found(library, library.search_keywords("key", count, Scope())) == places[:count]
    assert _found(library, library.search_keywords("key hall", 3, scope)) == places[2:5]
    assert _found(library, library.search_vectors(vector, 8, Scope())) == places
    assert _found(library, library.search_vectors(vector, 4, scope)) == places[2:6]
    library.close()


def test_a_better_rank_comes_before_an_earlier_path(tmp_path: Path) -> None:
    library = _library(tmp_path, PATHS)
    parsed, drafts = document("Key, key, key.")
    library.store(source("/archive/z/zebra.txt"), parsed, drafts, unit_vectors(1, seed=4))
    assert _found(library, library.search_keywords("key", 2, Scope())) == [("/archive/z/zebra.txt", 1), (PATHS[0], 1)]
    library.close()
