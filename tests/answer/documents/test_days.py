"""Dates and lengths of time in four languages."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answer.documents.values.days import dates, durations, folded_in_place


@pytest.mark.parametrize(
    "text",
    [
        "27 March 2024",
        "27th of March 2024",
        "March 27, 2024",
        "27. M\u00e4rz 2024",
        "27 de marzo de 2024",
        "27 mars 2024",
        "2024-03-27",
        "27.03.2024",
        "27/3/2024",
        "3/27/2024",
    ],
)
def test_a_date_is_read_in_any_spelling(text: str) -> None:
    [value] = dates(f"Paid on {text}, thank you")
    assert value.day == date(2024, 3, 27) and value.written == text


@pytest.mark.parametrize("text", ["31.02.2024", "2024-13-01", "32 March 2024", "v 1.2.2024.7", "March", "27 March"])
def test_what_is_no_day_of_the_calendar_is_no_date(text: str) -> None:
    assert list(dates(text)) == []


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_every_day_is_read_back(day: date) -> None:
    for text in (day.isoformat(), f"{day.day:02d}.{day.month:02d}.{day.year}"):
        assert [value.day for value in dates(text)] == [day]


@pytest.mark.parametrize(
    ("text", "days"),
    [("three months", 90), ("drei Monate", 90), ("sechs Wochen", 42), ("22.5 days", "22.5"), ("zwei Jahre", 730),
     ("one month's notice", 30), ("tres meses", 90), ("deux semaines", 14), ("14 Tagen", 14), ("24 months", 720)],
)  # fmt: skip
def test_a_length_of_time_has_its_days(text: str, days: int | str) -> None:
    [value] = durations(text)
    assert value.number == Decimal(days) and value.written in text


@given(st.text(max_size=200))
def test_folding_keeps_every_place(text: str) -> None:
    assert len(folded_in_place(text)) == len(text)
    assert all(text[value.start : value.end] == value.written for value in (*dates(text), *durations(text)))
