"""Each: one question to each of several files, with what the values add up to.

Invariant: what is added up, averaged or compared is computed by the program.
"""

from __future__ import annotations

from collections.abc import Iterator

from assistant.answer.documents.each.answer import each
from assistant.answer.documents.each.choose import group_word
from assistant.answer.documents.each.request import EachRequest, follow_up, read_each
from assistant.answer.retrieve.followup import about_files
from assistant.answer.turn import OpenTurn
from assistant.domain.events import AnswerEvent


class Each:
    """Find the files of the set, ask each of them, and put the values into a table."""

    name = "each"

    def fits(self, turn: OpenTurn) -> float:
        """Sure where the question asks something of each file of a kind ("on each payslip")."""
        return read_each(turn.question, group_word(turn)).fit

    def run(self, turn: OpenTurn) -> Iterator[AnswerEvent]:
        """See `Task`; hands on where no file is meant, or none of them has a value."""
        yield from each(turn, _request(turn))


def _request(turn: OpenTurn) -> EachRequest:
    """What the question asks for; a follow-up asks the same of other files, or something else of the same ones."""
    request = read_each(turn.question, group_word(turn))
    earlier = about_files(turn.history)
    if request.fit or not earlier or earlier[-1].task != Each.name:
        return request
    return follow_up(read_each(earlier[-1].question, group_word(turn)), turn.question)
