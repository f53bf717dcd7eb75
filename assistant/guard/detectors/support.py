"""Whether what an answer says stands in its passages.

Invariant: a claim with a number that no passage holds, or that denies what its passage says, never scores 0.5 or more; a
sentence copied from a passage scores 1.

The score is the share of the claim's content words found in the best stretch of a passage (longer words weigh more),
raised by similarity of meaning where an embedder is there, and cut by what contradicts. Tuned on the development half of
WiCE.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from assistant.core.ports import Embedder, Vectors
from assistant.core.text import fold
from assistant.guard.detectors.claims import Claim, coverage, read_claim
from assistant.guard.schema import SupportSpec
from assistant.guard.segment import sentences
from assistant.guard.subject import Hit, Subject, WholeDetector

_STRETCH = 3  # sentences of a passage that are read together
_MISSING_NUMBER, _MISSING_NAME, _NEGATED = 0.4, 0.7, 0.45
# Cosines of MiniLM between a claim and its evidence: at 0.3 unrelated, at 0.8 a paraphrase.
_COSINE_LOW, _COSINE_HIGH, _MEANING_WEIGHT = 0.3, 0.8, 0.35


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
        whole, read = read_claim(" ".join(texts)), [read_claim(stretch) for stretch in stretches]
        copied = fold(" ".join(texts))
        return [
            Hit("support", _score(subject.text[slice(*span)], read, whole, copied, meaning[number]), span)
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


def _score(text: str, stretches: Sequence[Claim], whole: Claim, copied: str, cosines: Vectors) -> float:
    if fold(text).rstrip(".!") in copied:
        return 1.0
    claim = read_claim(text)
    covers = [coverage(claim, stretch) for stretch in stretches]
    near = np.clip((cosines - _COSINE_LOW) / (_COSINE_HIGH - _COSINE_LOW), 0, 1)
    joined = [
        max(cover, (1 - _MEANING_WEIGHT) * cover + _MEANING_WEIGHT * float(similar))
        for cover, similar in zip(covers, near, strict=False)
    ]
    best = max(range(len(joined)), key=lambda index: joined[index])
    score = joined[best]
    if claim.numbers - whole.numbers:
        score *= _MISSING_NUMBER
    if claim.names - set(whole.words):
        score *= _MISSING_NAME
    if claim.negated != stretches[best].negated and covers[best] > 0.6:
        score *= _NEGATED
    return round(score, 4)
