"""Survey: a question for the files that have a thing in them, or are of a kind.

Invariant: every file in scope is counted in the receipt.
"""

from __future__ import annotations

from collections.abc import Iterator

from assistant.answer.documents.request import Request, read_follow_up, read_request
from assistant.answer.documents.survey import survey
from assistant.answer.retrieve.followup import about_files
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
        yield from survey(turn, _request(turn))


def _request(turn: OpenTurn) -> Request:
    """What the question asks for; a follow-up asks the same of another thing."""
    request = read_request(turn.question)
    earlier = about_files(turn.history)
    if request.fit or not earlier or earlier[-1].task != Survey.name:
        return request
    return read_follow_up(turn.question, earlier[-1].question)
