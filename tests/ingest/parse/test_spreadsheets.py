"""Spreadsheets: sheets as pages, rows under the names of their columns, values as a person reads them."""

from __future__ import annotations

import datetime
import io
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from assistant.domain.errors import ParseFailure
from assistant.ingest.parse.process.pool import ParserProcess
from assistant.ingest.parse.source import Limits
from tests.ingest.parse.conftest import Read, shown
from tests.ingest.parse.direct import DirectParser
from tests.ingest.parse.made import sheet_of, without, write, xlsx_of


def workbook(*sheets: tuple[str, list[list[object]]], options: dict[str, Any] | None = None) -> bytes:
    """A workbook as a spreadsheet program writes it; None is an empty cell."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, **(options or {})}) as book:
        for name, rows in sheets:
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return buffer.getvalue()


def test_sheets_are_pages_with_their_name_as_heading(read: Read) -> None:
    content = workbook(
        ("Costs", [["Item", "Price"], ["Fig", 1.2], ["Date", 2.5]]),
        ("Empty", []),
        ("Flats", [["Flat", "Rent"], ["3B", 950]]),
    )
    document = read("a.xlsx", content)
    assert document.paged and document.pages_without_text == (2,)
    assert [page.number for page in document.pages] == [1, 2, 3]
    assert shown(document.pages[0]) == [
        ("h1", "Costs"),
        ("table_row", "Item: Fig; Price: 1.2"),
        ("table_row", "Item: Date; Price: 2.5"),
    ]
    assert shown(document.pages[2]) == [("h1", "Flats"), ("table_row", "Flat: 3B; Rent: 950")]


def test_values_are_shown_as_in_the_program(read: Read) -> None:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        book.set_properties({"title": "Household"})
        sheet = book.add_worksheet("All")
        sheet.write_row(0, 0, ["Day", "Start", "Paid", "Share", "Sum", "Done", "Note", "Failed"])
        sheet.write_datetime(1, 0, datetime.datetime(2024, 5, 3), book.add_format({"num_format": "dd.mm.yyyy"}))
        sheet.write_datetime(1, 1, datetime.datetime(2024, 5, 3, 14, 30), book.add_format({"num_format": 22}))
        sheet.write_number(1, 2, 1234.5, book.add_format({"num_format": "#,##0.00 [$€-407]"}))
        sheet.write_number(1, 3, 0.25, book.add_format({"num_format": 9}))
        sheet.write_formula(1, 4, "=C2*2", None, 2469)
        sheet.write_boolean(1, 5, True)
        bold = book.add_format({"bold": True})
        sheet.write_rich_string(1, 6, "two ", bold, "words\nin", " lines")
        sheet.write_formula(1, 7, "=1/0", None, "#DIV/0!")
    document = read("a.xlsx", buffer.getvalue())
    assert document.title == "Household"
    assert shown(document.pages[0])[1:] == [
        (
            "table_row",
            "Day: 2024-05-03; Start: 2024-05-03 14:30; Paid: 1,234.50 €; Share: 25%; Sum: 2469; Done: TRUE; "
            "Note: two words in lines; Failed: #DIV/0!",
        )
    ]


def test_a_workbook_that_counts_from_1904_has_the_same_dates(read: Read) -> None:
    content = workbook(
        ("All", [["Day", "What", "Sum"], [datetime.date(2024, 5, 3), "rent", 950]]),
        options={"date_1904": True, "default_date_format": "yyyy-mm-dd"},
    )
    assert "Day: 2024-05-03; What: rent; Sum: 950" in read("a.xlsx", content).pages[0].text


def test_titles_gaps_forms_and_tables_are_told_apart(read: Read) -> None:
    rows: list[list[object]] = [
        ["Budget of the house"],
        [None, "Plan", "Plan 2"],
        [None, "Sales", "Costs", "Profit"],
        ["North", 5, 3, 2],
        [],
        ["South", 4, 4, 0],
        [],
        [],
        ["Tenant", "Anna"],
        ["Flat", "3B"],
        ["Landlord", "Quay Ltd"],
        [],
        ["Kind", 2023, 2024],
        ["Figs", 10, 12],
        [],
        ["Checked by Zoë."],
    ]
    assert shown(read("a.xlsx", workbook(("All", rows))).pages[0])[1:] == [
        ("paragraph", "Budget of the house"),
        ("table_row", "Plan: Plan 2"),
        ("table_row", "North; Sales: 5; Costs: 3; Profit: 2"),
        ("table_row", "South; Sales: 4; Costs: 4; Profit: 0"),
        ("table_row", "Tenant: Anna"),
        ("table_row", "Flat: 3B"),
        ("table_row", "Landlord: Quay Ltd"),
        ("table_row", "Kind: Figs; 2023: 10; 2024: 12"),
        ("paragraph", "Checked by Zoë."),
    ]


def test_hidden_sheets_are_read_and_marked(read: Read) -> None:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        book.add_worksheet("Open").write(0, 0, "seen")
        hidden = book.add_worksheet("Notes")
        hidden.write(0, 0, "unseen")
        hidden.hide()
    first, second = read("a.xlsx", buffer.getvalue()).pages
    assert first.marks == () and second.marks == ("hidden_text",)
    assert shown(second) == [("h1", "Notes (hidden sheet)"), ("paragraph", "unseen")]


def test_text_boxes_are_read_and_sheets_of_charts_keep_their_number(read: Read) -> None:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet("Data")
        sheet.write_row(0, 0, [1, 2])
        sheet.insert_textbox(2, 2, "Prices are estimates.")
        chart = book.add_chart({"type": "column"})
        assert chart is not None
        chart.add_series({"values": "=Data!$A$1:$B$1"})
        book.add_chartsheet("Picture").set_chart(chart)
        book.add_worksheet("Last").write(0, 0, "end")
    document = read("a.xlsx", buffer.getvalue())
    assert ("paragraph", "Prices are estimates.") in shown(document.pages[0])
    assert document.pages_without_text == (2,) and "end" in document.pages[2].text


def test_readings_above_characters_are_left_out_and_escapes_resolved(read: Read) -> None:
    texts = "<sst><si><r><t>東京</t></r><rPh><t>トウキョウ</t></rPh></si><si><t>a_x000D_b_x005F_c</t></si></sst>"
    sheet = sheet_of("<row><c t='s'><v>0</v></c><c t='s'><v>1</v></c><c t='s'><v>7</v></c></row>")
    assert shown(read("a.xlsx", xlsx_of(sheet, {"xl/texts.xml": texts})).pages[0])[1:] == [("table_row", "東京: a b_c")]


def test_a_sheet_that_breaks_off_keeps_the_rows_before(read: Read) -> None:
    sheet = sheet_of("<row><c t='str'><v>kept</v></c></row>").replace("</sheetData></worksheet>", "<row><c t='str'><v")
    assert "kept" in read("a.xlsx", xlsx_of(sheet)).pages[0].text


def test_columns_beyond_the_limit_are_left_out_and_it_is_said(read: Read) -> None:
    document = read("a.xlsx", xlsx_of(sheet_of("<row><c><v>5</v></c><c r='XFD1'><v>6</v></c></row>")))
    assert document.pages[0].text.endswith("5") and document.notes == ("Only the first 2,000 columns were read.",)


@pytest.mark.slow
def test_a_million_rows_end_within_the_limits(tmp_path: Path) -> None:
    row = "<row><c t='str'><v>Fig {}</v></c><c><v>{}</v></c></row>"
    sheet = sheet_of("".join(row.format(number, number * 7919 % 10007) for number in range(1_000_000)))
    file = write(tmp_path, "large.xlsx", xlsx_of(sheet))
    parser = ParserProcess(timeout_s=4.0)
    document = parser.parse(file)
    parser.close()
    assert document.pages[0].text.startswith("Sheet\n\nFig 0: 0\nFig 1: 7919")
    assert len(document.notes) == 1 and document.notes[0].endswith("rows of sheet 1 were read: the time was up.")


def test_no_more_characters_than_the_limit_are_read(tmp_path: Path) -> None:
    sheet = sheet_of("<row><c t='s'><v>0</v></c></row>" * 1000)
    content = xlsx_of(sheet, {"xl/texts.xml": f"<sst><si><t>{'fig ' * 8000}</t></si></sst>"})
    document = DirectParser(limits=Limits(max_chars=100_000)).parse(write(tmp_path, "a.xlsx", content))
    assert len(document.pages[0].text) == 100_000
    assert document.notes == ("Only the first 100,000 characters were read.",)


def test_texts_that_take_all_the_time_are_a_reason(tmp_path: Path) -> None:
    content = xlsx_of(sheet_of("<row><c t='s'><v>0</v></c></row>"), {"xl/texts.xml": "<sst><si><t>fig</t></si></sst>"})
    with pytest.raises(ParseFailure) as caught:
        DirectParser(limits=Limits(timeout_s=0.0)).parse(write(tmp_path, "a.xlsx", content))
    assert caught.value.reason == "limit"


def test_sheets_that_are_missing_are_noted_and_a_workbook_without_any_is_damaged(read: Read) -> None:
    book = workbook(("Here", [["a"]]), ("Gone", [["b"]]))
    document = read("a.xlsx", without(book, "xl/worksheets/sheet2.xml"))
    assert document.notes == ("1 of 2 sheets are missing in the file.",) and document.pages_without_text == (2,)
    for content in (
        without(book, "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"),
        xlsx_of(sheet_of(""), {"xl/workbook.xml": "<workbook><sheets/></workbook>"}),
    ):
        with pytest.raises(ParseFailure, match="sheet") as failure:
            read("a.xlsx", content)
        assert failure.value.reason == "damaged"


# ---------------------------------------------------------------- merged cells


def merged_workbook(*merges: str, rows: list[list[object]]) -> bytes:
    """One sheet; each of `merges` ("A2:A4") is merged, with the value of its first cell."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Costs")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
        for place in merges:
            first, last = (xlsxwriter.utility.xl_cell_to_rowcol(corner) for corner in place.split(":"))
            sheet.merge_range(*first, *last, rows[first[0]][first[1]])
    return buffer.getvalue()


