"""A Detoxify-style model as a detector.

Invariant: every label of the model is a hit about the whole text, with any score; the rules' bounds decide. A score of
a short text that the model knows little of is the model's only if a second look at it agrees.
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
from assistant.text.folding import fold_accents
from assistant.text.languages import ENGLISH, NEGATIONS

# An account or telephone number has no meaning, but a small model takes a long number for abuse (an IBAN scored 0.8).
_LONG_NUMBER = re.compile(r"\b[A-Z]{0,3}\d[\d ./-]{4,}\d\b")
# Nor has an id, a figure or a date ("Rechnung EJ9251" scored 0.9): capitals with figures, or joined by signs. A word in
# disguise is no id: it has small letters, or a single figure between capitals.
_IN_DISGUISE = r"(?![A-Z]+(?:\d[A-Z]+)+(?!\w))"
_CODE = re.compile(
    rf"(?<![\w/.-]){_IN_DISGUISE}"
    r"(?:[A-Z_]{0,4}[-_/.]?\d[A-Z\d./_,:-]*|[A-Z]{1,4}(?:[-_/.][A-Z\d]{1,6})+|[A-Z]+\d{2}[A-Z\d]*)(?!\w)"
)
# A word of the model's own language in their place: "Rechnung 0" is as strange to it as "Rechnung EJ9251".
_IN_PLACE = "one"
# Nor has an amount alone ("876.69 EUR" scored 0.84, as hate): figures and ids with at most one unit are not scored.
_MARKS = r"[\d\s.,:;()+=%/|\u2212\u2013\u20ac$\u00a3-]*"
_AMOUNT = re.compile(rf"{_MARKS}(?:(?:eur|usd|gbp|chf|jpy|kwh|km|kg|m3|rows?){_MARKS})?", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")
_FEW = 1 / 3  # of the words: a sentence in the model's language has more stop words of it
# The second look is at the same text with these words in front: what is meant as abuse stays abuse, what is only
# strange does not. Of 217 hateful posts that were not trained on, `standard` stops 154 as questions, as without it;
# of 1,200 rows of words, prices and dates it stopped 6 and stops none.
_FRAME = "On the first page of the file stands: "
_AGREES = 0.6
_LEAST = 0.2  # a text without any such score needs no second look


class ToxicitySpec(DetectorSpec):
    """Scores by a Detoxify-style model; long text in overlapping windows, the maximum counts.

    A text of at most `confirm_words` words that is hardly English (labels, table rows) is looked at twice; 0: never.
    """

    type: Literal["toxicity"]
    model: Name = "default"
    window_tokens: int = Field(400, ge=32, le=512)
    stride: int = Field(64, ge=0, le=256)
    confirm_words: int = Field(40, ge=0, le=200)

    def make(self, models: DetectorModels) -> ToxicityDetector:
        scorer = models.toxicity(self)
        prove(scorer.score, self.model)
        return ToxicityDetector(scorer, self.confirm_words)


class ToxicityDetector(WholeDetector):
    """The labels of hits are Detoxify's. The scorer reads long text in windows, so nothing is cut."""

    slow = True
    has_model = True

    def __init__(self, scorer: ToxicityScorer, confirm_words: int = 0) -> None:
        self._scorer = scorer
        self._confirm_words = confirm_words
        self.identity = f"toxicity+{scorer.identity}"

    def detect(self, content: Content) -> list[Hit]:
        text = _without_codes(content.text)
        if _AMOUNT.fullmatch(text.replace(_IN_PLACE, "")):
            return []
        scores = self._scorer.score([text])[0]
        if max(scores.values(), default=0.0) >= _LEAST and self._is_strange(text):
            again = self._scorer.score([_FRAME + text])[0]
            scores = scores if max(again.values()) >= _AGREES else again
        return [Hit(label, float(score)) for label, score in scores.items()]

    def _is_strange(self, text: str) -> bool:
        """Whether a text is short and hardly has words that make a sentence in the model's language."""
        words = _WORD.findall(fold_accents(text.replace("'", "").replace("\u2019", "")))
        known = sum(word in ENGLISH or word in NEGATIONS for word in words)
        return len(words) <= self._confirm_words and known < _FEW * len(words)


def _without_codes(text: str) -> str:
    """The text with a word in place of each number, id and date."""
    return _CODE.sub(_IN_PLACE, _LONG_NUMBER.sub(_IN_PLACE, text))
