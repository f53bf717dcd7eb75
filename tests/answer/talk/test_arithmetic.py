"""Sums: computed exactly, bounded whatever is typed, and never seen where there is none."""

from __future__ import annotations

import operator
from contextlib import suppress
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answer.talk.arithmetic import NoResult, compute, find_sum, written
from assistant.text.asked_language import Language
from tests.busy import processor_s


def value(message: str, language: Language = "en") -> str:
    found = find_sum(message)
    assert found is not None
    return written(compute(found, language), language)[0]


@pytest.mark.parametrize(
    ("message", "language", "says"),
    [
        ("What is 12*7?", "en", "84"),
        ("12 x 7", "en", "84"),
        ("15% of 240", "en", "36"),
        ("100 - 15%", "en", "85"),
        ("200 + 10% + 1", "en", "221"),
        ("(1+2)*3 =", "en", "9"),
        ("-3 + 5", "en", "2"),
        ("2^10", "en", "1024"),
        ("2**-2", "en", "0.25"),
        ("1,234.50 * 2", "en", "2469"),
        ("1/3", "en", "0.333333333333"),
        ("1.5/0.001", "en", "1500"),
        ("5 squared + 2", "en", "27"),
        ("was ist 3,5 mal 2", "de", "7"),
        ("wie viel ist 1.000 plus 1", "de", "1001"),
        ("¿Cuánto es 1.234,5 más 0,25?", "es", "1.234,75"),
        ("combien font 12 fois 7 ?", "fr", "84"),
        ("10 durch 4", "de", "2,5"),
        ("12,345 + 1", "en", "12,346"),
    ],
)
def test_sums_in_four_languages(message: str, language: Language, says: str) -> None:
    assert value(message, language) == says


@pytest.mark.parametrize(
    "message",
    [
        "2024-03-01",
        "what is 2024-03?",
        "3/4/2024",
        "0170-1234567",
        "room 1.12",
        "12",
        "12*",
        "what is the rent",
        "",
        "7 days",
        "Halden 214 - 530?",
        "12+abc",
        "E22",
    ],
)
def test_what_is_no_sum(message: str) -> None:
    assert find_sum(message) is None


@pytest.mark.parametrize(
    "message",
    [
        "9**9**9",
        "9^9^9^9",
        "2^99999",
        "9" * 40 + "*2",
        "1/0",
        "0^-1",
        "(" * 60 + "1" + ")" * 60 + "+1",
        "1" + "*99999999" * 20,
        "2^0.5",
    ],
)
def test_what_cannot_be_written_down_ends_at_once(message: str) -> None:
    started = processor_s()
    found = find_sum(message)
    assert found is not None
    try:
        result = written(compute(found, "en"), "en")[0]
        assert len(result) < 1_700
    except (NoResult, ValueError):
        pass
    assert processor_s() - started < 1.0


def test_a_text_of_megabytes_is_no_sum() -> None:
    assert find_sum("1+" * 1_000_000 + "1") is None


_SIGNS = {"+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv}


@given(st.integers(0, 10**6), st.sampled_from("+-*/"), st.integers(1, 10**6))
def test_two_numbers_give_what_they_give(left: int, sign: str, right: int) -> None:
    assert compute(f"{left} {sign} {right}", "en") == _SIGNS[sign](Fraction(left), Fraction(right))


@given(st.text("0123456789+-*/^%(). ,", max_size=60))
def test_whatever_is_typed_ends_in_a_value_or_none(text: str) -> None:
    found = find_sum(text)
    if found is None:
        return
    with suppress(NoResult, ValueError):
        written(compute(found, "en"), "en")