def test_a_label_beside_several_rows_is_said_with_each(read: Read) -> None:
    content = merged_workbook(
        "A2:A4", "C5:C6",
        rows=[
            ["Flat", "What", "Paid by"],
            ["3B", "rent", "Nora"],
            [None, "heating", "Jonas"],
            [None, "water", "Nora"],
            ["4A", "rent", "Ida"],
            ["4A", "heating", None],
            [None, "water", "Ida"],
        ],
    )  # fmt: skip
    assert shown(read("a.xlsx", content).pages[0])[1:] == [
        ("table_row", "Flat: 3B; What: rent; Paid by: Nora"),
        ("table_row", "Flat: 3B; What: heating; Paid by: Jonas"),
        ("table_row", "Flat: 3B; What: water; Paid by: Nora"),
        ("table_row", "Flat: 4A; What: rent; Paid by: Ida"),
        ("table_row", "Flat: 4A; What: heating; Paid by: Ida"),
        ("table_row", "What: water; Paid by: Ida"),
    ]


def test_a_name_beside_two_rows_of_names_is_the_name_of_its_column(read: Read) -> None:
    content = merged_workbook(
        "A1:A2", "B1:C1",
        rows=[["Flat", "2024", None], [None, "Rent", "Heating"], ["3B", 950, 120], ["4A", 870, 95]],
    )  # fmt: skip
    rows = [text for kind, text in shown(read("a.xlsx", content).pages[0]) if kind == "table_row"]
    assert rows == ["Flat: 3B; 2024 Rent: 950; 2024 Heating: 120", "Flat: 4A; 2024 Rent: 870; 2024 Heating: 95"]


