"""OpenDocument spreadsheets: read as those of Excel are."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.domain.errors import ParseFailure
from assistant.ingest.parse.office.opendocument.values import shown_value
from assistant.ingest.parse.source import Limits
from tests.ingest.parse.conftest import Read, shown
from tests.ingest.parse.direct import DirectParser
from tests.ingest.parse.made import laughs, write, zipped
from tests.ingest.parse.office.opendocument.open_made import (
    COVERED,
    cell,
    content,
    number,
    row,
    sheets_of,
    table,
    words,
)

HEAD = words("Item", "Day", "Price")
EMPTY_END = row(
    '<table:table-cell table:number-columns-repeated="16384"/>', more='table:number-rows-repeated="1048000"'
)


def test_sheets_are_pages_and_their_rows_are_tables(read: Read) -> None:
    rows = HEAD + words("Rope", "Monday", "4") + words("Mast", "Friday", "9") + EMPTY_END
    document = read("a.ods", sheets_of(table(rows) + table(EMPTY_END, "Empty") + table(words("kept"), "Old", "off")))
    assert document.paged and document.pages_without_text == (2,)
    assert shown(document.pages[0]) == [
        ("h1", "Costs"),
        ("table_row", "Item: Rope; Day: Monday; Price: 4"),
        ("table_row", "Item: Mast; Day: Friday; Price: 9"),
    ]
    [kept] = document.pages[0].tables
    assert (kept.name, kept.header, kept.sheet, kept.complete) == ("Costs", ("Item", "Day", "Price"), True, True)
    assert [(one.number, one.cells) for one in kept.rows] == [
        (2, ("Rope", "Monday", "4")),
        (3, ("Mast", "Friday", "9")),
    ]
    assert shown(document.pages[2]) == [("h1", "Old (hidden sheet)"), ("paragraph", "kept")]
    assert document.pages[2].marks == ("hidden_text",)


def test_the_mark_of_a_note_is_no_digit(read: Read) -> None:
    mark = '<text:span text:style-name="up">1</text:span>'
    rows = words("Work", "Price") + words("Flue", f"95{mark}") + row(cell("Boiler"), number(140, f"140{mark}"))
    for name in ("a.ods", "a.fods"):
        body = f"<office:spreadsheet>{table(rows)}</office:spreadsheet>"
        made = content(body, "document").encode() if name == "a.fods" else sheets_of(table(rows))
        assert shown(read(name, made).pages[0])[1:] == [
            ("table_row", "Work: Flue; Price: 95 ¹"),
            ("table_row", "Work: Boiler; Price: 140 ¹"),
        ]


@pytest.mark.parametrize(
    ("kind", "value", "written", "expected"),
    [
        ("currency", "1234.5", "1.234,50 €", "1,234.50 €"),
        ("currency", "1234.5", "$1,234.50", "$1,234.50"),
        ("currency", "-1234.5", "-1\u202f234,50 €", "-1,234.50 €"),
        ("float", "1234", "1.234", "1,234"),
        ("float", "1.234", "1,234", "1.234"),
        ("float", "1234567.891", "1'234'567.89", "1,234,567.89"),
        ("float", "2024", "2024", "2024"),
        ("float", "7", "007", "007"),
        ("float", "12000", "1.20E+04", "1.20E+04"),
        ("float", "0.5", "1/2", "1/2"),
        ("float", "80.5", "80,5 kg", "80.5 kg"),
        ("float", "12.5", "", "12.5"),
        ("percentage", "0.255", "25,5 %", "25.5 %"),
        ("percentage", "0.25", "", "25%"),
        ("float", "0", "#DIV/0!", "#DIV/0!"),
        ("float", "x", "as it is", "as it is"),
    ],
)
def test_figures_are_those_of_the_value_in_the_form_that_is_shown(
    kind: str, value: str, written: str, expected: str
) -> None:
    assert shown_value({"value-type": kind, "value": value}, written) == expected


@pytest.mark.parametrize(
    ("values", "written", "expected"),
    [
        ({"value-type": "date", "date-value": "2024-05-03"}, "03.05.24", "2024-05-03"),
        ({"value-type": "date", "date-value": "2024-05-03T00:00:00"}, "3 May", "2024-05-03"),
        ({"value-type": "date", "date-value": "2024-05-03T14:30:00.000000000"}, "", "2024-05-03 14:30"),
        ({"value-type": "time", "time-value": "PT14H30M00S"}, "", "14:30"),
        ({"value-type": "time", "time-value": "PT14H30M00S"}, "2:30 PM", "2:30 PM"),
        ({"value-type": "boolean", "boolean-value": "true"}, "WAHR", "TRUE"),
        ({"value-type": "string", "string-value": "kept"}, "", "kept"),
    ],
)
def test_dates_times_and_truth(values: dict[str, str], written: str, expected: str) -> None:
    assert shown_value(values, written) == expected


def test_a_label_that_is_merged_over_rows_stands_in_each(read: Read) -> None:
    rows = HEAD + row(cell("Rope", 'table:number-rows-spanned="3"'), cell("Monday"), number(4, "4"))
    rows += row(COVERED, cell("Friday"), number(5, "5")) + row(COVERED, cell(""), cell(""))
    page = read("a.ods", sheets_of(table(rows + words("Mast", "", "9")))).pages[0]
    assert [text for _, text in shown(page)[1:]] == [
        "Item: Rope; Day: Monday; Price: 4",
        "Item: Rope; Day: Friday; Price: 5",
        "Mast: 9",
    ]


def test_two_heading_rows_and_cells_that_span_columns(read: Read) -> None:
    top = row(cell("Item", 'table:number-rows-spanned="2"'), cell("2024", 'table:number-columns-spanned="2"'), COVERED)
    rows = top + row(COVERED, cell("Sales"), cell("Costs")) + words("Rope", "7", "4") + words("Mast", "8", "9")
    page = read("a.ods", sheets_of(table(rows))).pages[0]
    assert [text for _, text in shown(page)[1:]] == [
        "Item: Rope; 2024 Sales: 7; 2024 Costs: 4",
        "Item: Mast; 2024 Sales: 8; 2024 Costs: 9",
    ]


@pytest.mark.slow
def test_what_is_repeated_is_read_as_often_and_within_limits(read: Read) -> None:
    rows = HEAD + row(
        cell("Rope"), cell("x", 'table:number-columns-repeated="2"'), more='table:number-rows-repeated="2"'
    )
    page = read("a.ods", sheets_of(table(rows))).pages[0]
    assert [text for _, text in shown(page)[1:]] == ["Item: Rope; Day: x; Price: x"] * 2
    bomb = row(cell("y" * 30_000, 'table:number-columns-repeated="16384"'), more='table:number-rows-repeated="1048576"')
    document = read("b.ods", sheets_of(table(bomb)))
    assert len(document.pages[0].text) <= Limits().max_chars
    assert any("Only the first" in note for note in document.notes)


def test_notes_of_cells_and_boxes_over_them(read: Read) -> None:
    note = "<office:annotation><dc:creator>Ada</dc:creator><text:p>Paid twice.</text:p></office:annotation>"
    box = "<draw:frame><draw:text-box><text:p>Ask Ben.</text:p></draw:text-box></draw:frame>"
    picture = '<draw:frame><draw:image xlink:href="Pictures/1.png"/></draw:frame>'
    rows = HEAD + row(cell("Rope"), cell("Monday", inside=note), cell("4", inside=box))
    document = read("a.ods", sheets_of(table(f"<table:shapes>{picture}</table:shapes>" + rows)))
    assert [text for _, text in shown(document.pages[0])[2:]] == ["Ask Ben.", "Comment on B2 by Ada: Paid twice."]
    assert document.notes == ("1 picture not read.",)


def test_copies_of_other_files_and_tables_of_drawings_are_no_sheets(read: Read) -> None:
    copied = table("<table:table-source/>" + words("far", "away"), "'file:///b.ods'#Sheet")
    chart = f"<draw:frame><draw:object>{table(words('drawn', '1'))}</draw:object></draw:frame>"
    document = read("a.ods", sheets_of(table(row(cell("here", inside=chart))) + copied))
    assert [page.text for page in document.pages] == ["Costs\n\nhere"]


@pytest.mark.parametrize("name", ["a.fods", "a.ods", "a.ots"])
def test_a_flat_file_is_read_as_the_packed_one(read: Read, name: str) -> None:
    rows = HEAD + words("Rope", "Monday", "4") + words("Oar", "Friday", "5")
    body = f"<office:spreadsheet>{table(rows)}</office:spreadsheet>"
    flat, packed = content(body, "document"), zipped({"content.xml": content(body)})
    assert read(name, flat).pages == read("b.ods", packed).pages


def test_what_is_no_spreadsheet_or_is_locked_is_told(tmp_path: Path) -> None:
    parser = DirectParser()
    locked = zipped({"META-INF/manifest.xml": "<m><encryption-data/></m>", "content.xml": b"\x01\x02"})
    text = zipped({"content.xml": content("<office:text/>")})
    reasons = {"locked": (locked, "needs_password"), "text": (text, "damaged"), "cut": (locked[:40], "damaged")}
    for name, (data, reason) in reasons.items():
        with pytest.raises(ParseFailure) as failure:
            parser.parse(write(tmp_path, f"{name}.ods", data))
        assert failure.value.reason == reason, name


def test_entities_are_not_unfolded(tmp_path: Path) -> None:
    whole = content(f"<office:spreadsheet>{table(words('&i;', 'b'))}</office:spreadsheet>")
    hostile = zipped({"content.xml": laughs(whole.partition("?>")[2])})
    with pytest.raises(ParseFailure):
        DirectParser().parse(write(tmp_path, "a.ods", hostile))
