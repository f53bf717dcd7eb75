"""Shares with their uncertainty, and what a threshold of the judgement would give.

Invariant: an interval lies within 0..1 and holds its share.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

_Z = 1.959964  # of the normal distribution: 95 of 100 intervals hold the true share
CURVE = (0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 1.0)


@dataclass(frozen=True, slots=True)
class Share:
    """`right` of `n`."""

    right: int
    n: int

    @property
    def value(self) -> float:
        """0 where there is nothing to share."""
        return self.right / self.n if self.n else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """The 95% interval of E. B. Wilson (J. Am. Stat. Assoc. 22, 1927); all of 0..1 for none."""
        if not self.n:
            return 0.0, 1.0
        share, square = self.value, _Z * _Z
        middle = (share + square / (2 * self.n)) / (1 + square / self.n)
        half = _Z / (1 + square / self.n) * math.sqrt(share * (1 - share) / self.n + square / (4 * self.n * self.n))
        return min(share, max(0.0, middle - half)), max(share, min(1.0, middle + half))

    def as_json(self) -> dict[str, object]:
        low, high = self.interval
        return {
            "right": self.right,
            "n": self.n,
            "share": round(self.value, 3),
            "interval": [round(low, 3), round(high, 3)],
        }


def refusal_curve(answerable: Sequence[float], unanswerable: Sequence[float]) -> list[dict[str, float]]:
    """What the judgement's score would give at other thresholds.

    For each share of the answerable questions that are to be answered: the highest threshold that answers so many, and
    the share of the unanswerable ones that score below it and are refused. Empty without questions of both kinds.
    """
    if not answerable or not unanswerable:
        return []
    ordered = sorted(answerable, reverse=True)
    points = []
    for share in CURVE:
        limit = ordered[math.ceil(share * len(ordered) - 1e-9) - 1]
        refused = sum(score < limit for score in unanswerable)
        points.append(
            {"answered": share, "threshold": round(limit, 4), "refused": round(refused / len(unanswerable), 3)}
        )
    return points
