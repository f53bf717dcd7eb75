"""Ids, figures and abbreviations: what counts as one, and what is the same however it is written."""

from __future__ import annotations

import pytest

from assistant.text.folding import fold_accents
from assistant.text.written.acronyms import acronyms_in
from assistant.text.written.figures import grouped, plain_figures, with_plain_figures
from assistant.text.written.ids import ids_in


@pytest.mark.parametrize(
    ("question", "compact"),
    [
        ("What does RF-4423C cost?", ["rf4423c"]),
        ("Was kostet der Artikel ZK 810/4?", ["zk8104"]),
        ("¿Cuál es el total de la factura F-0093?", ["f0093"]),
        ("When was the Corvus D7 bought?", ["d7"]),
        ("What is in order 10024?", ["10024"]),
        ("What changed in version 2.1?", ["21"]),
        ("Who sleeps in room 12?", ["12"]),
        ("How loud is the Norlund 450?", ["450"]),
        ("Für welches Gerät ist der Filter 551-80?", ["55180"]),
        ("Which pump takes the seal 410-07?", ["41007"]),
        ("Whose account is DE89370400440532013000?", ["de89370400440532013000"]),
    ],
)
def test_a_question_names_an_id(question: str, compact: list[str]) -> None:
    assert [one.compact for one in ids_in(question)] == compact


@pytest.mark.parametrize(
    "question",
    [
        "How much is the rent for 3 months?",
        "What happened on 3 March 2023?",
        "Was geschah am 21.06.2023?",
        "How much is 12,500 euros in crowns?",
        "Does a bag of 5kg last until 18h30?",
        "What was the bill of 2022/23?",
        "Is the excess EUR 500 or 19%?",
        "In 12 months, what is due?",
        "Who is on pages 120-134, and who from 1998-99?",
    ],
)
def test_quantities_dates_and_times_are_no_ids(question: str) -> None:
    assert ids_in(question) == ()


@pytest.mark.parametrize(
    ("written", "same"),
    [
        ("RF-4423C", True),
        ("rf 4423 c.", True),
        ("RF4423C", True),
        ("RF-4423C-Filter", True),
        ("RF-4423B", False),
        ("RF-4423C-2", False),
        ("RF-4423CX", False),
        ("XRF-4423C", False),
    ],
)
def test_an_id_is_exact_whatever_stands_between_its_pieces(written: str, same: bool) -> None:
    (one,) = ids_in("What does RF-4423C cost?")
    assert (one.pattern().search(fold_accents(written)) is not None) == same


def test_ids_of_the_same_make_are_told_from_other_words() -> None:
    (part,) = ids_in("What does RF-4423C cost?")
    (version,) = ids_in("What is new in version 3.2.1?")
    (figures,) = ids_in("Which pump takes the seal 410-07?")
    assert figures.like().search("seal 410-70") and not figures.like().search("built in 2024, 3.50 euros")
    assert part.like().search("rf-4423b")
    assert part.like().search("on 2 may") is None
    assert version.like().search("version 3.2.10")
    assert version.like().search("3.2.10 euros") is None


def test_figures_are_the_same_however_their_thousands_are_grouped() -> None:
    for written in ("12,500", "12.500", "12 500", "12'500", "12\u00a0500"):
        assert with_plain_figures(f"It costs {written} euros.") == "It costs 12500 euros."
    assert plain_figures("1.250.000,50 and 2,549.99") == {"1250000", "2549"}
    assert grouped("1250000") == "1 250 000"
    assert grouped("999") == ""


@pytest.mark.parametrize("digits", [4, 5, 6, 4_300, 4_301, 10_000])
def test_a_figure_may_have_any_length(digits: int) -> None:
    """Python makes no number of more than 4,300 digits; a question may hold a pasted page of them."""
    spelt = grouped("7" * digits)
    assert spelt.replace(" ", "") == "7" * digits
    assert {len(group) for group in spelt.split(" ")[1:]} == {3} and 1 <= len(spelt.split(" ")[0]) <= 3


@pytest.mark.parametrize("text", ["030 123 456 78", "DE89 3704 0044", "12,50", "3.2.10", "on 4 August"])
def test_other_figures_stay_as_they_are(text: str) -> None:
    assert with_plain_figures(text) == text


def test_capitals_make_a_little_word_an_abbreviation() -> None:
    assert acronyms_in("When is the OR cleaned?") == {"OR"}
    assert acronyms_in("Wo ist die IT?") == {"IT"}
    assert acronyms_in("Is it cleaned or not?") == frozenset()
    assert acronyms_in("WHERE IS IT OR WHO HAS IT") == frozenset()
