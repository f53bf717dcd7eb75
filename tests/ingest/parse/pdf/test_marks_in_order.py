"""Raised marks of a PDF in the cells of tables, in columns and in lines from the right: they stay where they belong."""

from __future__ import annotations

import io

import pypdf
import pytest
from fpdf import FPDF

from tests.ingest.parse.conftest import Read
from tests.ingest.parse.pdf.drawn import drawn

ROWS = [
    ("Room", "Fee", "Places"),
    ("Loft", "450*1", "38"),
    ("Barn", "1275*2", "60"),
    ("Attic", "90", "14*3"),
]
LEFT = [
    "The old kiln is fired twice*4 and", "opened a week later, when all of",
    "it is cold. A large jug costs 38*5", "euros, a small one half of that.",
]  # fmt: skip
RIGHT = [
    "Visitors find the shop beside the", "gate, where orders for the spring",
    "are taken until the evening*6 and", "sent on Monday by the post.",
]  # fmt: skip


def _page(lines: list[tuple[float, float, str]]) -> bytes:
    """A page with lines at (x, y) in points from above; "*" stands before a raised mark of one letter."""
    pdf = FPDF(unit="pt", format="A4")
    pdf.add_page()
    for x, y, line in lines:
        first, *marked = line.split("*")
        at = x
        for number, part in enumerate((first, *(piece for rest in marked for piece in (rest[:1], rest[1:])))):
            is_mark = number % 2 == 1
            pdf.set_font("Helvetica", size=6 if is_mark else 10)
            if part:
                pdf.text(at, y - 4 if is_mark else y, part)
            at += pdf.get_string_width(part)
    return bytes(pdf.output())


def _locked(data: bytes) -> bytes:
    """The same, encrypted without a password: PDFium alone opens it."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(data))
    writer.encrypt("", "owner", algorithm="RC4-128")
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize("locked", [False, True])
def test_marks_stay_in_the_cells_of_a_table(read: Read, locked: bool) -> None:
    page = _page([(60 + 140 * column, 100 + 18 * row, ROWS[row][column]) for row in range(4) for column in range(3)])
    text = read("a.pdf", _locked(page) if locked else page).pages[0].text
    assert text.split("\n") == [
        "Room: Loft; Fee: 450 ¹; Places: 38",
        "Room: Barn; Fee: 1275 ²; Places: 60",
        "Room: Attic; Fee: 90; Places: 14 ³",
    ]


@pytest.mark.parametrize("locked", [False, True])
def test_marks_stay_in_the_lines_of_columns(read: Read, locked: bool) -> None:
    sides = ((60.0, LEFT), (320.0, RIGHT))
    page = _page([(x, 100 + 14 * row, side[row]) for row in range(4) for x, side in sides])
    text = " ".join(read("a.pdf", _locked(page) if locked else page).pages[0].text.split())
    assert "fired twice ⁴ and opened a week later" in text
    assert "costs 38 ⁵ euros, a small one half of that." in text
    assert "until the evening ⁶ and sent on Monday" in text


def test_the_signs_of_marks_do_not_turn_a_line_around(read: Read) -> None:
    """They are noncharacters among the letters of Arabic; a line of figures has no other letters."""
    text = read("a.pdf", _page([(60, 100, "84*3 12"), (60, 130, "7*2 450")])).pages[0].text
    assert text.split() == ["84", "³", "12", "7", "²", "450"]
    assert read("b.pdf", drawn([(300, 700, "84 12")])).pages[0].text == "84 12"


def _formula(*parts: tuple[str, float, float]) -> bytes:
    """A line of parts (text, points above the line, points to the left of where the part before ends)."""
    pdf = FPDF(unit="pt", format="A4")
    pdf.add_page()
    at = 60.0
    for part, above, back in parts:
        pdf.set_font("Helvetica", size=10 if above == 0 else 7)
        pdf.text(at - back, 100 - above, part)
        at += pdf.get_string_width(part) - back
    return bytes(pdf.output())


_HALF = (" =", 0, 0), (" 1", 4, 0), ("2", -3.5, 4)


@pytest.mark.parametrize(
    ("parts", "right"),
    [
        ((("The share", 0, 0), *_HALF, (" of the rent", 0, 0)), "The share = 1/2 of the rent"),
        ((("Take", 0, 0), (" 3", 4, 0), ("8", -3.5, 4), (" inch of the hose", 0, 0)), "Take 3/8 inch of the hose"),
        ((("falls t <", 0, 0), (" 1", 4, 0), ("n", -3.5, 4), (" gilt", 0, 0)), "falls t < 1/n gilt"),
        ((("r = x", 0, 0), ("2", 4, 0), ("1", -2.5, 4), (" + 5", 0, 0)), "r = x² 1 + 5"),
        ((("der Raum T", 0, 0), (" 1", 4, 0), ("s", -2.5, 4), (" ist", 0, 0)), "der Raum T ¹ s ist"),
        ((("der Raum T", 0, 0), ("1", 4, 0), ("s", -2.5, 4), (" ist", 0, 0)), "der Raum T^1 s ist"),
        ((("the log W", 0, 0), ("7", 4, 0), ("min", -2.5, 4), (" of it", 0, 0)), "the log W^7 min of it"),
        ((("all Pack", 0, 0), ("1", 4, 0), ("of them", 0, 0)), "all Pack ¹ of them"),
    ],
)
def test_a_fraction_with_its_bar_in_a_line(read: Read, parts: tuple[tuple[str, float, float], ...], right: str) -> None:
    """An exponent and an index stand above each other, too, but directly behind their letter."""
    assert read("a.pdf", _formula(*parts)).pages[0].text == right


@pytest.mark.parametrize(("letter", "mark"), [("L", "1"), ("K", "4"), ("AB", "1")])
def test_what_stands_on_an_index_is_no_note_mark(read: Read, letter: str, mark: str) -> None:
    """The letter is drawn small and low, the figure behind it smaller still and raised above it alone."""
    pdf = FPDF(unit="pt", format="A4")
    pdf.add_page()
    at = 60.0
    for part, above, size in (("over P", 0.0, 10), (letter, -2.0, 7), (mark, 1.0, 5), (" of the rooms", 0.0, 10)):
        pdf.set_font("Helvetica", size=size)
        pdf.text(at, 100 - above, part)
        at += pdf.get_string_width(part)
    assert read("a.pdf", bytes(pdf.output())).pages[0].text == f"over P{letter}^{mark} of the rooms"


def test_an_exponent_and_an_index_that_are_one_text_are_two_marks(read: Read) -> None:
    text = read("a.pdf", _formula(("z", 0, 0), ("2 1", 4, 0), (" + 12 litres of it", 0, 0))).pages[0].text
    assert text == "z² 1 + 12 litres of it"
