"""Dates: deadlines, appointments, what ends when, timelines: from every file in scope, in order of time.

Invariant: no date comes from a model; each stands beside the quote that tells it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from assistant.answer.dates.asked import fits_dates, read_asked
from assistant.answer.dates.gather import gather
from assistant.answer.dates.shown import lines, numbered
from assistant.answer.retrieve.followup import about_files, needs_previous
from assistant.answer.turn import OpenTurn
from assistant.answer.write import show
from assistant.domain.events import AnswerEvent
from assistant.text.asked_language import language_of


class Dates:
    """Dates with their sentences, chosen by kind, time and topic."""

    name = "dates"

    def fits(self, turn: OpenTurn) -> float:
        """See `Task`."""
        return fits_dates(turn.question)[0]

    def run(self, turn: OpenTurn) -> Iterator[AnswerEvent]:
        """See `Task`; where no date fits, the next task takes the question on."""
        language, today = language_of(turn.question), date.today()
        asked = read_asked(turn.question, today, _before(turn) if not fits_dates(turn.question)[0] else "")
        gathered = yield from gather(turn, asked, today, language)
        if not gathered.rows:
            return
        turn.coverage, turn.by_program = gathered.stock.coverage(), True
        passages = numbered(gathered.rows)
        turn.passages = tuple({row.passage.chunk.id: row.passage for row in gathered.rows}.values())
        yield from show(turn, lines(gathered, today, language), passages, after_stop=True)


def _before(turn: OpenTurn) -> str:
    """The question about dates that this one goes on with; "" if it stands alone."""
    earlier = about_files(turn.history)
    goes_on = earlier and earlier[-1].task == "dates" and needs_previous(turn.question)
    return earlier[-1].question if goes_on else ""
