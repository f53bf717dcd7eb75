"""Shouting: many words in capitals, one after the other."""

from __future__ import annotations

import re
from typing import Literal

from pydantic import Field

from assistant.guard.detectors.detector import Content, Hit, WholeDetector
from assistant.guard.detectors.models import DetectorModels
from assistant.guard.detectors.spec import DetectorSpec

_CAPITALS = re.compile(r"\b[A-Z]{2,}(?:\W+[A-Z]{2,})*\b")


class ShoutingSpec(DetectorSpec):
    """What a policy may say behind `type: shouting`."""

    type: Literal["shouting"]
    words: int = Field(4, ge=2, le=100)

    def make(self, models: DetectorModels) -> ShoutingDetector:
        return ShoutingDetector(self.words)


class ShoutingDetector(WholeDetector):
    """Label `SHOUT`; the span is that of the words in capitals."""

    identity = "shouting"
    needs_whole_text = True

    def __init__(self, words: int) -> None:
        self._words = words

    def detect(self, content: Content) -> list[Hit]:
        found = _CAPITALS.finditer(content.text)
        return [Hit("SHOUT", span=run.span()) for run in found if len(run.group().split()) >= self._words]
