"""Compare: two or more things beside each other, or what changed between two versions.

Invariant: what is higher, and by how much, is computed by the program.
"""

from __future__ import annotations

from collections.abc import Iterator

from assistant.answer.compare.answer import compare
from assistant.answer.compare.request import CompareRequest, read_compare, with_aspect
from assistant.answer.retrieve.followup import about_files
from assistant.answer.turn import OpenTurn
from assistant.domain.events import AnswerEvent


class Compare:
    """Find each side, read each, and set them beside each other."""

    name = "compare"

    def fits(self, turn: OpenTurn) -> float:
        """See `Task`."""
        return read_compare(turn.question).fit

    def run(self, turn: OpenTurn) -> Iterator[AnswerEvent]:
        """See `Task`; hands on where a side is told nowhere."""
        request = _request(turn)
        if request.sides or request.is_versions or request.is_over_time:
            yield from compare(turn, request)


def _request(turn: OpenTurn) -> CompareRequest:
    """What the question compares; "and the gross pay?" compares the same sides as the question before."""
    request = read_compare(turn.question)
    earlier = about_files(turn.history)
    if request.fit or not earlier:
        return request
    before = read_compare(earlier[-1].question)
    return with_aspect(before, turn.question) if before.sides else request
