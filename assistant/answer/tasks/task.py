"""The interface of a task: a kind of question, and the way to its answer.

Invariant: what a task uses has passed `admit`, and what it shows goes through `write` or `show`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from assistant.answer.turn import OpenTurn
from assistant.domain.events import AnswerEvent


class Task(Protocol):
    """A kind of question. It has no state of its own: all of a turn is in the turn."""

    @property
    def name(self) -> str:
        """One lower-case word, e.g. "lookup"."""
        ...

    def takes(self, turn: OpenTurn) -> bool:
        """Whether the turn's question looks like this kind. Quick: nothing is read, no model is asked."""
        ...

    def run(self, turn: OpenTurn) -> Iterator[AnswerEvent]:
        """The events up to `Finished`. A task that finds nothing ends without it: the next one takes the question on.

        Raises GenerationFailed if the generator never said a word.
        """
        ...
