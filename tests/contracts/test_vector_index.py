"""One contract for every vector index: Chroma on disk and exact search in memory."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from assistant.domain.ports.embed import Vectors
from assistant.domain.ports.store import VectorIndex
from assistant.store.index.vectors import ChromaIndex
from tests.store.exact_index import ExactIndex

DIMENSION = 16


def clustered(count: int) -> Vectors:
    """Unit vectors around ten centres, as real embeddings lie; shape (count, DIMENSION)."""
    rng = np.random.default_rng(7)
    centres = rng.normal(size=(10, DIMENSION))
    drawn = centres[np.arange(count) % 10] + 0.3 * rng.normal(size=(count, DIMENSION))
    return np.asarray(drawn / np.linalg.norm(drawn, axis=1, keepdims=True), dtype=np.float32)


@pytest.fixture(params=["chroma", "exact"])
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[VectorIndex]:
    made: VectorIndex = ChromaIndex(tmp_path / "gen-1") if request.param == "chroma" else ExactIndex(DIMENSION)
    yield made
    made.close()


def test_an_empty_index_finds_nothing(index: VectorIndex) -> None:
    assert index.count() == 0
    assert index.query(clustered(1)[0], 5) == []


def test_the_nearest_come_first_with_their_cosine(index: VectorIndex) -> None:
    vectors = clustered(300)
    ids = [10 + number for number in range(300)]
    index.add(ids, vectors)
    exact = vectors @ vectors[17]
    found = index.query(vectors[17], 10)
    assert [one for one, _ in found] == [ids[row] for row in np.argsort(-exact)[:10]]
    assert [score for _, score in found] == pytest.approx(sorted(exact, reverse=True)[:10], abs=1e-5)
    assert all(-1.0 <= score <= 1.0 for _, score in found)


def test_opposite_vectors_score_minus_one(index: VectorIndex) -> None:
    vectors = clustered(1)
    index.add([1], -vectors)
    assert index.query(vectors[0], 1)[0][1] == pytest.approx(-1.0, abs=1e-5)


def test_adding_twice_replaces(index: VectorIndex) -> None:
    vectors = clustered(2)
    index.add([1], vectors[:1])
    index.add([1], vectors[1:])
    assert index.count() == 1
    ((only, score),) = index.query(vectors[1], 1)
    assert only == 1
    assert score == pytest.approx(1.0, abs=1e-5)


def test_removing_is_idempotent_and_leaves_the_rest(index: VectorIndex) -> None:
    vectors = clustered(3)
    index.add([1, 2, 3], vectors)
    index.remove([2, 99])
    index.remove([2])
    assert {one for one, _ in index.query(vectors[1], 5)} == {1, 3}


def test_asking_for_more_than_there_is_gives_what_there_is(index: VectorIndex) -> None:
    index.add([1, 2], clustered(2))
    assert len(index.query(clustered(1)[0], 50)) == 2


def test_ids_of_63_bits_survive(index: VectorIndex) -> None:
    large = (1 << 63) - 1
    index.add([large], clustered(1))
    assert index.query(clustered(1)[0], 1)[0][0] == large
