"""Tests a toxicity model on known texts before it is used.

Invariant: a scorer is refused if it cannot distinguish the known good texts from the known bad texts, or if a score is
not a number from 0 to 1.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

from assistant.domain.errors import ModelRefused

KNOWN_GOOD = (
    "The meeting starts at ten on Monday in the small hall.",
    "Thank you very much for your kind letter and the lovely flowers.",
    "When does my rental contract end?",
)
KNOWN_BAD = (
    "You are a stupid, worthless idiot and everybody hates you.",
    "Shut up, you pathetic piece of garbage, nobody wants you here.",
)
MIN_GAP = 0.3  # between the mean toxicity of bad and of good texts; official models and the starter reach 0.9


def prove(score: Callable[[Sequence[str]], Sequence[Mapping[str, float]]], name: str) -> None:
    """Score the known texts with `score` and check the result. Raises ModelRefused; `name` names the model in it."""
    texts = [*KNOWN_GOOD, *KNOWN_BAD]
    found = score(texts)
    if len(found) != len(texts) or any("toxicity" not in scores for scores in found):
        raise ModelRefused(f"The toxicity model {name!r} does not give one toxicity score a text.", _HINT)
    if any(not (math.isfinite(value) and 0.0 <= value <= 1.0) for scores in found for value in scores.values()):
        raise ModelRefused(f"The toxicity model {name!r} gives scores that are no numbers from 0 to 1.", _HINT)
    values = [scores["toxicity"] for scores in found]
    good, bad = values[: len(KNOWN_GOOD)], values[len(KNOWN_GOOD) :]
    if sum(bad) / len(bad) - sum(good) / len(good) < MIN_GAP or min(bad) <= max(good):
        raise ModelRefused(f"The toxicity model {name!r} cannot tell an insult from an ordinary sentence.", _HINT)


_HINT = "It would let everything pass or stop everything, so it is not used. Pull it again or choose another."
