"""Sources to PDF pages, in one column or two.

The invariant: the same source gives the same bytes with the same fpdf2, and the words stand in the content stream in
reading order (column by column, table row by table row), so text extraction needs no guess about the layout.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from fpdf import FPDF
from fpdf.enums import EncryptionMethod
from PIL import Image

from .markup import Block, Source

MADE_AT = datetime(2025, 6, 30, 12, 0, tzinfo=UTC)
FACES = {"serif": "Times", "sans": "Helvetica"}


class Pages(FPDF):  # type: ignore[misc]  # fpdf2 carries no types that mypy is let to follow
    """A document with a running head and page numbers, as letters and terms have them."""

    def __init__(self, source: Source) -> None:
        super().__init__(format="A4")
        self.running = source.settings.get("running", "")
        self.face = FACES[source.settings.get("face", "sans")]
        self.text_size = float(source.settings.get("size", "10.5"))
        self.picture_only = False  # a scanned page carries no text, so no page number either
        self.set_title(source.settings["title"])
        self.set_creation_date(MADE_AT)
        self.set_margins(22, 18, 22)
        self.set_auto_page_break(auto=True, margin=20)

    def footer(self) -> None:
        if self.picture_only:
            return
        self.set_y(-14)
        self.set_font(self.face, size=8)
        self.cell(w=0, h=5, text=f"{self.running}    Page {self.page_no()}", align="C")


def write_pdf(source: Source, target: Path, scans: dict[str, Image.Image], password: str = "") -> None:
    """Draw `source` to `target`. `scans` holds the picture for each scan block; a password locks the file (RC4)."""
    pages = Pages(source)
    if password:
        pages.set_encryption(
            owner_password=f"{password}-owner", user_password=password, encryption_method=EncryptionMethod.RC4
        )
    pages.add_page()
    if source.settings.get("columns") == "2":
        _draw_columns(pages, source.blocks)
    else:
        _draw_blocks(pages, source.blocks, scans)
    pages.output(str(target))


def _draw_blocks(pages: Pages, blocks: Sequence[Block], scans: dict[str, Image.Image]) -> None:
    line_mm = pages.text_size * 0.47
    for block in blocks:
        match block.kind:
            case "page":
                pages.add_page()
                pages.picture_only = False
            case "scan":
                pages.picture_only = True
                pages.image(scans[block.text], x=0, y=0, w=pages.w, h=pages.h)
            case "table":
                _draw_table(pages, block.rows, line_mm)
            case "heading":
                _draw_heading(pages, block)
            case "item":
                pages.set_font(pages.face, size=pages.text_size)
                pages.multi_cell(w=0, h=line_mm, text=f"- {block.text}", align="L", new_x="LMARGIN", new_y="NEXT")
            case "paragraph":
                pages.set_font(pages.face, size=pages.text_size)
                pages.multi_cell(w=0, h=line_mm, text=block.text, align="L", new_x="LMARGIN", new_y="NEXT")
                pages.ln(line_mm * 0.45)


def _draw_heading(pages: Pages, block: Block) -> None:
    size = pages.text_size + max(1.0, 7.0 - 2.5 * block.level)
    if pages.will_page_break(size * 2.2):
        pages.add_page()
    pages.ln(size * 0.25)
    pages.set_font(pages.face, style="B", size=size)
    pages.multi_cell(w=0, h=size * 0.45, text=block.text, align="L", new_x="LMARGIN", new_y="NEXT")
    pages.ln(size * 0.15)


def _draw_table(pages: Pages, rows: Sequence[Sequence[str]], line_mm: float) -> None:
    pages.ln(line_mm * 0.3)
    pages.set_font(pages.face, size=pages.text_size - 0.8)
    widths = tuple(min(46, max(len(row[column]) for row in rows) + 3) for column in range(len(rows[0])))
    with pages.table(col_widths=widths, line_height=line_mm, text_align="LEFT", padding=0.6) as table:
        for cells in rows:
            row = table.row()
            for cell in cells:
                row.cell(cell)
    pages.ln(line_mm * 0.8)


def _draw_columns(pages: Pages, blocks: Sequence[Block]) -> None:
    """Two columns a page, filled one after the other; tables and scans do not occur in such a source."""
    pages.set_font(pages.face, size=pages.text_size)
    columns = pages.text_columns(ncols=2, gutter=7, text_align="L", line_height=1.25)
    with columns:
        for block in blocks:
            heading = block.kind == "heading"
            size = pages.text_size + (max(0.6, 4.0 - 1.5 * block.level) if heading else 0)
            pages.set_font(pages.face, style="B" if heading else "", size=size)
            with columns.paragraph(top_margin=2.2 if heading else 0, bottom_margin=1.4) as paragraph:
                paragraph.write(block.text)
