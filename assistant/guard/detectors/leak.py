"""The system prompt in an answer.

Invariant: neither the canary nor a run of `min_words` words of the system prompt is ever shown whole.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Literal

from pydantic import Field

from assistant.domain.records.documents import Span
from assistant.guard.detectors.detector import Content, ExactDetector, Hit
from assistant.guard.detectors.models import DetectorModels, Secret
from assistant.guard.detectors.phrases import find_in_views, hold_in_views
from assistant.guard.detectors.spec import DetectorSpec
from assistant.guard.matching.normalise import View, plain_view, skeleton, without
from assistant.guard.matching.patterns import Pattern

_WORD = re.compile(r"[^\W_]+")
_BETWEEN = re.compile(r"[\W_]+")
_HOLD_WORDS = 3  # a run of this many words at the end of the text is held back


def _bare(text: str) -> View:
    """The letters and digits alone, so that the canary is found with other characters between its own."""
    view = skeleton(plain_view(text))
    return without(view, [match.span() for match in _BETWEEN.finditer(view.text)])


class LeakSpec(DetectorSpec):
    """The canary, or a run of words of the system prompt, in a text."""

    type: Literal["leak"]
    min_words: int = Field(10, ge=5, le=100)

    def make(self, models: DetectorModels) -> LeakDetector:
        return LeakDetector(self, models.secret)


class LeakDetector(ExactDetector):
    """Labels `canary` and `overlap`."""

    identity = "leak"
    is_repeatable = False  # the secret may change while the text stays the same

    def __init__(self, spec: LeakSpec, secret: Secret) -> None:
        self._least = spec.min_words
        canary = _bare(secret.canary).text
        self._canary = Pattern(re.escape(canary)) if canary else None
        self._prompt = _WORD.findall(plain_view(secret.system_prompt).text)
        self._positions: dict[str, list[int]] = defaultdict(list)
        for position, word in enumerate(self._prompt):
            self._positions[word].append(position)

    def detect(self, content: Content) -> list[Hit]:
        hits = (
            []
            if self._canary is None
            else [Hit("canary", 1.0, span) for span in find_in_views(self._canary, (_bare(content.text),))]
        )
        for span, count in self._runs(content.text):
            if count >= self._least:
                hits.append(Hit("overlap", 1.0, span))
        return hits

    def hold_from(self, content: Content) -> int:
        length = len(content.text)
        held = length if self._canary is None else hold_in_views(self._canary, (_bare(content.text),), length)
        for (start, end), count in self._runs(content.text):
            if count >= _HOLD_WORDS and not _WORD.search(content.text, end):
                held = min(held, start)
        return held

    def _runs(self, text: str) -> list[tuple[Span, int]]:
        """The longest runs of words that are also a run in the prompt: span and number of words."""
        if not self._prompt:
            return []
        view = plain_view(text)
        words = [(match[0], match.span()) for match in _WORD.finditer(view.text)]
        runs: list[tuple[Span, int]] = []
        lengths: dict[int, int] = {}  # position in the prompt -> length of the run that ends there
        for index, (word, _) in enumerate(words):
            longer = {position: lengths.get(position - 1, 0) + 1 for position in self._positions.get(word, ())}
            following = self._positions.get(words[index + 1][0], ()) if index + 1 < len(words) else ()
            for position, count in longer.items():
                if position + 1 not in following:
                    first = words[index - count + 1][1][0]
                    runs.append((view.span(first, words[index][1][1]), count))
            lengths = longer
        return runs
