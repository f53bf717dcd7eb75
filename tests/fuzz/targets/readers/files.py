"""The first inputs of the readers: the fictional archive, the field cases, and files that libraries write."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from tests.field.case import pack

_REPOSITORY = Path(__file__).resolve().parents[4]
_MOST_BYTES = 40_000  # a longer file says little more and is slow


@lru_cache(maxsize=1)
def _all() -> dict[str, list[bytes]]:
    """File contents by suffix, shortest first."""
    found: dict[str, list[bytes]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for number, case in enumerate(sorted((_REPOSITORY / "tests" / "field" / "cases").iterdir())):
            pack(case, Path(folder, str(number)))
        for root in (Path(folder), _REPOSITORY / "sample_docs"):
            for file in sorted(root.rglob("*")):
                if file.is_file() and file.name not in ("case.yaml", "questions.yaml"):
                    found.setdefault(file.suffix.lower(), []).append(file.read_bytes())
    return {suffix: sorted(contents, key=lambda one: (len(one), one)) for suffix, contents in found.items()}


def archive(*suffixes: str) -> Iterator[bytes]:
    """The files with these suffixes that are short enough."""
    for suffix in suffixes:
        yield from (content for content in _all().get(suffix, []) if len(content) <= _MOST_BYTES)


def workbook() -> bytes:
    """Formats of dates and money, a formula, merged cells, a table, a comment and a second sheet."""
    import xlsxwriter

    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Costs")
        money, day = book.add_format({"num_format": "#,##0.00 [$EUR]"}), book.add_format({"num_format": "d mmm yyyy"})
        share, mixture = book.add_format({"num_format": "0.0%"}), book.add_format({"num_format": "# ?/?"})
        sheet.merge_range("A1:D1", "Costs of the boat")
        sheet.write_row("A2", ["What", "When", "Price", "Share"])
        for row in range(2, 8):
            sheet.write(row, 0, f"Part {row}")
            sheet.write(row, 1, 45_000 + row, day)
            sheet.write(row, 2, row * 12.5, money)
            sheet.write(row, 3, row / 8, share if row % 2 else mixture)
        sheet.write_formula("C9", "=SUM(C3:C8)", money, 337.5)
        sheet.write_comment("A3", "Paid twice.")
        sheet.write_boolean("D9", True)
        for row, (value, code) in enumerate(_CODES, 10):
            sheet.write_number(row, 0, value, book.add_format({"num_format": code}))
        rich = book.add_format({"font_script": 1})
        sheet.write_rich_string("F3", "10", rich, "6", " euros")
        sheet.add_table("H2:I4", {"columns": [{"header": "Key"}, {"header": "Value"}]})
        book.add_worksheet("Notes").write("B7", "The mast is new.")
    return buffer.getvalue()


_CODES = (
    (45_000.75, "[h]:mm:ss"), (0.5, "h:mm AM/PM"), (45_000.1, "yyyy-mm-dd hh:mm"),
    (-1234.5, "#,##0.00_);[Red](#,##0.00)"),
    (1234567, "0.00E+00"), (150, '[>100]"big "0;[<0]"less";0'),
    (0, '0;-0;"none";@'), (2.25, "# ??/??"), (0.125, "0.0%"),
    (1e10, '0.0,,"m"'), (12, "000000"), (45_000, '[$-407]d. mmmm yyyy'), (3, '"No. "0'), (1.5, "@"), (61, "d/m/yy"),
)  # fmt: skip


def slides() -> bytes:
    """A title, a list, a table, a chart and notes."""
    from pptx import Presentation
    from pptx.chart.data import CategoryChartData
    from pptx.enum.chart import XL_CHART_TYPE
    from pptx.util import Inches

    show = Presentation()
    slide = show.slides.add_slide(show.slide_layouts[1])
    slide.shapes.title.text = "Harbour fees"
    slide.placeholders[1].text = "Short boats\nLong boats"
    slide.notes_slide.notes_text_frame.text = "Ask about winter."
    second = show.slides.add_slide(show.slide_layouts[5])
    table = second.shapes.add_table(2, 2, Inches(1), Inches(2), Inches(4), Inches(1)).table
    table.cell(0, 0).text, table.cell(1, 1).text = "Length", "12 m"
    data = CategoryChartData()
    data.categories = ["May", "June"]
    data.add_series("Guests", (4, 9.5))
    second.shapes.add_chart(XL_CHART_TYPE.BAR_CLUSTERED, Inches(1), Inches(4), Inches(4), Inches(2), data)
    buffer = io.BytesIO()
    show.save(buffer)
    return buffer.getvalue()


def word() -> bytes:
    """Headings, a numbered list, a table with merged cells, a header and a foot."""
    import docx

    document = docx.Document()
    document.add_heading("House rules", 1)
    document.add_paragraph("Quiet from ten.", style="List Number")
    document.add_paragraph("No bicycles.", style="List Bullet")
    table = document.add_table(3, 3)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "Week"
    table.cell(2, 2).text = "H2O and m2"
    document.sections[0].header.paragraphs[0].text = "Lantern Quay"
    document.sections[0].footer.paragraphs[0].text = "Page 1"
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def plain_pdf(*pages: str) -> bytes:
    """A PDF whose streams are not packed, so that a change of their bytes changes what is drawn."""
    from fpdf import FPDF

    document = FPDF()
    document.set_compression(False)
    for text in pages:
        document.add_page()
        document.set_font("helvetica", "B", 16)
        document.cell(text="Lease", new_x="LMARGIN", new_y="NEXT")
        document.set_font("helvetica", size=11)
        document.multi_cell(0, text=text)
        with document.table() as table:
            for row in (("Month", "Rent"), ("May", "500"), ("June", "510")):
                table.row(row)
    return bytes(document.output())
