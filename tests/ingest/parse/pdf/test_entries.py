"""Short lines of a PDF that are entries of a list without marks, and wrapped text, whose lines belong together."""

from __future__ import annotations

import pytest

from tests.ingest.parse.conftest import Read
from tests.ingest.parse.pdf.drawn import Placed, drawn
from tests.ingest.parse.pdf.test_order import KILN, LEFT

SEALS = ["Pump 410-70 rubber red", "Pump 410-07 cork brown", "Pump 410-77 leather black", "Pump 410-17 felt grey"]
SCHLUESSEL = [
    "Anna Lund hat den Kellerschluessel",
    "Bert Osei hat den Speicherschluessel",
    "Carla Aranda hat den Hofschluessel",
]


def _below(lines: list[str], y: float) -> list[Placed]:
    return [(50.0, y - 14 * at, line) for at, line in enumerate(lines)]


@pytest.mark.parametrize("lines", [SEALS, SCHLUESSEL])
def test_short_lines_that_begin_anew_are_entries(read: Read, lines: list[str]) -> None:
    text = read("a.pdf", drawn(_below(lines, 700))).pages[0].text
    assert text.split("\n\n") == lines


def test_entries_below_wrapped_text(read: Read) -> None:
    wide = [f"{one} {other}" for one, other in zip(LEFT[::2], LEFT[1::2], strict=True)]
    text = read("a.pdf", drawn(_below(wide, 700) + _below(SEALS, 600))).pages[0].text
    assert KILN in text and text.split("\n\n")[-4:] == SEALS


def test_lines_of_a_column_and_of_other_scripts_stay_together(read: Read) -> None:
    assert KILN in read("a.pdf", drawn(_below(LEFT, 700))).pages[0].text
    letter = [
        "The Harbour Office of the Town of Osby asks,",
        "Anna Lund and Bert Osei answer: the berth-",
        "Master keeps it.",
    ]
    assert "asks, Anna" in read("a.pdf", drawn(_below(letter, 700))).pages[0].text


def test_an_abbreviation_at_the_end_of_a_line_ends_no_entry(read: Read) -> None:
    titles = [
        "A Study of the Harbour, Vol.",
        "Two",
        "A Study of the Mill by Dr.",
        "Anna Lund",
        "Chronik, Bd.",
        "Drei",
    ]
    text = read("a.pdf", drawn(_below(titles, 700))).pages[0].text
    assert text.split("\n\n") == [
        "A Study of the Harbour, Vol. Two",
        "A Study of the Mill by Dr. Anna Lund",
        "Chronik, Bd. Drei",
    ]
