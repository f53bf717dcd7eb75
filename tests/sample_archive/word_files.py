"""Sources to Word documents.

The invariant: the same source gives the same bytes with the same python-docx: dates are fixed, and the archive is
packed again with fixed times because the library stamps the clock into it.
"""

from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import docx
from docx.document import Document

from .markup import Source
from .pdf_pages import MADE_AT

ZIP_EPOCH = (2025, 6, 30, 12, 0, 0)


def write_docx(source: Source, target: Path) -> None:
    document = docx.Document()
    _set_properties(document, source)
    for block in source.blocks:
        match block.kind:
            case "heading":
                document.add_heading(block.text, level=block.level)
            case "item":
                document.add_paragraph(block.text, style="List Bullet")
            case "table":
                table = document.add_table(rows=0, cols=len(block.rows[0]), style="Table Grid")
                for cells in block.rows:
                    for cell, text in zip(table.add_row().cells, cells, strict=True):
                        cell.text = text
            case "page":
                document.add_page_break()
            case _:
                document.add_paragraph(block.text)
    packed = BytesIO()
    document.save(packed)
    target.write_bytes(_with_fixed_times(packed))


def _set_properties(document: Document, source: Source) -> None:
    properties = document.core_properties
    properties.title = source.settings["title"]
    properties.author = source.settings.get("author", "")
    properties.last_modified_by = properties.author
    properties.comments = ""
    properties.created = properties.modified = MADE_AT.replace(tzinfo=None)
    properties.revision = 1


def _with_fixed_times(packed: BytesIO) -> bytes:
    again = BytesIO()
    with ZipFile(packed) as old, ZipFile(again, "w") as new:
        for entry in old.infolist():
            info = ZipInfo(entry.filename, ZIP_EPOCH)
            info.compress_type = ZIP_DEFLATED
            new.writestr(info, old.read(entry))
    return again.getvalue()
