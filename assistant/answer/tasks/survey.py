"""Survey: a question for the files that have a thing in them, or are of a kind.

Invariant: every file in scope is counted in the receipt.
"""

from __future__ import annotations

from collections.abc import Iterator

from assistant.answer.documents.request import read_request
from assistant.answer.documents.survey import survey
from assistant.answer.turn import OpenTurn
from assistant.domain.events import AnswerEvent


class Survey:
    """Look through every file in scope and list those that fit."""

    name = "survey"

    def fits(self, turn: OpenTurn) -> float:
        """Sure where the question asks for files ("which files", "everything about")."""
        return read_request(turn.question).fit

    def run(self, turn: OpenTurn) -> Iterator[AnswerEvent]:
        """See `Task`; hands on where the question does not say what to look for."""
        yield from survey(turn, read_request(turn.question))
