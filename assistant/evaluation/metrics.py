"""Figures of a ranking. Invariant: each lies in 0..1; a question without relevant documents is an error, not a zero."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

CUT = 10


@dataclass(frozen=True, slots=True)
class RankingFigures:
    """Means over questions."""

    ndcg_at_10: float
    recall_at_5: float
    recall_at_10: float
    mrr_at_10: float

    def as_json(self) -> dict[str, float]:
        return {
            "ndcg@10": round(self.ndcg_at_10, 4),
            "recall@5": round(self.recall_at_5, 4),
            "recall@10": round(self.recall_at_10, 4),
            "mrr@10": round(self.mrr_at_10, 4),
        }


def ndcg(ranking: Sequence[str], relevance: Mapping[str, int], cut: int = CUT) -> float:
    """Normalised discounted cumulative gain with linear gain, as BEIR's figures are computed (trec_eval's ndcg_cut)."""
    gains = (relevance.get(document, 0) for document in ranking[:cut])
    ideal = sorted((gain for gain in relevance.values() if gain > 0), reverse=True)[:cut]
    return _discounted(gains) / _discounted(ideal)


def recall(ranking: Sequence[str], relevance: Mapping[str, int], cut: int) -> float:
    """The share of the relevant documents among the first `cut`."""
    relevant = {document for document, gain in relevance.items() if gain > 0}
    return len(relevant.intersection(ranking[:cut])) / len(relevant)


def reciprocal_rank(ranking: Sequence[str], relevance: Mapping[str, int], cut: int = CUT) -> float:
    """1 / the rank of the first relevant document; 0 if the first `cut` hold none."""
    ranks = (rank for rank, document in enumerate(ranking[:cut], start=1) if relevance.get(document, 0) > 0)
    return 1 / next(ranks, math.inf)


def ranking_figures(
    rankings: Mapping[str, Sequence[str]], relevance: Mapping[str, Mapping[str, int]]
) -> RankingFigures:
    """Means over the questions of `relevance` (question -> document -> gain); a question without a ranking counts 0.

    A ranking names each document once, best first. Raises ValueError where there is no question to measure.
    """
    judged = {question: gains for question, gains in relevance.items() if any(gain > 0 for gain in gains.values())}
    if not judged:
        raise ValueError("no question has a relevant document")
    pairs = [(rankings.get(question, ()), gains) for question, gains in judged.items()]

    def mean(figures: Sequence[float]) -> float:
        return sum(figures) / len(figures)

    return RankingFigures(
        mean([ndcg(ranking, gains) for ranking, gains in pairs]),
        mean([recall(ranking, gains, 5) for ranking, gains in pairs]),
        mean([recall(ranking, gains, 10) for ranking, gains in pairs]),
        mean([reciprocal_rank(ranking, gains) for ranking, gains in pairs]),
    )


def _discounted(gains: Iterable[int]) -> float:
    return sum(gain / math.log2(rank + 1) for rank, gain in enumerate(gains, start=1))
