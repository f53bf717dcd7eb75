"""Which questions ask for dates, of what time, and of what."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.answer.dates.asked import fits_dates, read_asked

TODAY = date(2026, 11, 30)
FITS = (
    ("deadline", "what deadlines do I have"),
    ("deadline", "what is due in March 2025"),
    ("deadline", "Fristen"),
    ("deadline", "fechas límite"),
    ("deadline", "échéances"),
    ("deadline", "what payments are due next month?"),
    ("deadline", "Was ist im Mai fällig?"),
    ("deadline", "¿Qué plazos tengo en marzo?"),
    ("deadline", "Welche Fristen laufen?"),
    ("deadline", "when are jonas's next jabs due?"),
    ("deadline", "Wann sind die nächsten Impfungen fällig?"),
    ("end", "when do my contracts end"),
    ("end", "Wann laufen meine Verträge aus?"),
    ("end", "¿Cuándo vencen mis contratos?"),
    ("end", "quand expirent mes contrats ?"),
    ("any", "timeline of the heating repair"),
    ("any", "Zeitleiste der Reparatur"),
    ("any", "cronología de la reparación"),
    ("any", "chronologie des travaux"),
    ("appointment", "upcoming appointments"),
    ("appointment", "Theo's appointments in 2025"),
    ("appointment", "anstehende Termine"),
    ("appointment", "próximas citas"),
    ("appointment", "mes prochains rendez-vous"),
    ("any", "Which dates are in the class trip letter?"),
    ("any", "list all dates in the lease"),
    ("any", "What happened when at the gauges?"),
)
ONE_FACT = (
    "When is rent due?",
    "When does my lease end?",
    "By when do we have to cancel the policy?",
    "When is Jonas due for his next jab?",
    "What is the deadline for an objection?",
    "On which day is the staircase cleaned?",
    "When was the knee operated on?",
    "Wann ist die Miete fällig?",
    "Wie lang ist die Kündigungsfrist?",
    "¿Cuándo vence el alquiler?",
    "Quand le loyer est-il dû ?",
    "How many meetings were held?",
    "Until when was Jonas on sick leave?",
    "What date is on the invoice?",
    "Welches Datum trägt die Rechnung?",
)


@pytest.mark.parametrize(("kind", "question"), FITS)
def test_questions_for_dates(kind: str, question: str) -> None:
    value, found = fits_dates(question)
    assert value > 0.5 and found == kind


@pytest.mark.parametrize("question", ONE_FACT)
def test_a_question_for_one_fact_is_another_task(question: str) -> None:
    assert fits_dates(question)[0] == 0


@pytest.mark.parametrize(
    ("question", "first", "last"),
    [
        ("what is due in March 2025", date(2025, 3, 1), date(2025, 3, 31)),
        ("deadlines this month", date(2026, 11, 1), date(2026, 11, 30)),
        ("deadlines next week", date(2026, 12, 7), date(2026, 12, 13)),
        ("deadlines next month", date(2026, 12, 1), date(2026, 12, 31)),
        ("deadlines until June 2027", None, date(2027, 6, 30)),
        ("deadlines after 1 May 2025", date(2025, 5, 1), None),
        ("deadlines between 1 May 2025 and 3 July 2025", date(2025, 5, 1), date(2025, 7, 3)),
        ("deadlines in 2025", date(2025, 1, 1), date(2025, 12, 31)),
        ("deadlines since 2024", date(2024, 1, 1), None),
        ("Fristen nächste Woche", date(2026, 12, 7), date(2026, 12, 13)),
        ("plazos de este año", date(2026, 1, 1), date(2026, 12, 31)),
        ("échéances le mois prochain", date(2026, 12, 1), date(2026, 12, 31)),
        ("upcoming appointments", TODAY, None),
        ("overdue payments: deadlines", None, date(2026, 11, 29)),
        ("deadlines", None, None),
    ],
)
def test_the_time_that_is_asked_for(question: str, first: date | None, last: date | None) -> None:
    asked = read_asked(question, TODAY)
    assert (asked.first, asked.last) == (first, last)


def test_a_month_alone_is_that_of_any_year() -> None:
    assert read_asked("¿Qué plazos tengo en marzo?", TODAY).month == 3
    assert read_asked("Was ist im Mai fällig?", TODAY).month == 5
    assert read_asked("what deadlines may I have", TODAY).month is None


def test_a_follow_up_keeps_kind_and_time_of_the_question_before() -> None:
    asked = read_asked("and in the ferry booking?", TODAY, "what is due in March 2025 in the class trip letter")
    assert (asked.kind, asked.first, asked.last) == ("deadline", date(2025, 3, 1), date(2025, 3, 31))
    assert "ferry booking" in asked.topic
    assert read_asked("and in April 2025?", TODAY, "what is due in March 2025").first == date(2025, 4, 1)


def test_the_topic_is_what_is_left() -> None:
    assert "trip letter" in read_asked("Which dates do I have to remember from the class trip letter?", TODAY).topic
    assert read_asked("deadlines in March 2025", TODAY).topic in ("", "in")
