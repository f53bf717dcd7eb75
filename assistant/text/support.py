"""How well a source supports a sentence: the share of its words that the source holds, and contradictions.

Invariant: pure functions of text; 1 is full support, 0 none.

There are two measures. `coverage` and `contradictions` judge a sentence that a model has reworded, in any language:
longer words weigh more, numbers count by value, and the caller decides what a contradiction costs. `literal_support`
judges the words that a citation quotes: each word counts once, and the source must hold each figure (a date, a time) as
the claim writes it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from assistant.text.claims import Claim
from assistant.text.covers import without_covers
from assistant.text.words import content_terms, stems

_FIGURE = re.compile(r"\d+(?:[.,:/-]\d+)*")
_NUMBER_WEIGHT = 1.5  # a word weighs 1 to 2
_SAME_SUBJECT = 0.5  # above this coverage a sentence is about the same subject, and a "not" makes it deny the claim


@dataclass(frozen=True, slots=True)
class Contradictions:
    """Signs that a source contradicts a claim, although they share words."""

    missing_number: bool
    missing_name: bool
    negated: bool


def held_share(wanted: Mapping[str, float], held: Collection[str]) -> float:
    """The share (0..1) of the total weight of `wanted` whose keys are in `held`; 1 if `wanted` is empty."""
    total = sum(wanted.values())
    return sum(weight for word, weight in wanted.items() if word in held) / total if total else 1.0


def coverage(claim: Claim, evidence: Claim) -> float:
    """The weighted share (0..1) of the claim's words and numbers that the evidence holds."""
    wanted = {**claim.words, **{f"#{number}": _NUMBER_WEIGHT for number in claim.numbers}}
    return held_share(wanted, {*evidence.words, *(f"#{number}" for number in evidence.numbers)})


def contradictions(claim: Claim, source: Claim, sentences: Iterable[Claim]) -> Contradictions:
    """Whether the whole `source` lacks a number or a name of the claim, and whether the nearest of its `sentences` says
    the opposite."""
    closest = max(sentences, key=lambda sentence: coverage(claim, sentence), default=claim)
    return Contradictions(
        missing_number=bool(claim.numbers - source.numbers),
        missing_name=bool(claim.names - set(source.words)),
        negated=claim.negated != closest.negated and coverage(claim, closest) > _SAME_SUBJECT,
    )


def literal_support(claim: str, source: str, least_words: int) -> float:
    """The share (0..1) of the claim's content words that `source` holds.

    0 if the claim has fewer than `least_words` of them, or if the source lacks a figure of it. Hidden parts of the
    claim do not count."""
    claim = without_covers(claim)
    wanted = {term.stem: 1.0 for term in content_terms(claim)}
    if len(wanted) < least_words or not set(_FIGURE.findall(claim)) <= set(_FIGURE.findall(source)):
        return 0.0
    return held_share(wanted, set(stems(source)))
