"""Numbers and sums of money, however they are written."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answer.documents.values.figures import currencies, decimal_mark, figures

# How thousands and decimals are parted: 1,234.56, 1.234,56, 1'234.56, 1 234,56, 1234.56
_STYLES = ((",", "."), (".", ","), ("'", "."), ("\u2019", "."), (" ", ","), ("\u00a0", ","), ("", "."), ("", ","))


def _write(cents: int, thousands: str, point: str) -> str:
    whole, rest = divmod(cents, 100)
    return f"{whole:,}".replace(",", thousands) + f"{point}{rest:02d}"


@given(
    cents=st.integers(0, 10**12),
    style=st.sampled_from(_STYLES),
    currency=st.sampled_from(["EUR", "CHF", "GBP", "\u20ac", "$", "\u00a3"]),
    behind=st.booleans(),
    label=st.sampled_from(["Net pay", "Summe", "Total a pagar", "zu zahlen:"]),
)
def test_an_amount_is_read_as_it_was_written(cents: int, style: tuple[str, str], currency: str, behind: bool,
                                             label: str) -> None:  # fmt: skip
    written = _write(cents, *style)
    amount = f"{written} {currency}" if behind else f"{currency} {written}"
    text = f"{label} {amount}"
    [value] = figures(text)
    assert value.number == Decimal(cents) / 100
    assert text[value.start : value.end] == value.written == amount
    assert value.currency in currencies(amount)


@given(cents=st.integers(0, 10**9), style=st.sampled_from(_STYLES))
def test_a_minus_stays_a_minus(cents: int, style: tuple[str, str]) -> None:
    [value] = figures(f"Income tax -{_write(cents, *style)}")
    assert value.number == -Decimal(cents) / 100 and value.kind == "number"


@pytest.mark.parametrize(
    ("text", "whole", "number"),
    [
        ("mileage 58,940", "price 92.00, mileage 58,940", "58940"),
        ("Stand 1.234", "Preis 12,50; Stand 1.234", "1234"),
        ("factor 1.234", "price 2.50; factor 1.234", "1.234"),
        ("0.125 of it", "", "0.125"),
        ("7.514 a metre", "", "7514"),  # nothing shows the decimal mark: three digits are a thousand
    ],
)
def test_one_mark_before_three_digits_is_read_as_the_text_writes_its_numbers(
    text: str, whole: str, number: str
) -> None:
    assert [value.number for value in figures(text, whole)] == [Decimal(number)]


@pytest.mark.parametrize("text", ["31.03.2024", "2024-03-31", "3/2024", "version 1.2.3", "IBAN DE89370400440532013000"])
def test_dates_and_codes_are_no_figures(text: str) -> None:
    assert [value.written for value in figures(text) if value.number and value.number > 2100] == []


@given(st.text(alphabet="0123456789.,' -\u2019EURCHF$\u20ac\n", max_size=200))
def test_any_text_is_read_and_every_figure_stands_where_it_says(text: str) -> None:
    for value in figures(text):
        assert text[value.start : value.end] == value.written
        assert value.number is not None and value.number.is_finite()


def test_the_decimal_mark_is_what_most_figures_show() -> None:
    assert decimal_mark("1.284,00 und 238,00 und 7.50") == ","
    assert decimal_mark("Gross pay 4,400.00") == "."
    assert decimal_mark("1234 and 56") == ""
