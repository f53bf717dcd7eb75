"""Two rows that name the columns: what stands in the second belongs to the name above it, in every format of tables."""

from __future__ import annotations

import pytest

from assistant.ingest.parse.page import PageBuilder
from assistant.ingest.parse.tables import add_rows
from tests.ingest.parse.conftest import Read
from tests.ingest.parse.made import docx_of, docx_paragraph, zipped

BOATS = [
    ["Pier", "Weekdays", "Weekdays", "Sundays", "Sundays"],
    ["Pier", "First", "Last", "First", "Last"],
    ["Elm Quay", "06:10", "22:40", "08:00", "20:15"],
    ["Mill Quay", "06:25", "22:55", "08:15", "20:30"],
]
ROWS = [
    "Pier: Elm Quay; Weekdays First: 06:10; Weekdays Last: 22:40; Sundays First: 08:00; Sundays Last: 20:15",
    "Pier: Mill Quay; Weekdays First: 06:25; Weekdays Last: 22:55; Sundays First: 08:15; Sundays Last: 20:30",
]


def _lines(rows: list[list[str]], header: bool | None = None) -> list[str]:
    builder = PageBuilder()
    add_rows(builder, rows, header)
    return builder.build().text.split("\n")


@pytest.mark.parametrize("header", [None, True])
def test_a_second_row_of_names(header: bool | None) -> None:
    assert _lines(BOATS, header) == ROWS
    hours = [
        ["Room", "Mon", "Mon", "Tue", "Tue"],
        ["Room", "9 am", "2 pm", "9 am", "2 pm"],
        ["Loft", "Yoga", "", "", "Choir"],
    ]
    assert _lines(hours, header) == ["Room: Loft; Mon 9 am: Yoga; Tue 2 pm: Choir"]
    wide = [
        ["Room", *["Mon"] * 3, *["Tue"] * 3],
        ["Room", *["9 h", "12 h", "15 h"] * 2],
        ["Loft", "a", "b", "c", "d", "e", "f"],
    ]
    assert _lines(wide, header)[0].startswith("Room: Loft; Mon 9 h: a; Mon 12 h: b")


def test_three_rows_of_names() -> None:
    rows = [["Pier", "2024", "2024"], ["Pier", "Summer", "Summer"], ["Pier", "First", "Last"], ["Elm", "6:10", "7:15"]]
    assert _lines(rows, True) == ["Pier: Elm; 2024 Summer First: 6:10; 2024 Summer Last: 7:15"]


@pytest.mark.parametrize("row", [["Elm Quay", "06:10", "22:40", "08:00", "20:15"], ["", "1", "2", "3", "4"]])
def test_a_row_of_values_below_names_over_two_columns_is_no_name(row: list[str]) -> None:
    assert len(_lines([BOATS[0], row, *BOATS[2:]], True)) == 3


def test_word_slides_and_web_pages(read: Read) -> None:
    html = (
        "<table><tr><th rowspan=2>Pier<th colspan=2>Weekdays<th colspan=2>Sundays</tr>"
        "<tr><th>First<th>Last<th>First<th>Last</tr>"
        + "".join("<tr>" + "".join(f"<td>{cell}" for cell in row) + "</tr>" for row in BOATS[2:])
        + "</table>"
    )
    assert read("a.html", html).pages[0].text.split("\n")[-2:] == ROWS

    def cell(text: str, properties: str = "") -> str:
        return f"<w:tc><w:tcPr>{properties}</w:tcPr>{docx_paragraph(text)}</w:tc>"

    wide, down, goes_on = '<w:gridSpan w:val="2"/>', '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    rows = [cell("Pier", down) + cell("Weekdays", wide) + cell("Sundays", wide)]
    rows += [cell("", goes_on) + "".join(map(cell, BOATS[1][1:]))]
    rows += ["".join(map(cell, row)) for row in BOATS[2:]]
    table = "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in rows) + "</w:tbl>"
    assert read("a.docx", docx_of(table)).pages[0].text.split("\n") == ROWS

    space = "urn:oasis:names:tc:opendocument:xmlns"
    p = "<table:table-cell {1}><text:p>{0}</text:p></table:table-cell>".format
    across, below = 'table:number-columns-spanned="2"', 'table:number-rows-spanned="2"'
    covered = "<table:covered-table-cell/>"
    rows = [p("Pier", below) + p("Weekdays", across) + covered + p("Sundays", across) + covered]
    rows += [covered + "".join(p(one, "") for one in BOATS[1][1:])]
    rows += ["".join(p(one, "") for one in row) for row in BOATS[2:]]
    inner = "".join(f"<table:table-row>{row}</table:table-row>" for row in rows)
    content = (
        f'<office:document-content xmlns:office="{space}:office:1.0" xmlns:text="{space}:text:1.0" '
        f'xmlns:table="{space}:table:1.0"><office:body><office:text><table:table>{inner}</table:table>'
        "</office:text></office:body></office:document-content>"
    )
    assert read("a.odt", zipped({"content.xml": content})).pages[0].text.split("\n") == ROWS
