"""A Detoxify-style model as a detector.

Invariant: every label of the model is a hit about the whole text, with any score; the rules' bounds decide. The hit
`agreement` says how far anything else than this one score speaks for it, so that no rule has to act on a lone voice.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Annotated, Final, Literal

from pydantic import Field, SerializerFunctionWrapHandler, model_serializer

from assistant.guard.detectors.detector import Content, Hit, WholeDetector
from assistant.guard.detectors.models import DetectorModels
from assistant.guard.detectors.phrases import find_in_views, word_pattern
from assistant.guard.detectors.spec import DetectorSpec, Name
from assistant.guard.toxicity.form import has_words, one_form
from assistant.guard.toxicity.port import ToxicityScorer
from assistant.guard.toxicity.proof import prove
from assistant.text.folding import fold_accents
from assistant.text.languages import ENGLISH, GERMAN, NEGATIONS, SPANISH, STOP_WORDS, word_set

AGREEMENT: Final = "agreement"
_WORD = re.compile(r"[^\W\d_]+")
_SHARED = frozenset(("document", "file", "page", "per", "no"))  # English too
# French, Italian, Dutch, Portuguese, Nordic, Polish: what the lists of whole languages do not have.
_FUNCTION_WORDS = word_set(
    """qui que quoi quand combien pourquoi cette ces nous vous elle avec sur pas sans etes avez ai chi che quando
    quanto perche della dello degli nella sono siamo questo questa questi het een niet hoe wat waar wie
    waarom wanneer zijn heeft hebben voor met aan bij uit ook maar naar nog wel deze dit onze jij hij zij
    wij jullie nao quem onde voce isto och ar som ett pa av hur vem hvem hvor hvad ikke og eg jest nie czy
    gdzie kto jak"""
)
_OTHERS = (GERMAN | SPANISH | STOP_WORDS | _FUNCTION_WORDS) - ENGLISH - _SHARED
_SURE = ENGLISH | {word for word in NEGATIONS if word.endswith("nt")}  # "isnt"
_FEW = 1 / 3  # of the words: a sentence in the model's language has more stop words of it
# The second look is at the same text with these words in front: what is meant as abuse stays abuse, what is only
# strange does not. Of 1,200 rows of words, prices and dates `standard` stopped 6 by one look and stops none.
_FRAME = "On the first page of the file stands: "
_AGREES = 0.6
_LEAST = 0.2  # a text without any such score needs no second look


class ToxicitySpec(DetectorSpec):
    """Scores by a Detoxify-style model; long text in overlapping windows, the maximum counts.

    A text of at most `confirm_words` words that is hardly English (labels, table rows) is looked at twice; 0: never.
    With `words`, one in another language counts only where one of them stands in it.
    """

    type: Literal["toxicity"]
    model: Name = "default"
    window_tokens: int = Field(400, ge=32, le=512)
    stride: int = Field(64, ge=0, le=256)
    confirm_words: int = Field(40, ge=0, le=200)
    words: tuple[Annotated[str, Field(min_length=2, max_length=200)], ...] = Field((), max_length=2000)

    @model_serializer(mode="wrap")
    def _as_before(self, handler: SerializerFunctionWrapHandler) -> dict[str, object]:
        """Without `words` as before there were any, so that the hashes of policies without them stay the same."""
        values: dict[str, object] = handler(self)
        return values if self.words else {key: value for key, value in values.items() if key != "words"}

    def make(self, models: DetectorModels) -> ToxicityDetector:
        scorer = models.toxicity(self)
        prove(scorer.score, self.model)
        return ToxicityDetector(scorer, self.confirm_words, self.words)


class ToxicityDetector(WholeDetector):
    """The labels of hits are Detoxify's, and `agreement`: 1 where one of the words stands in the text, else the highest
    score of a second look. The scorer reads long text in windows, so nothing is cut."""

    slow = True
    has_model = True

    def __init__(self, scorer: ToxicityScorer, confirm_words: int = 0, words: Sequence[str] = ()) -> None:
        self._scorer = scorer
        self._confirm_words = confirm_words
        self._words = word_pattern(words)
        self.identity = f"toxicity+{scorer.identity}"

    def detect(self, content: Content) -> list[Hit]:
        form = one_form(content.text)
        if not has_words(form):
            return []
        scores = dict(self._scorer.score([form])[0])
        agreement = 0.0
        if max(scores.values(), default=0.0) >= _LEAST:
            agreement, scores = self._look_again(content, form, scores)
        return [*(Hit(label, float(score)) for label, score in scores.items()), Hit(AGREEMENT, agreement)]

    def _look_again(self, content: Content, form: str, scores: dict[str, float]) -> tuple[float, dict[str, float]]:
        """The agreement, and the scores that count."""
        if self._words is not None and find_in_views(self._words, content.views):
            return 1.0, scores
        words = _WORD.findall(fold_accents(form.replace("'", "").replace("\u2019", "")))
        strange = self._is_strange(words)
        if self._words is not None and len(words) <= self._confirm_words and _is_foreign(form, words):
            return 0.0, dict.fromkeys(scores, 0.0)
        again = self._scorer.score([_FRAME + form])[0]
        agreement = max(again.values())
        if not strange:
            return agreement, scores
        return agreement, scores if agreement >= _AGREES else dict(again)

    def _is_strange(self, words: Sequence[str]) -> bool:
        """Whether a text is short and hardly has words that make a sentence in the model's language."""
        known = sum(word in ENGLISH or word in NEGATIONS for word in words)
        return len(words) <= self._confirm_words and known < _FEW * len(words)


def _is_foreign(form: str, words: Sequence[str]) -> bool:
    """Whether more shows another language (its stop words, letters with accents) than the model's."""
    english = sum(word in _SURE for word in words)
    others = sum(word in _OTHERS for word in words)
    accents = sum(letter.isalpha() and not letter.isascii() for letter in form)
    return english == 0 or others + accents >= english
