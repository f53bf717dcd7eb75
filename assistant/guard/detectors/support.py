"""Whether what an answer says stands in its passages.

Invariant: a claim with a number that no passage holds, or that denies the sentence it matches, never scores 0.35 or
more; one that is a sentence of a passage but for another figure, date, unit, name, quantifier or for its opposite, 0.2
at most; a sentence copied from a passage scores 1.

The score is the share of the claim's content words found in the best stretch of a passage (longer words weigh more),
raised by similarity of meaning where an embedder is there, and cut by what contradicts. Tuned on the development
half of WiCE.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from pydantic import Field

from assistant.domain.ports.embed import Embedder, likeness
from assistant.guard.detectors.detector import Content, Hit, WholeDetector
from assistant.guard.detectors.models import DetectorModels
from assistant.guard.detectors.spec import DetectorSpec
from assistant.guard.matching.segment import sentences
from assistant.text.folding import fold_text
from assistant.text.support import Claim, contradictions, coverage, read_claim
from assistant.text.written.against import said_against, wrong_units

_NEAREST = 8  # stretches whose meaning is compared: an embedding takes ten times as long as counting words
_STRETCH = 3  # sentences of a passage that are read together
# What is left of the score where something contradicts. A sentence that says another thing in the same words has to
# fall under the lowest bound (0.3) with room; what is missing in a reworded one may be told otherwise: it only weighs.
_AGAINST, _WRONG_UNIT, _MISSING_NUMBER, _NEGATED, _MISSING_NAME = 0.2, 0.25, 0.34, 0.34, 0.9
# Coverage of the sentences that a claim may reword, and how many are compared.
_NEAR, _NEARLY, _MOST_NEAR = 0.3, 0.05, 3
# Likeness of vectors between a claim and its evidence: at 0.25 unrelated, at 0.7 a paraphrase.
_COSINE_LOW, _COSINE_HIGH, _MEANING_WEIGHT = 0.25, 0.7, 0.45


@dataclass(frozen=True, slots=True)
class _Stretch:
    text: str
    claim: Claim


@dataclass(frozen=True, slots=True)
class _Evidence:
    """The passages, read once for all claims."""

    text: str
    whole: Claim
    stretches: list[_Stretch]
    single: list[_Stretch]


class SupportSpec(DetectorSpec):
    """How well each claim stands in the cited passages: 1 supported, 0 not."""

    type: Literal["support"]
    min_words: int = Field(4, ge=1, le=50)

    def make(self, models: DetectorModels) -> SupportDetector:
        return SupportDetector(self, models.embedder_or_none())


class SupportDetector(WholeDetector):
    """A hit `support` for each claim; its score says how well it is supported (1 fully), so rules use `lt`."""

    def __init__(self, spec: SupportSpec, embedder: Embedder | None = None) -> None:
        self._least = spec.min_words
        self._embedder = embedder
        self.slow = self.has_model = embedder is not None
        self.identity = "support" if embedder is None else f"support+{embedder.identity}"

    def detect(self, content: Content) -> list[Hit]:
        if not content.passages:
            return []
        claims = [span for span in sentences(content.text) if self._is_claim(content.text[slice(*span)])]
        texts = [passage.text for passage in content.passages]
        folded = fold_text(" ".join(texts))
        scores = {span: 1.0 for span in claims if fold_text(content.text[slice(*span)]).rstrip(".!") in folded}
        doubtful = [span for span in claims if span not in scores]
        if doubtful:
            found = self._judge([content.text[slice(*span)] for span in doubtful], _read(texts))
            scores |= dict(zip(doubtful, found, strict=True))
        return [Hit("support", scores[span], span) for span in claims]

    def _judge(self, claims: Sequence[str], evidence: _Evidence) -> list[float]:
        """A score for each claim. Meaning is compared with the stretches that share most words with it, no others."""
        read = [read_claim(claim) for claim in claims]
        covers = [[coverage(claim, stretch.claim) for stretch in evidence.stretches] for claim in read]
        nearest = [sorted(range(len(row)), key=lambda at: -row[at])[:_NEAREST] for row in covers]
        cosines = self._meaning(claims, evidence, nearest)
        return [
            _score(text, claim, evidence, [(row[at], cosines[number].get(at, 0.0)) for at in near])
            for number, (text, claim, row, near) in enumerate(zip(claims, read, covers, nearest, strict=True))
        ]

    def _is_claim(self, text: str) -> bool:
        return len(text.split()) >= self._least and not text.rstrip().endswith("?")

    def _meaning(
        self, claims: Sequence[str], evidence: _Evidence, nearest: Sequence[Sequence[int]]
    ) -> list[dict[int, float]]:
        """For each claim, stretch -> cosine, of those that are `nearest` to it; empty without an embedder."""
        if self._embedder is None:
            return [{} for _ in claims]
        wanted = sorted({at for row in nearest for at in row})
        vectors = self._embedder.embed_passages([*claims, *(evidence.stretches[at].text for at in wanted)])
        place = {at: number for number, at in enumerate(wanted)}
        alike = likeness(self._embedder, vectors[: len(claims)] @ vectors[len(claims) :].T)
        return [{at: float(alike[number, place[at]]) for at in row} for number, row in enumerate(nearest)]


def _read(texts: Sequence[str]) -> _Evidence:
    return _Evidence(
        text=" ".join(texts),
        whole=read_claim(" ".join(texts)),
        stretches=[_Stretch(stretch, read_claim(stretch)) for text in texts for stretch in _stretches(text)],
        single=[
            _Stretch(text[start:end], read_claim(text[start:end])) for text in texts for start, end in sentences(text)
        ],
    )


def _stretches(text: str) -> list[str]:
    spans = sentences(text)
    if len(spans) <= _STRETCH:
        return [text]
    return [text[spans[at][0] : spans[at + _STRETCH - 1][1]] for at in range(len(spans) - _STRETCH + 1)]


def _score(text: str, claim: Claim, evidence: _Evidence, near: Sequence[tuple[float, float]]) -> float:
    """`near`: coverage and cosine of the stretches nearest to the claim."""
    score = 0.0
    for cover, cosine in near:
        similar = min(1.0, max(0.0, (cosine - _COSINE_LOW) / (_COSINE_HIGH - _COSINE_LOW)))
        score = max(score, cover, (1 - _MEANING_WEIGHT) * cover + _MEANING_WEIGHT * similar)
    return round(score * _left(text, claim, evidence), 4)


def _left(text: str, claim: Claim, evidence: _Evidence) -> float:
    """What is left of the score after what contradicts the claim."""
    near = _nearest(claim, evidence)
    against = contradictions(claim, evidence.whole, [one.claim for one in evidence.single])
    if near and all(said_against(text, stretch.text) for stretch in near):
        return _AGAINST
    left = _NEGATED if against.negated else 1.0
    left *= _MISSING_NAME if against.missing_name else 1.0
    left *= _MISSING_NUMBER if against.missing_number else 1.0
    return left * (_WRONG_UNIT if wrong_units(text, evidence.text) else 1.0)


def _nearest(claim: Claim, evidence: _Evidence) -> list[_Stretch]:
    """The sentences that the claim may reword: about as near as the nearest one."""
    covers = sorted(((coverage(claim, one.claim), at) for at, one in enumerate(evidence.single)), reverse=True)
    least = max(_NEAR, covers[0][0] - _NEARLY) if covers else 0.0
    return [evidence.single[at] for cover, at in covers[:_MOST_NEAR] if cover >= least]
