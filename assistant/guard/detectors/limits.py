"""Limits on the size of a text: characters, lines, and repeats of a line.

Invariant: in a stream the limits count the whole text, not the window.
"""

from __future__ import annotations

from collections import Counter
from typing import Literal

from pydantic import Field

from assistant.guard.detectors.detector import Content, Hit, WholeDetector
from assistant.guard.detectors.models import DetectorModels
from assistant.guard.detectors.spec import DetectorSpec


class LimitsSpec(DetectorSpec):
    """Limits on the size; 0 means no limit."""

    type: Literal["limits"]
    max_chars: int = Field(0, ge=0, le=10_000_000)
    max_lines: int = Field(0, ge=0, le=1_000_000)
    max_repeats: int = Field(0, ge=0, le=1000)

    def make(self, models: DetectorModels) -> LimitsDetector:
        return LimitsDetector(self)


class LimitsDetector(WholeDetector):
    """Labels `chars`, `lines`, `repeats`; the span of `chars` begins at the limit."""

    identity = "limits"
    needs_whole_text = True

    def __init__(self, spec: LimitsSpec) -> None:
        self._spec = spec

    def detect(self, content: Content) -> list[Hit]:
        hits: list[Hit] = []
        spec, text = self._spec, content.text
        if spec.max_chars and content.offset + len(text) > spec.max_chars:
            hits.append(Hit("chars", span=(max(0, spec.max_chars - content.offset), len(text)), replacement=""))
        if spec.max_lines and text.count("\n") >= spec.max_lines:
            hits.append(Hit("lines"))
        if spec.max_repeats and _most_repeated(text) > spec.max_repeats:
            hits.append(Hit("repeats"))
        return hits


def _most_repeated(text: str) -> int:
    lines = Counter(stripped for line in text.splitlines() if len(stripped := line.strip()) > 8)
    return max(lines.values(), default=0)
