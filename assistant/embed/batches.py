"""Groups sequences into batches.

Invariant: every sequence is in exactly one batch, and there is as little padding as sorting allows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Batch:
    """`rows` are places in the caller's order; `ids` and `mask` have the shape (rows, longest)."""

    rows: list[int]
    ids: NDArray[np.int64]
    mask: NDArray[np.int64]


def batches(sequences: Sequence[Sequence[int]], token_budget: int, pad_id: int) -> Iterator[Batch]:
    """Longest first, each batch at most `token_budget` word-pieces with padding (one sequence at least)."""
    order = sorted(range(len(sequences)), key=lambda row: -len(sequences[row]))
    start = 0
    while start < len(order):
        longest = max(1, len(sequences[order[start]]))
        rows = order[start : start + max(1, token_budget // longest)]
        start += len(rows)
        yield _padded(rows, [sequences[row] for row in rows], longest, pad_id)


def _padded(rows: list[int], sequences: list[Sequence[int]], longest: int, pad_id: int) -> Batch:
    ids = np.full((len(rows), longest), pad_id, dtype=np.int64)
    mask = np.zeros((len(rows), longest), dtype=np.int64)
    for number, sequence in enumerate(sequences):
        ids[number, : len(sequence)] = sequence
        mask[number, : len(sequence)] = 1
    return Batch(rows, ids, mask)
