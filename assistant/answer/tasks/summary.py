"""Summary: a document in its most telling sentences, and what a language model writes from them.

Invariant: the sentences are quotes of the document under its headings; what is written stands on them.
"""

from __future__ import annotations

from collections.abc import Iterator

from assistant.answer.summary.request import read_summary_request
from assistant.answer.summary.summarise import summarise
from assistant.answer.turn import OpenTurn
from assistant.domain.events import AnswerEvent


class Summary:
    """Choose the documents that the question names, and quote what tells most of each."""

    name = "summary"

    def fits(self, turn: OpenTurn) -> float:
        """Sure where the question says so ("summarise"), a guess where it asks what is in a document."""
        return read_summary_request(turn.question).fit

    def run(self, turn: OpenTurn) -> Iterator[AnswerEvent]:
        """See `Task`; hands on where no document is meant."""
        yield from summarise(turn)
