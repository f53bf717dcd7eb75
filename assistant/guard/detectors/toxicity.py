"""A Detoxify-style model as a detector.

Invariant: every label of the model is a hit about the whole text, with any score; the rules' bounds decide.
"""

from __future__ import annotations

import re
from typing import Literal

from pydantic import Field

from assistant.guard.detectors.detector import Content, Hit, WholeDetector
from assistant.guard.detectors.models import DetectorModels
from assistant.guard.detectors.spec import DetectorSpec, Name
from assistant.guard.toxicity.port import ToxicityScorer
from assistant.guard.toxicity.proof import prove

# An account or telephone number has no meaning, but a small model takes a long number for abuse (an IBAN scored 0.8).
_LONG_NUMBER = re.compile(r"\b[A-Z]{0,3}\d[\d ./-]{4,}\d\b")
# Nor has an amount alone ("876.69 EUR" scored 0.84, as hate): figures with at most one unit are not scored.
_MARKS = r"[\d\s.,:;()+=%/|\u2212\u2013\u20ac$\u00a3-]*"
_AMOUNT = re.compile(rf"{_MARKS}(?:(?:eur|usd|gbp|chf|jpy|kwh|km|kg|m3|rows?){_MARKS})?", re.IGNORECASE)


class ToxicitySpec(DetectorSpec):
    """Scores by a Detoxify-style model; long text in overlapping windows, the maximum counts."""

    type: Literal["toxicity"]
    model: Name = "default"
    window_tokens: int = Field(400, ge=32, le=512)
    stride: int = Field(64, ge=0, le=256)

    def make(self, models: DetectorModels) -> ToxicityDetector:
        scorer = models.toxicity(self)
        prove(scorer.score, self.model)
        return ToxicityDetector(scorer)


class ToxicityDetector(WholeDetector):
    """The labels of hits are Detoxify's. The scorer reads long text in windows, so nothing is cut."""

    slow = True
    has_model = True

    def __init__(self, scorer: ToxicityScorer) -> None:
        self._scorer = scorer
        self.identity = f"toxicity+{scorer.identity}"

    def detect(self, content: Content) -> list[Hit]:
        if _AMOUNT.fullmatch(content.text):
            return []
        scores = self._scorer.score([_LONG_NUMBER.sub("0", content.text)])[0]
        return [Hit(label, float(score)) for label, score in scores.items()]
