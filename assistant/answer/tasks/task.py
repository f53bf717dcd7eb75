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

    def fits(self, turn: OpenTurn) -> float:
        """How much the question looks like this kind: 0 (not at all) to 1. Quick: no file is read, no model is asked.

        0.3 is the value of the fallback `lookup`, which takes every question: a task that is sure enough to go before
        it returns more.
        """
        ...

    def run(self, turn: OpenTurn) -> Iterator[AnswerEvent]:
        """The events up to `Finished`. A task that finds nothing ends without it: the next one takes the question on.

        Raises GenerationFailed if the generator never said a word.
        """
        ...
