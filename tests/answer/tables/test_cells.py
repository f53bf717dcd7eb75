"""Numbers, dates and times are read by what their column shows."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answer.tables.cells.columns import is_total, make_column, mark_cumulative
from assistant.answer.tables.cells.moments import day_after, read_date, read_time
from assistant.answer.tables.cells.numbers import Point, point_of, read_number

MONEY = st.integers(-99_999_999, 99_999_999).map(lambda cents: cents / 100)


def as_written(value: float, point: Point, grouped: bool) -> str:
    plain = f"{value:,.2f}" if grouped else f"{value:.2f}"
    return plain if point == "." else plain.replace(",", "\0").replace(".", ",").replace("\0", ".")


@given(st.lists(MONEY, min_size=1, max_size=20), st.sampled_from((".", ",")), st.booleans())
def test_a_column_of_amounts_is_read_in_its_own_style(amounts: list[float], point: Point, grouped: bool) -> None:
    texts = [as_written(amount, point, grouped) for amount in amounts]
    column = make_column("amount", texts, 0, "." if point == "," else ",")
    assert column.kind == "number"
    assert column.values == amounts


@given(st.text(max_size=30))
def test_no_cell_breaks_the_reading_of_numbers(cell: str) -> None:
    for point in (".", ","):
        number = read_number(cell, point)
        assert number is None or any(character.isdigit() for character in cell)
    point_of([cell])
    read_date(cell)
    read_time(cell)


@pytest.mark.parametrize(
    ("texts", "values", "unit"),
    [
        (["1.234,56", "7,5"], [1234.56, 7.5], ""),
        (["1,234.56", "7.5"], [1234.56, 7.5], ""),
        (["1.234 \u20ac", "2.500 \u20ac"], [1.234, 2.5], "EUR"),
        (["\u20ac 1'250.50", "\u20ac 3.00"], [1250.5, 3.0], "EUR"),
        (["1 234,50", "-2,00"], [1234.5, -2.0], ""),
        (["(45.00)", "\u221212.00"], [-45.0, -12.0], ""),
        (["4.5 %", "12 %", "n/a"], [4.5, 12.0, None], "%"),
        (["$1,800", "-", "$200"], [1800.0, None, 200.0], "USD"),
        (["20 kg", "3.5 kg"], [20.0, 3.5], "kg"),
        (["48112.6", "402.118"], [48112.6, 402.118], ""),
    ],
)
def test_numbers_with_signs_and_units(texts: list[str], values: list[float | None], unit: str) -> None:
    column = make_column("x", texts, 0, ".")
    assert (column.kind, column.values, column.unit) == ("number", values, unit)


@pytest.mark.parametrize(
    "texts",
    [["24-1187", "22-0410"], ["3 rooms", "2 baths", "1 hall", "4 doors"], ["Lane 5", "Road 7"], ["1.2.3", "4.5.6"]],
)
def test_what_is_no_number_stays_text(texts: list[str]) -> None:
    assert make_column("x", texts, 0, ".").kind == "text"


@pytest.mark.parametrize(
    ("cell", "date"),
    [
        ("2024-03-05", "2024-03-05"), ("2024-03-05 14:30", "2024-03-05"), ("5.3.2024", "2024-03-05"),
        ("05/03/2024", "2024-03-05"), ("5. M\u00e4rz 2024", "2024-03-05"), ("March 5, 2024", "2024-03-05"),
        ("5 de marzo de 2024", "2024-03-05"), ("5 mars 2024", "2024-03-05"), ("5-Mar-24", "2024-03-05"),
        ("Tue 5 Mar 2024", "2024-03-05"), ("Mar-24", "2024-03"), ("03/2024", "2024-03"), ("marzo de 2024", "2024-03"),
        ("Q2 2024", "2024-Q2"), ("1. Quartal 2023", "2023-Q1"), ("M\u00e4rz", "03"), ("31.02.2024", ""),
        ("Marchetti", ""), ("may be 2024", ""), ("12", ""), ("", ""),
    ],
)  # fmt: skip
def test_dates_in_many_forms(cell: str, date: str) -> None:
    assert read_date(cell) == date


def test_american_dates_are_known_by_their_column() -> None:
    assert make_column("when", ["03/04/2024", "03/25/2024"], 0, ".").values == ["2024-03-04", "2024-03-25"]
    assert make_column("when", ["03/04/2024", "25/04/2024"], 0, ".").values == ["2024-04-03", "2024-04-25"]


@given(st.dates(datetime.date(1950, 1, 1), datetime.date(2068, 12, 30)))
def test_the_day_after_is_the_next_day(day: datetime.date) -> None:
    assert day_after(day.isoformat()) == (day + datetime.timedelta(days=1)).isoformat()
    assert read_date(day.strftime("%d.%m.%Y")) == day.isoformat()


def test_times_are_minutes() -> None:
    assert [read_time(cell) for cell in ("7:45", "14:30:30", "2:15 pm", "12:05 am", "7:61", "7.45")] == [
        465, 870.5, 855, 5, None, None,
    ]  # fmt: skip


def test_rows_and_columns_that_sum_up_are_known() -> None:
    assert all(map(is_total, ("Total", "Summe", "Grand total", "Gesamtbetrag", "Sub total"[4:], "TOTAL 2024", "Suma")))
    assert not any(map(is_total, ("Totally Wired Ltd", "Summer camp", "Rent", "Sumatra coffee")))


def test_a_meter_grows_with_its_dates() -> None:
    dates = make_column("date", ["2024-03-01", "2024-01-01", "2024-02-01", "2024-04-01"], 0, ".")
    meter = make_column("reading", ["130", "100", "110", "150"], 1, ".")
    cost = make_column("cost", ["13", "30", "11", "15"], 2, ".")
    mark_cumulative([dates, meter, cost])
    assert (meter.cumulative, cost.cumulative) == (True, False)
