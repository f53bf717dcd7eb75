"""The Detector port: its input (Content) and its output (Hit).

Invariant: a detector reads a text and its context, returns spans of that text, and stores none of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from assistant.domain.records.documents import Span
from assistant.domain.records.passages import Passage
from assistant.domain.records.verdicts import Stage
from assistant.guard.matching.normalise import View, tail_views, views


@dataclass(frozen=True, slots=True)
class Hit:
    """A match. `span` is None for the whole text. `score` is in 0..1.

    `replacement`: the text that a redaction writes; None for its usual label.
    """

    label: str
    score: float = 1.0
    span: Span | None = None
    replacement: str | None = None


class Content:
    """A text to check, with its context. `offset`: number of characters before it (a stream checks windows)."""

    def __init__(
        self,
        stage: Stage,
        text: str,
        *,
        path: str = "",
        passages: Sequence[Passage] = (),
        question: str = "",
        offset: int = 0,
    ) -> None:
        self.stage = stage
        self.text = text
        self.path = path
        self.passages = tuple(passages)
        self.question = question
        self.offset = offset

    def window(self, start: int, end: int) -> Content:
        """The part `start:end` of the text, with the same context."""
        return Content(
            self.stage,
            self.text[start:end],
            path=self.path,
            passages=self.passages,
            question=self.question,
            offset=self.offset + start,
        )

    @cached_property
    def views(self) -> tuple[View, ...]:
        """The text without its disguises, computed once for all detectors."""
        return views(self.text)

    @cached_property
    def tail_views(self) -> tuple[View, ...]:
        return tail_views(self.text)


class Detector(Protocol):
    """Finds one kind of content."""

    @property
    def identity(self) -> str:
        """Its type, and for a model its name and hash, for the audit record."""
        ...

    @property
    def exact(self) -> bool:
        """True if hits are exact spans, wherever the text is cut (patterns); False if a passage is judged as a whole
        (models)."""
        ...

    @property
    def slow(self) -> bool:
        """True for models: they run after the cheap detectors and under the rule's time limit."""
        ...

    @property
    def has_model(self) -> bool:
        """Whether a model decides; its name and hash then follow a "+" in `identity`."""
        ...

    @property
    def needs_whole_text(self) -> bool:
        """True if a long text must not be split into windows (limits on its size)."""
        ...

    @property
    def is_repeatable(self) -> bool:
        """Whether the same text and passages always give the same hits, so that a cache may hold them."""
        ...

    def detect(self, content: Content) -> list[Hit]: ...

    def hold_from(self, content: Content) -> int:
        """The first position that must not be shown yet, because more text could complete a hit; else `len(text)`."""
        ...

    def never_release(self, content: Content) -> bool:
        """Whether held text may never be shown, however long it gets (a private key without an end)."""
        ...

    def may_end_hold(self, content: Content) -> bool:
        """Whether the end of a held text looks like what ends the hold: a hint, so that it is looked at at once."""
        ...


class ExactDetector:
    """Base of the pattern detectors."""

    exact = True
    slow = False
    has_model = False
    needs_whole_text = False
    is_repeatable = True

    def never_release(self, content: Content) -> bool:
        return False

    def may_end_hold(self, content: Content) -> bool:
        return False


class WholeDetector:
    """Base of detectors that judge a passage as a whole: no hit crosses a boundary, so no text is held back."""

    exact = False
    slow = False
    has_model = False
    needs_whole_text = False
    is_repeatable = True

    def hold_from(self, content: Content) -> int:
        return len(content.text)

    def never_release(self, content: Content) -> bool:
        return False

    def may_end_hold(self, content: Content) -> bool:
        return False
