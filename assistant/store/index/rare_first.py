"""Which words of a query can be left to score: a passage that holds only its common words is seldom among the best.

Invariant: what is left out could not have scored as high as what was found, or everything is searched.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

_K1 = 1.2  # of FTS5's bm25(): a word adds at most (_K1 + 1) times its idf, whatever the passage
_LEAST_IDF = 1e-6
# The last passage that is wanted is expected to score this share of the idfs of so many rare words together. Over
# 100,000 passages that let words be left out for 44 of 60 questions, and 4 of these had to be searched whole after all.
_SHARE, _TOGETHER = 0.75, 2
_WORTH = 0.3  # of all that would be scored has to be left out: looking for the others takes time too
_LARGE = 3000  # chunks: below that there is nothing to gain


@dataclass(frozen=True, slots=True)
class RareFirst:
    """An FTS5 expression of the rarer terms, and what a passage without them can score at most."""

    expression: str
    bound: float


def rare_first(counts: Sequence[tuple[str, int]], chunks: int, wanted: int) -> RareFirst | None:
    """`counts`: the terms of a query, as FTS5 writes them, with the chunks of each. None if all has to be searched."""
    if chunks < _LARGE:
        return None
    rarest = sorted((count, term) for term, count in counts if count)
    reached = 0
    expected: list[float] = []
    for count, _ in rarest:
        if reached >= wanted and len(expected) == _TOGETHER:
            break
        reached += count
        expected = [*expected, _idf(count, chunks)][-_TOGETHER:]
    bound, left_out = 0.0, 0
    while len(rarest) > 1:
        count = rarest[-1][0]
        more = bound + (_K1 + 1) * _idf(count, chunks)
        if more >= _SHARE * sum(expected) or sum(other for other, _ in rarest[:-1]) < wanted:
            break
        bound, left_out = more, left_out + count
        rarest.pop()
    if left_out < _WORTH * sum(count for _, count in counts):
        return None
    return RareFirst(" OR ".join(term for _, term in rarest), bound)


def _idf(count: int, chunks: int) -> float:
    """As FTS5 computes it."""
    return max(_LEAST_IDF, math.log((chunks - count + 0.5) / (count + 0.5)))
