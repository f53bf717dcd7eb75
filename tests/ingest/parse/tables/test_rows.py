"""What the readers hand over as tables: header, rows, their places in the file and in the page's text."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import docx
import pytest
import xlsxwriter
from hypothesis import given, reject
from hypothesis import strategies as st

from assistant.domain.records.documents import ParsedDocument
from assistant.domain.records.files import SourceFile
from assistant.domain.records.tables import TABLES_VERSION, ParsedTable, StoredTable, cell_reference, column_letters
from assistant.ingest.parse import rows
from assistant.ingest.parse.process.pool import ParserProcess
from assistant.ingest.parse.source import Limits
from assistant.ingest.parse.tables import row_text
from tests.ingest.parse.direct import DirectParser


def read(file: Path, limits: Limits = Limits()) -> ParsedDocument:
    return DirectParser(limits=limits).parse(SourceFile(file, file.parent, 0, 0))


def tables(document: ParsedDocument) -> list[ParsedTable]:
    return [table for page in document.pages for table in page.tables]


def check_places(document: ParsedDocument) -> None:
    """Each row's span is a block of its page, and holds the row's cells."""
    for page in document.pages:
        blocks = {(block.start, block.end) for block in page.blocks if block.kind == "table_row"}
        for table in page.tables:
            for row in table.rows:
                assert (row.start, row.end) in blocks
                assert all(cell in page.text[row.start : row.end] for cell in row.cells if cell)


def test_a_csv_file_is_one_table_whose_rows_count_as_in_a_spreadsheet(tmp_path: Path) -> None:
    file = tmp_path / "costs.csv"
    file.write_text('month;what;EUR\nJanuary;"rent; flat";950,00\n\nMarch;heating;\n', encoding="utf-8")
    document = read(file)
    [table] = tables(document)
    assert (table.header, table.sheet, table.complete) == (("month", "what", "EUR"), True, True)
    assert [(row.number, row.cells) for row in table.rows] == [
        (2, ("January", "rent; flat", "950,00")),
        (4, ("March", "heating")),
    ]
    assert document.tables_version == TABLES_VERSION
    check_places(document)


def test_a_workbook_has_a_table_for_each_block_of_a_sheet(tmp_path: Path) -> None:
    file = tmp_path / "plan.xlsx"
    with xlsxwriter.Workbook(str(file)) as book:
        sheet = book.add_worksheet("House plan")
        sheet.write("A1", "Costs of the house")
        sheet.write_row("B3", ["Item", "2023", "2024"])
        sheet.write_row("B4", ["Roof", 1200.5, 300])
        sheet.write_row("B5", ["Windows", 80, 95])
        sheet.write_row("A8", ["Who", "Since", "Share"])
        sheet.write_row("A9", ["Ada", "May", 50])
        book.add_worksheet("Empty")
    document = read(file)
    costs, people = tables(document)
    assert (costs.name, costs.header) == ("House plan", ("", "Item", "2023", "2024"))
    assert [(row.number, row.cells) for row in costs.rows] == [
        (4, ("", "Roof", "1200.5", "300")),
        (5, ("", "Windows", "80", "95")),
    ]
    assert (people.header, people.rows[0].number, people.rows[0].cells) == (
        ("Who", "Since", "Share"), 9, ("Ada", "May", "50"),
    )  # fmt: skip
    check_places(document)


def test_a_web_page_has_a_table_for_each_table_with_its_caption(tmp_path: Path) -> None:
    file = tmp_path / "prices.html"
    file.write_text(
        "<h1>Prices</h1><table><caption>Season</caption><tr><th>Ticket<th>Price</tr><tr><td>Day<td>9.50</tr>"
        "<tr><td rowspan=2>Week<td>40</tr><tr><td>35 with card</tr></table>"
        "<table><tr><td colspan=2>Opening</tr><tr><td>Monday<td>closed</tr></table>",
        encoding="utf-8",
    )
    document = read(file)
    season, opening = tables(document)
    assert (season.name, season.header, season.sheet) == ("Season", ("Ticket", "Price"), False)
    assert [(row.number, row.cells) for row in season.rows] == [
        (2, ("Day", "9.50")), (3, ("Week", "40")), (4, ("Week", "35 with card")),
    ]  # fmt: skip
    assert (opening.name, opening.header, opening.rows[0].cells) == ("Opening", (), ("Monday", "closed"))
    check_places(document)


def test_a_word_document_has_its_tables(tmp_path: Path) -> None:
    made = docx.Document()
    table = made.add_table(rows=0, cols=3)
    for cells in (("Part", "Hours", "Rate"), ("Roof", "12", "55.00"), ("Door", "3", "48.00")):
        for cell, text in zip(table.add_row().cells, cells, strict=True):
            cell.text = text
    made.save(str(tmp_path / "offer.docx"))
    document = read(tmp_path / "offer.docx")
    [found] = tables(document)
    assert found.header == ("Part", "Hours", "Rate")
    assert [row.cells for row in found.rows] == [("Roof", "12", "55.00"), ("Door", "3", "48.00")]
    check_places(document)


def test_the_parser_process_hands_over_the_same_tables(tmp_path: Path) -> None:
    file = tmp_path / "wide.html"
    rows_of = "".join(f"<tr><td>{number}<td>gr\u00f6\u00dfe \u201c{number}\u201d<td></tr>" for number in range(300))
    file.write_text(f"<table><tr><th>n<th>size<th>rest</tr>{rows_of}</table><table><tr><td>a<td>b</table>", "utf-8")
    parser = ParserProcess()
    try:
        assert parser.parse(SourceFile(file, tmp_path, 0, 0)) == read(file)
    finally:
        parser.close()


def test_a_hostile_table_is_cut_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "hostile.html"
    file.write_text(
        "<table><tr><th>a<th>b</tr>" + f"<tr><td colspan=9999>{'x' * 900}</tr>" * 50 + "</table>", encoding="utf-8"
    )
    [table] = tables(read(file))
    assert not table.complete
    assert all(len(row.cells) <= rows.MAX_COLUMNS for row in table.rows)
    assert all(len(cell) <= rows.MAX_CELL_CHARS for row in table.rows for cell in row.cells)
    monkeypatch.setattr(rows.Room, "__init__", _small_room)
    [table] = tables(read(file))
    assert (len(table.rows), table.complete) == (5, False)


def _small_room(room: rows.Room, tables: int = 1, cells: int = 1_000, chars: int = 10_000_000) -> None:
    room.tables, room.cells, room.chars = tables, 1_000, chars


def test_rows_behind_the_limit_of_characters_are_left_out(tmp_path: Path) -> None:
    file = tmp_path / "long.csv"
    file.write_text(
        "name,amount\n" + "".join(f"person {number},{number}\n" for number in range(1000)), encoding="utf-8"
    )
    document = read(file, Limits(max_chars=2_000))
    [table] = tables(document)
    assert 0 < len(table.rows) < 100
    assert not table.complete
    check_places(document)


@given(
    st.lists(
        st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12), min_size=2, max_size=4),
        min_size=1, max_size=6,
    )
)  # fmt: skip
def test_any_cells_are_clean_and_stand_on_the_page(cells: list[list[str]]) -> None:
    from assistant.domain.errors import ParseFailure
    from assistant.ingest.parse.plain.decoding import decode as decode_text
    from assistant.ingest.parse.plain.delimited import read as read_csv
    from assistant.ingest.parse.process.protocol import Table, decode, encode
    from assistant.ingest.parse.source import Source

    written = io.StringIO()
    csv.writer(written).writerows(cells)
    data = written.getvalue().encode()
    try:
        decode_text(data)
    except ParseFailure:
        reject()  # full of control characters: refused whole, as tests/ingest/parse/plain hold
    [page] = read_csv(Source(io.BytesIO(data), ".csv", len(data)))
    for table in page.tables:
        assert decode(encode(Table(table))) == Table(table)
        for row in table.rows:
            assert 0 <= row.start < row.end <= len(page.text)


def test_cells_have_the_names_of_a_spreadsheet() -> None:
    table = StoredTable(1, 1, "/plan.xlsx", 1, True, 0, "Budget", ("a",), 3, True, True)
    assert cell_reference(table, 2, 1) == "Budget!B2"
    assert [column_letters(at) for at in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
    from dataclasses import replace

    assert cell_reference(replace(table, name="My plan"), 12, 27) == "'My plan'!AB12"
    assert cell_reference(replace(table, name=""), 2, 0) == "A2"
    assert cell_reference(replace(table, sheet=False), 2, 0) == ""


def _of_two_columns(folder: Path, *rows: tuple[str, str]) -> ParsedDocument:
    """A Word document that is one table, as it is read."""
    document = docx.Document()
    table = document.add_table(rows=0, cols=2)
    for cells in rows:
        for cell, text in zip(table.add_row().cells, cells, strict=True):
            cell.text = text
    document.save(str(folder / "table.docx"))
    return read(folder / "table.docx")


@pytest.mark.parametrize("names", [("Column A", "Column B"), ("Room 1", "Room 2"), ("Head col 1", "Head col 2")])
def test_two_names_that_count_on_name_the_columns(tmp_path: Path, names: tuple[str, str]) -> None:
    [found] = tables(_of_two_columns(tmp_path, names, ("painted blue", "no window"), ("two beds", "a desk")))
    assert found.header == names and found.rows[0].cells == ("painted blue", "no window")


@pytest.mark.parametrize("first", [("Tenant", "Ida Brandt"), ("Room 1", "blue"), ("Floor 1", "Floor plan"), ("A", "B")])
def test_a_name_and_its_value_name_no_columns(tmp_path: Path, first: tuple[str, str]) -> None:
    [found] = tables(_of_two_columns(tmp_path, first, ("Heating", "gas"), ("Cellar", "yes")))
    assert found.header == () and found.rows[0].cells == first


@pytest.mark.parametrize("first", ["Name;;", ";;x", ";;"])
def test_a_first_row_with_hardly_any_names_is_read(tmp_path: Path, first: str) -> None:
    file = tmp_path / "a.csv"
    file.write_text(f"{first}\nAnna;3;4\nBo;5;6\n", encoding="utf-8")
    assert "Anna" in read(file).pages[0].text


@pytest.mark.parametrize(
    ("row", "text"),
    [
        (["x", "x", "", "x"], "x; x; x"),
        (["5", "5", "7,50", "7,50"], "5; 5; 7,50; 7,50"),
        (["House rules", "House rules", "12"], "House rules; 12"),  # a merged cell is repeated in each of its columns
    ],
)
def test_figures_and_marks_without_names_are_cells_of_their_own(row: list[str], text: str) -> None:
    assert row_text((), row) == text
