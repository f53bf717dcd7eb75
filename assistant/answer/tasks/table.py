"""Table: a question that is computed from the rows of tables. A program computes; a model at most writes the query.

Invariant: where the question is not understood word for word, nothing is shown and the next task takes it on.
"""

from __future__ import annotations

from collections import abc
from collections.abc import Iterator

from assistant.answer.admit import Admission
from assistant.answer.tables.answer import answer, answer_written
from assistant.answer.tables.asked.follow_up import continued, is_fragment
from assistant.answer.tables.asked.question import Asked, read_question
from assistant.answer.tables.cells.columns import Column
from assistant.answer.tables.cells.sheets import Sheet
from assistant.answer.tables.evidence import Evidence, Used
from assistant.answer.tables.find import readings, sheets_for, ties
from assistant.answer.tables.fits import how_well, is_computed
from assistant.answer.tables.outcome import Outcome, run
from assistant.answer.tables.query import loaded
from assistant.answer.tables.reading import Reading
from assistant.answer.tables.wording import say
from assistant.answer.tables.written import likely_sheet, write_and_run
from assistant.answer.turn import OpenTurn
from assistant.domain.errors import QueryFailed
from assistant.domain.events import AnswerEvent
from assistant.domain.ports.generate import Generator
from assistant.domain.ports.tables import TableQueries

_FOLLOWS = 0.75  # the question before was one over tables
_MOST_READINGS = 3  # sheets that are tried: the first that has rows answers


class Table:
    """Totals, averages, counts, extremes, differences and lists over tables."""

    name = "table"

    def fits(self, turn: OpenTurn) -> float:
        """See `Task`: by the words of the question and the names of columns, sheets and files."""
        if turn.parts.queries is None:
            return 0.0
        asked = read_question(turn.question)
        if is_fragment(asked) and continued(asked, turn.history) is not None:
            return _FOLLOWS
        return how_well(asked, turn.parts.library.tables(turn.scope))

    def run(self, turn: OpenTurn) -> Iterator[AnswerEvent]:
        """See `Task`. The first likely follow-up that is understood is answered."""
        queries = turn.parts.queries
        if queries is None:
            return
        for asked in _questions(turn):
            sheets = sheets_for(asked, turn.parts.library, turn.scope)
            found = readings(asked, sheets)
            if found:
                yield turn.step(say(asked.language, "step", file=found[0].sheet.title))
                yield from _answer(turn, asked, found[:_MOST_READINGS], queries)
            elif turn.parts.writer is not None and is_computed(asked):
                yield from _ask_model(turn, turn.parts.writer, asked, sheets, queries)
            if turn.ended or turn.stop.stopped:
                return


def _questions(turn: OpenTurn) -> Iterator[Asked]:
    """The ways to read the question: a follow-up of a question over tables, else as search rewrites it."""
    asked = read_question(turn.question)
    goes_on = continued(asked, turn.history) if is_fragment(asked) else None
    if goes_on is not None:
        yield goes_on
        return
    for question in turn.parts.retriever.rewrites(turn.question, turn.history):
        yield read_question(question)


def _answer(turn: OpenTurn, asked: Asked, found: list[Reading], queries: TableQueries) -> Iterator[AnswerEvent]:
    evidence = Evidence(turn, Admission(turn))
    tied = ties(found)
    for tried in (tied, *([one] for one in found if one not in tied)):
        best: tuple[Outcome, int] | None = None
        for reading in tried:
            outcome = yield from _outcome(reading, queries, evidence)
            if outcome is not None and (best is None or _is_further(outcome[0], best[0])):
                best = outcome
        if best is not None:
            yield from answer(turn, best[0], evidence, asked.language, best[1])
            return


def _ask_model(
    turn: OpenTurn, writer: Generator, asked: Asked, sheets: list[Sheet], queries: TableQueries
) -> Iterator[AnswerEvent]:
    """Let the language model write the query over the sheet that explains most of the question."""
    sheet = likely_sheet(asked, sheets)
    if sheet is None:
        return
    yield turn.step(say(asked.language, "step", file=sheet.title))
    evidence = Evidence(turn, Admission(turn))
    found = yield from write_and_run(turn, writer, sheet, queries, evidence)
    if found is not None:
        yield from answer_written(turn, found, evidence, asked.language)


def _outcome(
    reading: Reading, queries: TableQueries, evidence: Evidence
) -> abc.Generator[AnswerEvent, None, tuple[Outcome, int] | None]:
    """The outcome without the rows that a rule holds back, and their number; None where no row answers."""
    try:
        queries.load([loaded(reading.sheet)])
        outcome = run(reading, queries)
        if outcome is None:
            return None
        figure = reading.measure
        used = [Used(row, reading.sheet.rows[row], _text(figure, row)) for row in outcome.rows]
        refused = yield from evidence.refused(used)
        if refused:
            outcome = run(reading, queries, refused)
        return (outcome, len(refused)) if outcome is not None else None
    except QueryFailed:
        return None


def _text(column: Column | None, row: int) -> str:
    return column.texts[row] if column is not None else ""


def _is_further(one: Outcome, other: Outcome) -> bool:
    """Of two tables that know a first or a last of something, the one that goes further back or ahead."""
    if one.reading.operation not in ("first", "last"):
        return False
    dates = [str(outcome.reading.sheet.dates()[0].values[outcome.rows[0]] or "") for outcome in (one, other)]
    return dates[0] > dates[1] if one.reading.operation == "last" else "" < dates[0] < dates[1]
