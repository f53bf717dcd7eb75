"""Questions that want several days without a word like "dates", and questions for one fact that only look like them."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.answer.dates.asked import fits_dates, read_asked

TODAY = date(2026, 5, 20)
SEVERAL = (
    "when does the pottery class begin and when is the exhibition?",
    "what do I owe the builder, and by when?",
    "what has to be sent to the archive and until which day",
    "anything in October 2026 that I should know about?",
    "what must I not forget this June?",
    "when are the library books to be returned?",
    "Wann beginnt der Kurs und wann ist die Ausstellung?",
    "was soll ich dem Archiv schicken und bis wann?",
    "Etwas im Oktober 2026?",
    "¿Cuándo empieza el taller y cuándo es la exposición?",
    "¿Qué tengo que mandar al archivo y hasta cuándo?",
    "Quand commence l'atelier et quand a lieu l'exposition ?",
    "Qu'est-ce que je dois à l'artisan, et pour quand ?",
)
ONE_FACT = (
    "What was the kiln worth when we bought it?",
    "What did Ana say when she saw the bill?",
    "When is the kiln inspected?",
    "When was the shop founded?",
    "Was kostete der Ofen, wenn man ihn neu kauft?",
    "¿Qué dijo Ana cuando vio la factura?",
    "Qu'a dit Ana quand elle a vu la facture ?",
    "Is anything broken?",
)


@pytest.mark.parametrize("question", SEVERAL)
def test_several_days_are_asked_for(question: str) -> None:
    assert fits_dates(question)[0] >= 0.6


@pytest.mark.parametrize("question", ONE_FACT)
def test_one_fact_is_no_question_for_dates(question: str) -> None:
    assert fits_dates(question)[0] == 0.0


@pytest.mark.parametrize(
    ("question", "first", "last"),
    [
        ("anything due this coming December?", date(2026, 12, 1), date(2026, 12, 31)),
        ("what is due next February", date(2027, 2, 1), date(2027, 2, 28)),
        ("was ist diesen Oktober fällig?", date(2026, 10, 1), date(2026, 10, 31)),
    ],
)
def test_a_month_ahead_is_the_next_of_its_name(question: str, first: date, last: date) -> None:
    asked = read_asked(question, TODAY)
    assert (asked.first, asked.last) == (first, last)


def test_a_month_may_stand_alone() -> None:
    assert read_asked("november deadlines", TODAY).month == 11


def test_the_marks_between_clauses_are_kept() -> None:
    asked = read_asked("When does the pottery class begin, and when is the exhibition?", TODAY)
    assert asked.apart and "class," in asked.topic


def test_what_dates_stand_in_is_told() -> None:
    assert read_asked("which dates are in the leaflet?", TODAY).contained
    assert read_asked("Welche Termine stehen im Merkblatt?", TODAY).contained
    assert not read_asked("which dates are in March?", TODAY).contained
