"""Which hits meet a rule's `when`. Invariant: pure functions of the condition and the hits."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.guard.detectors.detector import Hit
from assistant.guard.policy.schema import Condition


def matching_hits(condition: Condition, hits: Sequence[Hit]) -> list[tuple[Hit, float]]:
    """The hits that satisfy `condition`, in order and without duplicates, each with the bound that it satisfies.

    `any`: the hits that satisfy a part. `all`: the same hits, if every part has a hit; else no hits.
    """
    if condition.any or condition.all:
        parts = [matching_hits(part, hits) for part in condition.any or condition.all]
        if condition.all and not all(parts):
            return []
        met = {id(hit): bound for part in reversed(parts) for hit, bound in part}
        return [(hit, met[id(hit)]) for hit in hits if id(hit) in met]
    bound = condition.gte if condition.gte is not None else condition.lt
    return [(hit, 0.0 if bound is None else bound) for hit in hits if _meets(condition, hit)]


def _meets(condition: Condition, hit: Hit) -> bool:
    if condition.label is not None and condition.label != hit.label:
        return False
    if condition.gte is not None and hit.score < condition.gte:
        return False
    return condition.lt is None or hit.score < condition.lt


def describe_condition(condition: Condition) -> str:
    """The condition in words: "0.50 or more", "e-mail with 0.50 or more", "one of: ...", "each of: ..."."""
    if condition.any or condition.all:
        joined = "; ".join(describe_condition(part) for part in condition.any or condition.all)
        return f"{'one of' if condition.any else 'each of'}: {joined}"
    bounds = [f"{condition.gte:.2f} or more"] if condition.gte is not None else []
    bounds += [f"less than {condition.lt:.2f}"] if condition.lt is not None else []
    bound = " and ".join(bounds)
    if condition.label is None:
        return bound
    return f"{condition.label} with {bound}" if bound else condition.label
