"""Exact search over the ledger's own vectors: for filtered questions, and while there is no vector index.

Invariant: recall is 1.0; the score is the cosine.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from assistant.domain.ports.embed import Vector, Vectors


def nearest(ids: NDArray[np.int64], matrix: Vectors, vector: Vector, k: int) -> list[tuple[int, float]]:
    """The `k` best of `matrix` (n, d) by cosine with `vector` (d,), best first; ties by id, for a stable order."""
    if k <= 0 or not len(ids):
        return []
    scores = matrix @ vector
    best = np.argpartition(-scores, k - 1)[:k] if k < len(ids) else np.arange(len(ids))
    ordered = sorted(best.tolist(), key=lambda row: (-float(scores[row]), int(ids[row])))
    return [(int(ids[row]), float(np.clip(scores[row], -1.0, 1.0))) for row in ordered]