def test_a_title_of_two_lines_makes_no_row(read: Read) -> None:
    content = merged_workbook(
        "A1:C2", rows=[["Costs of 2024", None, None], [], ["Flat", "What", "Sum"], ["3B", "rent", 950]]
    )
    assert shown(read("a.xlsx", content).pages[0])[1:] == [
        ("paragraph", "Costs of 2024"),
        ("table_row", "Flat: 3B; What: rent; Sum: 950"),
    ]


def test_merged_cells_at_the_end_of_a_long_sheet_are_found(read: Read) -> None:
    """They are told behind the rows, here behind more bytes than are looked through at once."""
    rows: list[list[object]] = [["Flat", "What", "Sum"], ["3B", "rent", 950]]
    rows += [[None, f"cost {number}", number] for number in range(20_000)]
    text = read("a.xlsx", merged_workbook("A2:A20002", rows=rows)).pages[0].text
    assert text.count("Flat: 3B; What: cost") == 20_000


def test_a_merge_of_the_whole_sheet_costs_no_memory(read: Read) -> None:
    whole = "".join(f'<mergeCell ref="{column}1:{column}1048576"/>' for column in ("A", "ZZZ"))
    content = sheet_of(
        '<row r="1"><c r="A1" t="inlineStr"><is><t>label</t></is></c><c r="B1"><v>1</v></c></row>'
        '<row r="1000000"><c r="B1000000"><v>2</v></c></row>'
        f"</sheetData><mergeCells>{whole}</mergeCells><sheetData>"
    )
    assert [text for _, text in shown(read("a.xlsx", xlsx_of(content)).pages[0])][-1] == "label: 2"
