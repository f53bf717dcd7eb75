"""Ranking figures without a statistics library. Invariant: ties count half, so a constant score has an AUROC of 0.5."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def auroc(positive: Sequence[bool], scores: Sequence[float]) -> float:
    """The probability that a positive outranks a negative (Mann-Whitney U). NaN where one kind is missing."""
    flags = np.asarray(positive, dtype=bool)
    _, place, counts = np.unique(np.asarray(scores, dtype=np.float64), return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[place]
    above, below = int(flags.sum()), int((~flags).sum())
    if not above or not below:
        return float("nan")
    return float((ranks[flags].sum() - above * (above + 1) / 2) / (above * below))


def auprc(positive: Sequence[bool], scores: Sequence[float]) -> float:
    """Average precision: the precision at each threshold, weighted by the recall it adds. NaN without a positive."""
    flags = np.asarray(positive, dtype=bool)
    values: NDArray[np.float64] = np.asarray(scores, dtype=np.float64)
    if not flags.any():
        return float("nan")
    order = np.argsort(-values, kind="stable")
    hits = np.cumsum(flags[order])
    last = np.append(values[order][1:] != values[order][:-1], True)  # where a threshold can stand: after its ties
    recall = hits[last] / flags.sum()
    precision = hits[last] / (np.flatnonzero(last) + 1)
    return float(np.sum(np.diff(recall, prepend=0.0) * precision))


def share_above(scores: Sequence[float], threshold: float) -> float:
    """How many of `scores` reach `threshold`, as a share of 1."""
    return float(np.mean(np.asarray(scores, dtype=np.float64) >= threshold)) if len(scores) else float("nan")
