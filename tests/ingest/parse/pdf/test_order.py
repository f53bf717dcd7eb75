"""Text of a PDF in the order in which it is read: columns, tables, sideways, from right to left."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from itertools import zip_longest

import pypdf
import pytest
from fpdf import FPDF

from tests.ingest.parse.conftest import Read, shown
from tests.ingest.parse.pdf.drawn import Placed, drawn

LEFT = [
    "The old kiln stands behind the", "barn and is fired twice a year,", "in March and in September. Wood",
    "for it is cut in the winter and", "dries under the eaves. Nobody may", "open the door before noon.",
]  # fmt: skip
RIGHT = [
    "Visitors find the shop beside the", "gate. A large jug costs 38 euros,", "a small one half of that. Orders",
    "are taken until Thursday evening", "and sent on Monday by the post.",
]  # fmt: skip
KILN = "in March and in September. Wood for it is cut in the winter and dries under the eaves."
SHOP = "A large jug costs 38 euros, a small one half of that. Orders are taken until Thursday evening"
TOOLS = [
    ("Tool", "Count", "Price", "Maker"),
    ("Hoof pick", "41", "3.90", "Lindqvist"),
    ("Curry comb", "", "7.20", "Aranda"),
    ("Lead rope", "16", "", "Osei"),
]
TOOL_ROWS = [
    "Tool: Hoof pick; Count: 41; Price: 3.90; Maker: Lindqvist",
    "Tool: Curry comb; Price: 7.20; Maker: Aranda",
    "Tool: Lead rope; Count: 16; Maker: Osei",
]


def in_rows(*columns: list[str], x: float = 50, wide: float = 220, y: float = 700) -> list[Placed]:
    """The lines of columns, drawn row by row."""
    rows = zip_longest(*columns)
    return [
        (x + wide * number, y - 14 * row, text)
        for row, texts in enumerate(rows)
        for number, text in enumerate(texts)
        if text
    ]


def cells(rows: Sequence[tuple[str, ...]], x: float = 50, wide: float = 120, y: float = 700) -> list[Placed]:
    return in_rows(*map(list, zip(*rows, strict=True)), x=x, wide=wide, y=y)


def rows_of(read: Read, content: bytes) -> list[str]:
    return [text for kind, text in shown(read("a.pdf", content).pages[0]) if kind == "table_row"]


@pytest.mark.parametrize("new_lines", [True, False])
def test_columns_drawn_row_by_row_are_read_one_after_the_other(read: Read, new_lines: bool) -> None:
    heading = [(50.0, 740.0, "Pottery news")]
    text = read("a.pdf", drawn(heading + in_rows(LEFT, RIGHT), new_lines=new_lines)).pages[0].text
    assert text.startswith("Pottery news") and KILN in text and SHOP in text
    assert text.index("before noon") < text.index("Visitors find")


def test_three_columns_and_the_text_below_them(read: Read) -> None:
    third = ["Eggs are counted on each of the", "evenings. Hens that do not lay go", "to the lower yard where they may",
             "walk until the winter sets in."]  # fmt: skip
    below = [(50.0, 560.0, "This sheet may be copied by anybody who wants to do so, in whole or in part, for nothing.")]
    text = read("a.pdf", drawn(in_rows(LEFT, RIGHT, third, wide=180) + below)).pages[0].text
    places = [
        text.index(words)
        for words in ("fired twice", "before noon", "costs 38", "by the post", "counted on", "copied by")
    ]
    assert places == sorted(places)


def test_columns_of_another_program(read: Read) -> None:
    document = FPDF()
    document.add_page()
    document.set_font("helvetica", size=10)
    for left, right in zip_longest(LEFT, RIGHT, fillvalue=""):
        for x, text in ((10, left), (72, right)):
            document.set_x(x)
            document.cell(60, 6, text)
        document.ln()
    text = read("a.pdf", bytes(document.output())).pages[0].text
    assert KILN in text and SHOP in text


@pytest.mark.parametrize("new_lines", [True, False])
def test_a_table_drawn_cell_by_cell_is_read_row_by_row(read: Read, new_lines: bool) -> None:
    document = read("a.pdf", drawn(cells(TOOLS), new_lines=new_lines))
    assert [text for _, text in shown(document.pages[0])] == TOOL_ROWS
    assert document.notes == ("Its tables are told by where their cells stand: compare figures with the page.",)


def test_tables_of_another_program_with_figures_on_the_right(read: Read) -> None:
    document = FPDF()
    document.add_page()
    document.set_font("helvetica", size=10)
    for row in TOOLS:
        for number, text in enumerate(row):
            document.cell(40, 8, text, align="R" if number in (1, 2) else "L", border=1)
        document.ln()
    assert rows_of(read, bytes(document.output())) == TOOL_ROWS


def test_a_cell_that_goes_on_in_the_next_line_stays_whole(read: Read) -> None:
    rows = [("Job", "Hours", "Sum"), ("Fence", "6", "312.00"), ("Gate", "2", "78.00")]
    wrapped = [piece for number, row in enumerate(rows) for piece in cells([row], y=700 - 24 * number)]
    wrapped[-3:-3] = [(170.0, 664.0, "and a half")]
    assert rows_of(read, drawn(wrapped)) == [
        "Job: Fence; Hours: 6 and a half; Sum: 312.00",
        "Job: Gate; Hours: 2; Sum: 78.00",
    ]


@pytest.mark.parametrize("new_lines", [True, False])
def test_rows_that_share_their_first_cell_stay_apart(read: Read, new_lines: bool) -> None:
    rows = [("Lake", "Month", "Level"), ("Nord", "May", "3.2"), ("", "June", "3.0"), ("Ost", "May", "1.7")]
    assert rows_of(read, drawn(cells(rows), new_lines=new_lines)) == [
        "Lake: Nord; Month: May; Level: 3.2",
        "Month: June; Level: 3.0",
        "Lake: Ost; Month: May; Level: 1.7",
    ]


def test_rows_without_names_are_blocks_of_their_own(read: Read) -> None:
    menu = [("Soup of the day", "6.50"), ("Trout with almonds", "18.90"), ("Plum cake", "4.20")]
    assert rows_of(read, drawn(cells(menu, wide=200))) == [f"{dish}; {price}" for dish, price in menu]
    assert rows_of(read, drawn(cells(menu, wide=200), new_lines=False)) == [f"{dish} {price}" for dish, price in menu]


@pytest.mark.parametrize("matrix", ["0 1 -1 0 400 60", "0 -1 1 0 100 700"])
def test_a_sideways_table_is_read_in_its_own_rows(read: Read, matrix: str) -> None:
    content = drawn(cells(TOOLS, x=0, y=0, wide=130), matrix=matrix)
    assert rows_of(read, content) == TOOL_ROWS


def test_a_sideways_page_and_sideways_columns(read: Read) -> None:
    assert rows_of(read, drawn(cells(TOOLS, x=0, y=0, wide=130), matrix="0 1 -1 0 400 60", turned=90)) == TOOL_ROWS
    text = read("a.pdf", drawn(in_rows(LEFT, RIGHT, x=0, y=0), matrix="0 1 -1 0 300 100")).pages[0].text
    assert KILN in text and SHOP in text


def test_what_only_the_second_reader_opens_is_read_in_order_too(read: Read) -> None:
    """A PDF that only its owner may change is encrypted, and opens without a password."""
    pieces = in_rows(LEFT, RIGHT) + cells(TOOLS, y=400)
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(drawn(pieces)))
    writer.encrypt("", "owner", algorithm="RC4-128")
    locked = io.BytesIO()
    writer.write(locked)
    text = read("a.pdf", locked.getvalue()).pages[0].text
    assert KILN in text and SHOP in text
    assert all(row in text for row in TOOL_ROWS)


def test_list_items_and_usual_text_are_no_tables(read: Read) -> None:
    items = [("\u2022", "Close the upper sluice"), ("\u2022", "Open the lower one"), ("\u2022", "Wait for the bell")]
    page = read("a.pdf", drawn(cells(items, wide=20), new_lines=False)).pages[0]
    assert [kind for kind, _ in shown(page)] == ["list"] * 3
    letter = [(50.0, 700.0 - 14 * number, line) for number, line in enumerate(LEFT)]
    document = read("a.pdf", drawn(letter))
    assert KILN in document.pages[0].text and document.notes == ()


# Arabic as most programs draw it: shaped letters, from left to right.
SHAPED = str.maketrans("سملابت", "\ufeb3\ufee3\ufedf\ufe8d\ufe91\ufe97")
TURNED = re.compile("[\u05d0-\u05ea\u0621-\u064a]+")


def seen(*parts: str) -> str:
    """A line from right to left as it is seen, from its parts in reading order: only words are turned."""
    turned = [part[::-1] if TURNED.fullmatch(part) else part for part in parts]
    return "".join(reversed(turned)).translate(SHAPED)


@pytest.mark.parametrize(
    "parts",
    [
        ("مسار", " ", "450", " ", "بسلام"),
        ("سلام", " ", "\u0660\u0663\u0660\u0661\u0662\u0663\u0664", " ", "مسار"),
        ("سلم", " ", "\u0661\u0662/\u0660\u0665", " ", "تمام"),
        ("פגישה", " ", "12", " ", "במאי"),
        ("כרטיס", " ", "Nordic 7", " ", "אושר"),
        ("מחיר", " ", "38.50", " ", "שקל"),
    ],
)
def test_lines_from_right_to_left_are_read_in_order(read: Read, parts: tuple[str, ...]) -> None:
    assert read("a.pdf", drawn([(300, 700, seen(*parts))])).pages[0].text == "".join(parts)


def test_pieces_from_right_to_left_drawn_from_the_left(read: Read) -> None:
    pieces = [(300.0, 700.0, "יאמב"), (328.0, 700.0, "12"), (346.0, 700.0, "השיגפ")]
    assert read("a.pdf", drawn(pieces, new_lines=False)).pages[0].text == "פגישה 12 במאי"
    assert read("a.pdf", drawn(pieces[::-1], new_lines=False)).pages[0].text == "פגישה 12 במאי"
