"""What a follow-up does not say is taken from the question before it."""

from __future__ import annotations

import pytest

from assistant.answer.tables.answer import first_line
from assistant.answer.tables.asked.follow_up import continued, is_fragment
from assistant.answer.tables.asked.question import read_question
from assistant.answer.tables.cells.sheets import Sheet
from assistant.answer.tables.engine.process import SealedQueries
from assistant.answer.tables.find import readings
from assistant.answer.tables.outcome import run
from assistant.answer.tables.query import loaded
from assistant.domain.records.passages import Turn


def said_after(questions: list[str], sheets: list[Sheet], queries: SealedQueries) -> str:
    """The first line for the last of `questions`, each of which was answered from tables."""
    history = [Turn(question, "an answer", "table") for question in questions[:-1]]
    asked = continued(read_question(questions[-1]), history)
    assert asked is not None
    reading = readings(asked, sheets)[0]
    queries.load([loaded(reading.sheet)])
    outcome = run(reading, queries)
    assert outcome is not None
    return first_line(outcome, asked.language)


@pytest.mark.parametrize(
    ("questions", "answer"),
    [
        (["How much did we spend on Lebensmittel in January 2023?", "and in March?"], "77.15 EUR"),
        (["How much did we spend on Lebensmittel in January 2023?", "and on Geschenke in February 2023?"], "24.90 EUR"),
        (["Wie viel wurde im Januar 2023 f\u00fcr Miete ausgegeben?", "und f\u00fcr Lebensmittel?"], "115,95 EUR"),
        (["How many hours did Sam work in total?", "and Ines?"], "12:45"),
        (["What is the highest annual fee?", "and the lowest?"], "600.00 USD (Eve Farrow)"),
        (["How many runs were on the River path?", "and the Forest loop?", "what about the Coast road?"], "1"),
    ],
)
def test_a_follow_up_is_answered(
    questions: list[str], answer: str, sheets: list[Sheet], queries: SealedQueries
) -> None:
    assert is_fragment(read_question(questions[-1]))
    assert said_after(questions, sheets, queries) == answer


def test_only_a_question_over_tables_is_continued() -> None:
    asked = read_question("and in March?")
    assert continued(asked, []) is None
    assert continued(asked, [Turn("Who is the landlord?", "Ms Pryce", "lookup")]) is None
    assert not is_fragment(read_question("How much did we spend in March?"))
