"""Words and patterns, found despite spelling tricks.

Invariant: words match whole words only ("ass" is not in "assisting"); every hit's span is in the original text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from assistant.domain.records.documents import Span
from assistant.guard.detectors.detector import Content, ExactDetector, Hit
from assistant.guard.detectors.models import DetectorModels
from assistant.guard.detectors.spec import DetectorSpec
from assistant.guard.matching.normalise import View, plain_view, skeleton
from assistant.guard.matching.patterns import FOLDED, Pattern, compile_untrusted

_GAP = r"[\s\-_,'\"*]{1,4}"


def word_pattern(words: Iterable[str]) -> Pattern | None:
    """One expression for all words and phrases as whole words, in folded spelling; None for no words."""
    folded = [plain_view(word) for word in words]
    spellings = {view.text for plain in folded for view in (plain, skeleton(plain))}
    parts = [_GAP.join(re.escape(part) for part in spelling.split()) for spelling in spellings if spelling.strip()]
    if not parts:
        return None
    ordered = "|".join(sorted(parts, key=lambda part: (-len(part), part)))
    return Pattern(rf"(?<![^\W_])(?:{ordered})(?![^\W_])", FOLDED)


def find_in_views(pattern: Pattern, found: Sequence[View]) -> list[Span]:
    """The spans (in the original) of the pattern's matches in any of the views, each once, in order."""
    return sorted({view.span(*span) for view in found for span in pattern.spans(view.text)})


def hold_in_views(pattern: Pattern, tails: Sequence[View], length: int) -> int:
    """The earliest position (in the original of `length` characters) of an unfinished match in any of the views."""
    return min((view.position(pattern.hold_from(view.text), length) for view in tails), default=length)


class PhrasesSpec(DetectorSpec):
    """Words (whole words, despite spelling tricks) and patterns (regular expressions with a time limit)."""

    type: Literal["phrases"]
    words: tuple[Annotated[str, Field(min_length=2, max_length=200)], ...] = Field((), max_length=2000)
    patterns: tuple[Annotated[str, Field(min_length=1, max_length=500)], ...] = Field((), max_length=100)
    label: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,40}$")] = "PHRASE"
    obfuscation: bool = True

    @model_validator(mode="after")
    def _not_empty(self) -> Self:
        if not self.words and not self.patterns:
            raise ValueError("needs `words` or `patterns`")
        return self

    def make(self, models: DetectorModels) -> PhrasesDetector:
        return PhrasesDetector(self)

    def expressions(self) -> Mapping[str, Sequence[str]]:
        return {"patterns": self.patterns}


class PhrasesDetector(ExactDetector):
    """Looks for words in the folded views, and for patterns in the original text and the views."""

    identity = "phrases"

    def __init__(self, spec: PhrasesSpec) -> None:
        """Raises PolicyError for a pattern that is invalid or too slow."""
        self._label = spec.label
        self._deep = spec.obfuscation
        self._words = word_pattern(spec.words)
        self._patterns = tuple(compile_untrusted(source) for source in spec.patterns)

    def detect(self, content: Content) -> list[Hit]:
        folded = content.views if self._deep else (plain_view(content.text),)
        spans = set(find_in_views(self._words, folded)) if self._words is not None else set()
        for pattern in self._patterns:
            spans.update(find_in_views(pattern, self._for_patterns(content.text, folded)))
        return [Hit(self._label, span=span) for span in sorted(spans)]

    def hold_from(self, content: Content) -> int:
        length = len(content.text)
        folded = content.tail_views if self._deep else (plain_view(content.text),)
        held = [] if self._words is None else [hold_in_views(self._words, folded, length)]
        views = self._for_patterns(content.text, folded)
        held += [hold_in_views(pattern, views, length) for pattern in self._patterns]
        return min(held, default=length)

    def _for_patterns(self, text: str, folded: Sequence[View]) -> tuple[View, ...]:
        return (View(text), *folded) if self._deep else (View(text),)
