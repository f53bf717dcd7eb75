"""Question to passages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from assistant.domain.records.passages import Evidence, Passage, Turn
from assistant.domain.scope import Scope


class Retriever(Protocol):
    """Question to ranked passages, and whether they answer it."""

    def rewrites(self, question: str, history: Sequence[Turn]) -> tuple[str, ...]:
        """The texts to search for, likeliest first: the question made to stand alone, spelt right, as it is, and its
        words in the other languages of the files."""
        ...

    def retrieve(self, question: str, *, k: int, scope: Scope) -> list[Passage]:
        """At most `k` passages, best first, deduplicated; scores in 0..1."""
        ...

    def judge(self, question: str, passages: Sequence[Passage]) -> Evidence: ...
