"""A Detoxify-style model as a detector.

Invariant: every label the model names is one hit about the whole text given, whatever its score; the rules' bounds
decide.
"""

from __future__ import annotations

import re

from assistant.guard.detectors.models import ToxicityScorer
from assistant.guard.matching.subject import Hit, Subject, WholeDetector

# An account or telephone number says nothing, and a small model takes a long one for abuse (an IBAN scored 0.8).
_LONG_NUMBER = re.compile(r"\b[A-Z]{0,3}\d[\d ./-]{4,}\d\b")


class ToxicityDetector(WholeDetector):
    """Hits are labelled with Detoxify's names. The scorer reads long text in windows, so nothing is cut."""

    slow = True

    def __init__(self, scorer: ToxicityScorer) -> None:
        self._scorer = scorer
        self.identity = f"toxicity+{scorer.identity}"

    def detect(self, subject: Subject) -> list[Hit]:
        if not subject.text.strip():
            return []
        scores = self._scorer.score([_LONG_NUMBER.sub("0", subject.text)])[0]
        return [Hit(label, float(score)) for label, score in scores.items()]
