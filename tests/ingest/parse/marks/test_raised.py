"""Raised and lowered letters as plain text: what a mark is shows in the letters beside it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.ingest.parse.marks.raised import figures_apart, lowered, power, raised, set_apart, without_marks, written


@pytest.mark.parametrize(
    ("before", "mark", "behind", "text"),
    [
        ("The fare is 84", "3", " crowns", "The fare is 84 ³ crowns"),
        ("The fare is 84", "3)", " crowns", "The fare is 84 ³⁾ crowns"),
        ("The fare is 84", "1, 2", " crowns", "The fare is 84 ¹, ² crowns"),
        ("The fare is 84", "b", " crowns", "The fare is 84 (b) crowns"),
        ("The fare is 84", "*", " crowns", "The fare is 84* crowns"),
        ("The fare is 84.", "2", " Children", "The fare is 84. ² Children"),
        ("", "2", "Children", "² Children"),
        ("Children", "2", " pay", "Children ² pay"),
        ("in 1998", "4", " and", "in 1998 ⁴ and"),
        ("10", "5", " eggs", "10^5 eggs"),
        ("10", "\u22123", " m", "10^-3 m"),
        ("2", "16", " places", "2^16 places"),
        ("3 × 7", "2", "", "3 × 7^2"),
        ("45 m", "2", " of floor", "45 m² of floor"),
        ("x", "2", " + 1", "x² + 1"),
        ("we find p", "1", " k = 4", "we find p^1 k = 4"),
        ("Let f ∈ ΠL", "1", " (D) × E", "Let f ∈ ΠL^1 (D) × E"),
        ("the circle S", "1", " → ℝ", "the circle S^1 → ℝ"),
        ("Route B", "1", " leads there", "Route B ¹ leads there"),
        ("R", "2", "/Z", "R²/Z"),
        ("70 kg/m", "2", "/a", "70 kg/m²/a"),
        ("Größe", "1", "/2", "Größe1/2"),
        ("40 м", "2", " пола", "40 м² пола"),
        ("제2호 각 목", "4)", "에", "제2호 각 목 ⁴⁾ 에"),
        ("図", "2", "の左", "図 ² の左"),
        ("the 1", "st", " of June", "the 1st of June"),
        ("le 2", "e", " jour", "le 2e jour"),
        ("M", "me", " Curie", "Mme Curie"),
        ("20", "o", " C", "20° C"),
        ("€ 4", "99", "", "€ 4.99"),
        ("4,", "99", " €", "4,99 €"),
    ],
)
def test_a_raised_mark_never_becomes_a_digit_of_the_number(before: str, mark: str, behind: str, text: str) -> None:
    assert written(f"{before}{raised(mark)}{behind}") == text


@pytest.mark.parametrize("mark", ["9" * 5000, "\u00b3", "\u0661" * 5000])
@pytest.mark.parametrize("before", ["2", "10", "x", ""])
def test_a_mark_that_is_no_small_number_is_text_too(before: str, mark: str) -> None:
    text = written(f"{before}{raised(mark)} and the rest")
    assert text.startswith(before)
    assert text.endswith("and the rest")


@pytest.mark.parametrize(
    ("before", "mark", "behind", "text"),
    [
        ("CO", "2", " falls", "CO2 falls"),
        ("x", "1", "", "x1"),
        ("1010", "2", "", "1010_2"),
        ("84", "net", "", "84 net"),
    ],
)
def test_a_lowered_mark_joins_letters_and_no_figures(before: str, mark: str, behind: str, text: str) -> None:
    assert written(f"{before}{lowered(mark)}{behind}") == text


def test_a_fraction_stands_apart_from_the_number_before_it() -> None:
    half = f"{raised('1')}/{lowered('2')}"
    assert written(f"{half} cup") == "1/2 cup"
    assert written(f"{raised('1')}/n") == "1/n"
    assert written(f"1{half} cups") == "1 1/2 cups"
    assert written(f"2{set_apart(power('10') + '/' + lowered('11'))}") == "2 10/11"


@pytest.mark.parametrize("text", ["m10\u00b2\u00bd", "7\u00bd\u00b2", "3\u00b9\u2044\u2082\u00bd", "40\u00b3\u00be kg"])
def test_setting_apart_once_more_changes_nothing(text: str) -> None:
    assert figures_apart(figures_apart(text)) == figures_apart(text)


def test_pieces_of_one_mark_are_one() -> None:
    assert written(f"84{raised('1')}{raised('2')} crowns") == "84 ¹² crowns"


@pytest.mark.parametrize(
    ("cell", "value"),
    [("84 ³", "84"), ("1,240 ³⁾", "1,240"), ("12 % ¹, ²", "12 %"), ("45 m²", "45 m²"), ("10^5", "10^5"), ("84", "84")],
)
def test_a_cell_is_the_number_without_its_note(cell: str, value: str) -> None:
    assert without_marks(cell) == value


@given(st.lists(st.tuples(st.sampled_from("ru-"), st.text("19aZ .,)²", max_size=4)), max_size=6))
def test_no_letter_is_lost_and_no_sign_is_left(pieces: list[tuple[str, str]]) -> None:
    wrap: dict[str, Callable[[str], str]] = {"r": raised, "u": lowered, "-": str}
    text = written("".join(wrap[how](piece) for how, piece in pieces))
    assert not any("\ufdd0" <= char <= "\ufdef" for char in text)
    small = str.maketrans("¹⁹⁾", "19)")
    kept = [char for char in text.translate(small) if char in "19aZ"]
    assert kept == [char for _, piece in pieces for char in piece.translate(small) if char in "19aZ"]
