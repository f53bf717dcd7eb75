"""Whether what an answer says stands in its passages.

Invariant: a claim with a number that no passage holds, or that denies the sentence it matches, never scores 0.5 or
more; a sentence copied from a passage scores 1.

The score is the share of the claim's content words found in the best stretch of a passage (longer words weigh more),
raised by similarity of meaning where an embedder is there, and cut by what contradicts. Tuned on the development
half of WiCE.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assistant.core.ports import Embedder, Vectors
from assistant.core.text import fold
from assistant.guard.detectors.claims import Claim, coverage, read_claim
from assistant.guard.schema import SupportSpec
from assistant.guard.segment import sentences
from assistant.guard.subject import Hit, Subject, WholeDetector

_STRETCH = 3  # sentences of a passage that are read together
_SAME_MATTER = 0.5  # coverage from which a sentence speaks of the same thing, so that a "not" makes it deny the claim
_MISSING_NUMBER, _MISSING_NAME, _NEGATED = 0.4, 0.7, 0.45
# Cosines of MiniLM between a claim and its evidence: at 0.3 unrelated, at 0.8 a paraphrase.
_COSINE_LOW, _COSINE_HIGH, _MEANING_WEIGHT = 0.3, 0.8, 0.35


@dataclass(frozen=True, slots=True)
class _Evidence:
    """The passages, read once for all claims."""

    folded: str
    whole: Claim
    stretches: list[Claim]
    single: list[Claim]


class SupportDetector(WholeDetector):
    """A hit `support` for each claim; its score says how well it is supported (1 fully), so rules use `lt`."""

    def __init__(self, spec: SupportSpec, embedder: Embedder | None = None) -> None:
        self._least = spec.min_words
        self._embedder = embedder
        self.slow = embedder is not None
        self.identity = "support" if embedder is None else f"support+{embedder.identity}"

    def detect(self, subject: Subject) -> list[Hit]:
        if not subject.passages:
            return []
        claims = [span for span in sentences(subject.text) if self._is_claim(subject.text[slice(*span)])]
        if not claims:
            return []
        texts = [passage.text for passage in subject.passages]
        stretches = [stretch for text in texts for stretch in _stretches(text)]
        meaning = self._meaning([subject.text[slice(*span)] for span in claims], stretches)
        evidence = _Evidence(
            folded=fold(" ".join(texts)),
            whole=read_claim(" ".join(texts)),
            stretches=[read_claim(stretch) for stretch in stretches],
            single=[read_claim(text[start:end]) for text in texts for start, end in sentences(text)],
        )
        return [
            Hit("support", _score(subject.text[slice(*span)], evidence, meaning[number]), span)
            for number, span in enumerate(claims)
        ]

    def _is_claim(self, text: str) -> bool:
        return len(text.split()) >= self._least and not text.rstrip().endswith("?")

    def _meaning(self, claims: Sequence[str], stretches: Sequence[str]) -> Vectors:
        """Cosines, shape (claims, stretches); zeros without an embedder."""
        if self._embedder is None or not stretches:
            return np.zeros((len(claims), max(1, len(stretches))), dtype=np.float32)
        vectors = self._embedder.embed_passages([*claims, *stretches])
        return vectors[: len(claims)] @ vectors[len(claims) :].T


def _stretches(text: str) -> list[str]:
    spans = sentences(text)
    if len(spans) <= _STRETCH:
        return [text]
    return [text[spans[at][0] : spans[at + _STRETCH - 1][1]] for at in range(len(spans) - _STRETCH + 1)]


def _score(text: str, evidence: _Evidence, cosines: Vectors) -> float:
    if fold(text).rstrip(".!") in evidence.folded:
        return 1.0
    claim = read_claim(text)
    near = np.clip((cosines - _COSINE_LOW) / (_COSINE_HIGH - _COSINE_LOW), 0, 1)
    score = 0.0
    for stretch, similar in zip(evidence.stretches, near, strict=False):
        cover = coverage(claim, stretch)
        score = max(score, cover, (1 - _MEANING_WEIGHT) * cover + _MEANING_WEIGHT * float(similar))
    if claim.numbers - evidence.whole.numbers:
        score *= _MISSING_NUMBER
    if claim.names - set(evidence.whole.words):
        score *= _MISSING_NAME
    closest = max(evidence.single, key=lambda sentence: coverage(claim, sentence), default=claim)
    if claim.negated != closest.negated and coverage(claim, closest) > _SAME_MATTER:
        score *= _NEGATED
    return round(score, 4)
