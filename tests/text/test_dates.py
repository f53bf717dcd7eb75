"""Dates as people write them, and what only looks like one."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.text.written.dates import Order, find_dates, flat, years_in
from tests.busy import processor_s

MONTHS = {
    "en": "January February March April May June July August September October November December",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
}
WRITTEN = {
    "en": ("{d} {m} {y}", "{m} {d}, {y}", "{d}th of {m} {y}", "{d} {m}, {y}", "{m} {d} {y}"),
    "de": ("{d}. {m} {y}", "am {d}. {m} {y}", "den {d}. {m} {y}"),
    "es": ("{d} de {m} de {y}", "el {d} de {m} del {y}", "{d} {m} {y}"),
    "fr": ("{d} {m} {y}", "le {d} {m} {y}"),
}
NUMERIC = ("{y}-{mm:02d}-{d:02d}", "{d:02d}.{mm:02d}.{y}", "{d}.{mm}.{y}", "{d}. {mm}. {y}", "{y}/{mm:02d}/{d:02d}")
days = st.dates(date(1950, 1, 1), date(2090, 12, 31))


def day(text: str, order: Order = "") -> list[tuple[str, str]]:
    """(first, last) of each date found, in ISO form."""
    return [(found.first.isoformat(), found.last.isoformat()) for found in find_dates(text, order)]


@given(days, st.sampled_from(sorted(MONTHS)), st.data())
def test_a_day_written_in_words_is_read_in_four_languages(when: date, language: str, data: st.DataObject) -> None:
    form = data.draw(st.sampled_from(WRITTEN[language]))
    month = MONTHS[language].split()[when.month - 1]
    written = form.format(d=when.day, m=month, y=when.year)
    [found] = find_dates(f"Bla bla, {written}; bla.")
    assert (found.first, found.last, found.precision) == (when, when, "day")
    assert f"Bla bla, {written}; bla."[found.start : found.end] in written


@given(days, st.sampled_from(NUMERIC))
def test_a_day_in_figures_is_read(when: date, form: str) -> None:
    written = form.format(d=when.day, mm=when.month, y=when.year)
    [found] = find_dates(f"x ({written}) y")
    assert (found.first, found.last) == (when, when)


@given(days, st.sampled_from(["dmy", "mdy"]))
def test_slashes_are_read_in_the_order_that_is_known(when: date, order: Order) -> None:
    form = "{0.day}/{0.month}/{0.year}" if order == "dmy" else "{0.month}/{0.day}/{0.year}"
    [found] = find_dates(form.format(when), order)
    assert found.first == when


@given(days, st.integers(1, 27), st.sampled_from(["to", "-", "–", "bis", "al", "au"]))
def test_a_range_of_days_is_one_date(first: date, length: int, sign: str) -> None:
    last = first + timedelta(days=length)
    name = MONTHS["en"].split()
    begin, end = (f"{one.day} {name[one.month - 1]} {one.year}" for one in (first, last))
    written = f"{begin} {sign} {end}"
    assert day(f"From {written}.") == [(first.isoformat(), last.isoformat())]


@given(st.text(max_size=300))
def test_whatever_is_read_stands_where_it_says_and_exists(text: str) -> None:
    at = 0
    for found in find_dates(text):
        assert at <= found.start < found.end <= len(text) and found.first <= found.last
        at = found.end
    assert len(flat(text)) == len(text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2 to 6 June 2025", [("2025-06-02", "2025-06-06")]),
        ("from Monday 2 June to Friday 6 June 2025", [("2025-06-02", "2025-06-06")]),
        ("14 and 15 May 2025", [("2025-05-14", "2025-05-15")]),
        ("vom 2. bis 6. Juni 2025", [("2025-06-02", "2025-06-06")]),
        ("del 2 al 6 de junio de 2025", [("2025-06-02", "2025-06-06")]),
        ("du 2 au 6 juin 2025", [("2025-06-02", "2025-06-06")]),
        ("1 January to 31 December 2023", [("2023-01-01", "2023-12-31")]),
        ("20 December to 6 January 2025", [("2024-12-20", "2025-01-06")]),
        ("March 2024", [("2024-03-01", "2024-03-31")]),
        ("marzo de 2024", [("2024-03-01", "2024-03-31")]),
        ("2024-02", [("2024-02-01", "2024-02-29")]),
        ("03/2024", [("2024-03-01", "2024-03-31")]),
        ("Q3 2025", [("2025-07-01", "2025-09-30")]),
        ("2. Quartal 2024", [("2024-04-01", "2024-06-30")]),
        ("14/03/24", [("2024-03-14", "2024-03-14")]),
        ("14-Mar-2024", [("2024-03-14", "2024-03-14")]),
        ("1er avril 2024", [("2024-04-01", "2024-04-01")]),
        ("date: 2024-10-15; next_due: 2026-10", [("2024-10-15", "2024-10-15"), ("2026-10-01", "2026-10-31")]),
        ("5/5/2024", [("2024-05-05", "2024-05-05")]),
    ],
)
def test_days_months_and_ranges(text: str, found: list[tuple[str, str]]) -> None:
    assert day(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "31 February 2024",
        "version 1.2.2024.3",
        "IBAN 2024-03-01-77",
        "tel 0170/2024-03",
        "you may 12 times",
        "clause 1.2. Scope",
        "12.05.20245",
        "EUR 1,234.05",
        "room 1.12",
        "HQ-14-3B-2022",
        "192.168.10.12",
        "on 3 and 9 in march",
        "we march 10 miles",
        "2024/25",
        "09:30",
        "5-10 pages",
        "Halden 214",
        "M10, torque 45 Nm",
        "32.13.2024",
    ],
)
def test_what_only_looks_like_a_date(text: str) -> None:
    assert find_dates(text) == []


def test_a_date_without_a_year_is_said_to_be_one() -> None:
    [found] = find_dates("by Sunday 30 November")
    assert (found.precision, found.first.month, found.first.day, found.weekday) == ("yearless", 11, 30, 6)
    [winter] = find_dates("23 December - 6 January")
    assert (winter.first.month, winter.last.month, winter.last > winter.first) == (12, 1, True)
    assert find_dates("29 February")[0].first.day == 29
    assert find_dates("am 14.3. kommt er")[0].first.month == 3 and find_dates("siehe 14.3. Umfang") == []


def test_a_date_that_can_be_read_in_two_ways_is_not_decided() -> None:
    [found] = find_dates("03/04/2024")
    assert (found.precision, found.first.year, found.order) == ("unsure", 2024, "")
    assert [one.order for one in find_dates("25/04/2024 and 04/25/2024")] == ["dmy", "mdy"]


def test_years_of_a_name() -> None:
    assert years_in("handbook_2024-25") == {2024, 2025} and years_in("Diary, winter 2024/25") == {2024, 2025}
    assert years_in("12024 and EUR 2.2024") == frozenset()


@pytest.mark.parametrize("piece", ["1", "1-", "may ", "12 to ", "1.1.", "monday, ", "2024-", "12 may to "])
def test_hostile_text_takes_time_in_proportion(piece: str) -> None:
    started = processor_s()
    find_dates(piece * (200_000 // len(piece)))
    assert processor_s() - started < 5


def test_a_text_is_flattened_letter_by_letter() -> None:
    """Whole texts of ASCII are taken at once; the result is the same, and offsets hold."""
    every = "".join(chr(number) for number in range(0x20, 0x2FFF)) + "\u0130\u1e9e\U0001d400"
    assert flat(every) == "".join(flat(letter) for letter in every)
    assert len(flat(every)) == len(every)
    assert flat("Am 3. M\u00c4RZ, \u0130zmir 12 MAY") == "am 3. marz, izmir 12 may"
