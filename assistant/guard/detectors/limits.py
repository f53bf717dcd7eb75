"""Sizes: characters, lines, the same line over and over.

Invariant: in a stream the limits are those of the whole text, not of the window.
"""

from __future__ import annotations

from collections import Counter

from assistant.guard.matching.subject import Hit, Subject, WholeDetector
from assistant.guard.policy.schema import LimitsSpec


class LimitsDetector(WholeDetector):
    """Labels `chars`, `lines`, `repeats`; the span begins where the limit was reached."""

    identity = "limits"

    def __init__(self, spec: LimitsSpec) -> None:
        self._spec = spec

    def detect(self, subject: Subject) -> list[Hit]:
        hits: list[Hit] = []
        spec, text = self._spec, subject.text
        if spec.max_chars and subject.offset + len(text) > spec.max_chars:
            hits.append(Hit("chars", span=(max(0, spec.max_chars - subject.offset), len(text)), replacement=""))
        if spec.max_lines and text.count("\n") >= spec.max_lines:
            hits.append(Hit("lines"))
        if spec.max_repeats and _most_repeated(text) > spec.max_repeats:
            hits.append(Hit("repeats"))
        return hits


def _most_repeated(text: str) -> int:
    lines = Counter(stripped for line in text.splitlines() if len(stripped := line.strip()) > 8)
    return max(lines.values(), default=0)
