"""Exact search over the ledger's own vectors: filtered questions, rebuilds, second instances, and the oracle of tests.

Invariant: recall is 1.0; the score is the cosine.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from assistant.domain.ports.embed import Vector, Vectors


class ExactIndex:
    """Vectors in memory, searched whole. Shape of the matrix: (n, dimension), float32, unit rows."""

    def __init__(self, dimension: int) -> None:
        self._ids = np.empty(0, dtype=np.int64)
        self._matrix: Vectors = np.empty((0, dimension), dtype=np.float32)

    def add(self, ids: Sequence[int], vectors: Vectors) -> None:
        self.remove(ids)
        self._ids = np.concatenate([self._ids, np.asarray(ids, dtype=np.int64)])
        self._matrix = np.concatenate([self._matrix, np.asarray(vectors, dtype=np.float32)])

    def remove(self, ids: Sequence[int]) -> None:
        keep = ~np.isin(self._ids, np.asarray(ids, dtype=np.int64))
        if not keep.all():
            self._ids, self._matrix = self._ids[keep], self._matrix[keep]

    def query(self, vector: Vector, k: int) -> list[tuple[int, float]]:
        return nearest(self._ids, self._matrix, vector, k)

    def count(self) -> int:
        return len(self._ids)

    def close(self) -> None:
        self.remove(self._ids.tolist())


def nearest(ids: NDArray[np.int64], matrix: Vectors, vector: Vector, k: int) -> list[tuple[int, float]]:
    """The `k` best of `matrix` (n, d) by cosine with `vector` (d,), best first; ties by id, so that order is stable."""
    if k <= 0 or not len(ids):
        return []
    scores = matrix @ vector
    best = np.argpartition(-scores, k - 1)[:k] if k < len(ids) else np.arange(len(ids))
    ordered = sorted(best.tolist(), key=lambda row: (-float(scores[row]), int(ids[row])))
    return [(int(ids[row]), float(np.clip(scores[row], -1.0, 1.0))) for row in ordered]
