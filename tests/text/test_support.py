"""How far a source says what a sentence says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.text.stems import strip_ending
from assistant.text.support import contradictions, coverage, held_share, literal_support, read_claim

SOURCE = "Anna Weber pays 1,200 EUR of rent on 3 May. She does not keep a dog."
TEXT = st.text(alphabet="abcde ABC.,-:'0123ü", max_size=80)


@pytest.mark.parametrize(
    ("claim", "number", "name", "negated"),
    [
        ("The rent of 1200 EUR is paid.", False, False, False),
        ("The rent of 1300 EUR is paid.", True, False, False),
        ("The rent is paid by Kallis.", False, True, False),
        ("Two thousand, paid by Kallis.", True, True, False),
        ("She does keep a dog.", False, False, True),
    ],
)
def test_what_contradicts(claim: str, number: bool, name: bool, negated: bool) -> None:
    sentences = [read_claim(part) for part in SOURCE.split(". ")]
    found = contradictions(read_claim(claim), read_claim(SOURCE), sentences)
    assert (found.missing_number, found.missing_name, found.negated) == (number, name, negated)


def test_a_citation_wants_figures_as_they_are_written() -> None:
    assert literal_support("Weber pays 1,200 EUR of rent", SOURCE, 2) == 1.0
    assert literal_support("Weber pays 1200 EUR of rent", SOURCE, 2) == 0.0
    assert coverage(read_claim("Weber pays 1200 EUR of rent"), read_claim(SOURCE)) == 1.0
    assert literal_support("rent", SOURCE, 2) == 0.0  # one word is found anywhere
    assert literal_support("[PERSON-1] pays the rent", SOURCE, 2) == 1.0  # what is hidden counts for nothing


def test_endings_of_several_languages() -> None:
    assert strip_ending("mieten") == strip_ending("miete") == "miet"
    assert strip_ending("tenants") == "tenant"
    assert strip_ending("es") == "es"


@given(TEXT)
def test_a_sentence_supports_itself(text: str) -> None:
    claim = read_claim(text)
    assert coverage(claim, claim) == 1.0
    found = contradictions(claim, claim, [claim])
    assert not (found.missing_number or found.missing_name or found.negated)
    assert literal_support(text, text, 0) == 1.0


@given(TEXT, TEXT)
def test_a_share_lies_between_none_and_all(one: str, other: str) -> None:
    assert 0.0 <= coverage(read_claim(one), read_claim(other)) <= 1.0
    assert 0.0 <= literal_support(one, other, 0) <= 1.0
    assert coverage(read_claim(one), read_claim(f"{one} {other}")) <= 1.0
    assert held_share({}, ()) == 1.0


@pytest.mark.parametrize(
    ("claim", "source", "lacking"),
    [
        ("The wash takes 2 minutes.", "Duvet: 60 degrees, 2:10, 0.97 kWh", True),
        ("It takes two hours.", "The cycle of the duvet takes 2:10.", True),
        ("The bus leaves at 30.", "The bus leaves at 7:30 from the quay.", True),
        ("It takes 2:10.", "It takes 2 minutes and 10 spoons.", True),
        ("It takes 2 hours and 10 minutes.", "The cycle of the duvet takes 2:10.", False),
        ("Der Bus fährt um 7.30 Uhr.", "Abfahrt: 7:30", False),
        ("The office opens at 9.", "Opening hours: 9:00 to 12:30", False),
        ("It takes 2:10.", "The cycle takes 02:10.", False),
    ],
)
def test_a_part_of_a_time_is_another_number(claim: str, source: str, *, lacking: bool) -> None:
    read = read_claim(source)
    assert contradictions(read_claim(claim), read, [read]).missing_number is lacking
