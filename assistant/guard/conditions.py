"""Which hits a rule's `when` lets count. Invariant: a pure function of the condition and the hits."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.guard.schema import Condition
from assistant.guard.subject import Hit


def matching(condition: Condition, hits: Sequence[Hit]) -> list[tuple[Hit, float]]:
    """The hits that satisfy `condition`, each with the bound it met, in their order and each once.

    `any`: hits that satisfy one of the parts. `all`: if every part is satisfied by some hit, those hits; else none.
    """
    if condition.any or condition.all:
        parts = [matching(part, hits) for part in condition.any or condition.all]
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
