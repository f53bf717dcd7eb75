"""The second implementation of the VectorIndex port, and the oracle for the first: exact search, in memory."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from assistant.domain.ports.embed import Vector, Vectors
from assistant.store.index.exact import nearest


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
