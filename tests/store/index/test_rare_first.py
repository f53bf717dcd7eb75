"""Words that most passages hold are left to score last; what is found stays what a search for all words finds."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.domain.scope import Scope
from assistant.store.index import keywords, rare_first
from assistant.store.library import SqliteLibrary
from tests.store.libraries import open_library, put

# The first stands in most passages, the last in few of them: as words do.
WORDS = [f"word{chr(97 + number)}" for number in range(20)]
PAGES, FILES = 12, 60
ENGLISH = "This is what was written on the page that is before you, and it has these words in it: "


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqliteLibrary]:
    chance = random.Random(5)
    weights = [1 / (1 + number) ** 1.3 for number in range(len(WORDS))]
    with patch("assistant.store.upkeep.index_of", lambda *_: None):
        made = open_library(tmp_path_factory.mktemp("library"))
    for number in range(FILES):
        pages = (ENGLISH + " ".join(chance.choices(WORDS, weights, k=chance.randint(3, 40))) for _ in range(PAGES))
        put(made, f"/archive/{number % 4}/{number}.txt", *pages, seed=number)
    yield made
    made.close()


def found(library: SqliteLibrary, query: str, k: int, scope: Scope, large: int) -> list[tuple[int, float]]:
    with patch.object(rare_first, "_LARGE", large):
        return library.search_keywords(query, k, scope, "english")


queries = st.lists(st.sampled_from([*WORDS, "unknown", f'"{WORDS[0]} {WORDS[1]}"']), min_size=1, max_size=6)


@settings(max_examples=150, deadline=None)
@given(queries, st.integers(0, 30), st.sampled_from([Scope(), Scope(folders=("/archive/2",))]))
def test_the_same_is_found_with_the_same_scores(library: SqliteLibrary, words: list[str], k: int, scope: Scope) -> None:
    query = " ".join(words)
    assert found(library, query, k, scope, 0) == found(library, query, k, scope, 1 << 40)


def test_common_words_are_left_out_and_only_where_they_cannot_matter(library: SqliteLibrary) -> None:
    query = f"{WORDS[0]} {WORDS[1]} {WORDS[9]}"
    seen: list[str] = []
    rows = library.database.rows

    def seeing(sql: str, values: Sequence[Any] = ()) -> list[sqlite3.Row]:
        seen.append(sql)
        return rows(sql, values)

    with patch.object(library.database, "rows", seeing):
        found(library, query, 3, Scope(), 0)
    searches = [sql for sql in seen if "bm25" in sql]
    assert len(searches) == 1 and keywords._OF_RARE in searches[0]
    chunks = library.count_chunks()
    assert rare_first.rare_first([("a", chunks), ("b", 3)], chunks, 10) is None  # `b` alone does not fill the list
    assert rare_first.rare_first([("a", chunks // 9), ("b", chunks // 10)], chunks, 10) is None  # both say as much


def test_a_folder_is_searched_in_one_pass(library: SqliteLibrary, tmp_path: Path) -> None:
    """SQLite may look up each chunk of the folder in the index of words, which took 70 times as long."""
    sql, values = keywords._matches(WORDS[0], "", Scope(folders=("/archive/2",)))
    plan = " ".join(str(row["detail"]) for row in library.database.rows(f"EXPLAIN QUERY PLAN {sql}", values))
    assert "VIRTUAL TABLE INDEX 0:M" in plan
