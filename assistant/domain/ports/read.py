"""Question and text to the spans that answer it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from assistant.domain.records.documents import Excerpt


class SpanReader(Protocol):
    """Question and text to the spans that answer it."""

    @property
    def identity(self) -> str:
        """Name and revision."""
        ...

    def margins(self, question: str, excerpts: Sequence[Excerpt]) -> list[list[float]]:
        """For each span of each excerpt the logit by which "answered here" beats "not answered in this text"."""
        ...
