"""Tables whose cells are drawn column by column, and texts in columns that are drawn in the same way."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

import pytest
from fpdf import FPDF

from tests.ingest.parse.conftest import Read, shown
from tests.ingest.parse.pdf.drawn import Placed, drawn
from tests.ingest.parse.pdf.test_order import KILN, LEFT, RIGHT, SHOP, TOOL_ROWS, TOOLS, rows_of

SKIS = [
    ("Skis", "Day", "Week"),
    ("Touring", "31,50", "140,00"),
    ("Alpine", "28,00", "119,00"),
    ("Children", "14,50", "62,00"),
]
SKI_ROWS = [
    "Skis: Touring; Day: 31,50; Week: 140,00",
    "Skis: Alpine; Day: 28,00; Week: 119,00",
    "Skis: Children; Day: 14,50; Week: 62,00",
]


def by_columns(rows: Sequence[tuple[str, ...]], x: float = 50, wide: float = 120, y: float = 700) -> list[Placed]:
    """The cells of a table in columns: first all of the first column, then all of the second one."""
    return [
        (x + wide * number, y - 18 * at, text)
        for number, column in enumerate(zip_longest(*rows))
        for at, text in enumerate(column)
        if text
    ]


@pytest.mark.parametrize("new_lines", [True, False])
def test_cells_drawn_column_by_column_are_put_into_rows(read: Read, new_lines: bool) -> None:
    above, below = [(50.0, 760.0, "Hire of skis")], [(50.0, 600.0, "Deposit for each pair: 50 euros.")]
    document = read("a.pdf", drawn(above + by_columns(SKIS) + below, new_lines=new_lines))
    assert [text for _, text in shown(document.pages[0])] == [
        "Hire of skis",
        *SKI_ROWS,
        "Deposit for each pair: 50 euros.",
    ]
    assert document.notes == ("Its tables are told by where their cells stand: compare figures with the page.",)


def test_figures_on_the_right_of_another_program(read: Read) -> None:
    document = FPDF()
    document.add_page()
    document.set_font("helvetica", size=11)
    for number, column in enumerate(zip(*SKIS, strict=True)):
        for at, text in enumerate(column):
            document.set_xy(20 + 50 * number, 40 + 9 * at)
            document.cell(40, 9, text, align="L" if number == 0 else "R")
    assert rows_of(read, bytes(document.output())) == SKI_ROWS


def test_rows_with_empty_cells_and_two_tables(read: Read) -> None:
    assert rows_of(read, drawn(by_columns(TOOLS) + by_columns(SKIS, y=500))) == TOOL_ROWS + SKI_ROWS


def test_a_list_of_prices_without_names(read: Read) -> None:
    menu = [("Soup of the day", "6.50"), ("Trout with almonds", "18.90"), ("Plum cake", "4.20")]
    assert rows_of(read, drawn(by_columns(menu, wide=200))) == [f"{dish}; {price}" for dish, price in menu]


def test_texts_in_columns_stay_columns(read: Read) -> None:
    columns = [(50.0 + 220 * number, 700.0 - 14 * at, line) for number, lines in enumerate((LEFT, RIGHT))
               for at, line in enumerate(lines)]  # fmt: skip
    text = read("a.pdf", drawn(columns)).pages[0].text
    assert KILN in text and SHOP in text and text.index("before noon") < text.index("Visitors find")
    lists = [
        ("Bring along", "On the island"),
        ("a warm coat", "two huts"),
        ("a lamp", "one well"),
        ("a book", "no shop"),
    ]
    outline = [("1. Boats", "I1"), ("2. Nets", "I2"), ("3. Ropes", "I3"), ("4. Lamps", "I4")]
    assert read("a.pdf", drawn(by_columns(outline, wide=200))).notes == ()
    read_lists = read("a.pdf", drawn(by_columns(lists, wide=200))).pages[0].text
    assert read_lists.index("a book") < read_lists.index("On the island")
