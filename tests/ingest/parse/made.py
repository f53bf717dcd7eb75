"""Small documents of every kind, made on the spot: what is in them is known, and nothing foreign is kept."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path

from fpdf import FPDF

from assistant.domain.records.files import SourceFile

LEASE = (
    "The lease begins on the first of September and runs for an indefinite time. Either party may end it with three "
    "months' notice, which must be given in writing and reach the other party by the third working day of a month."
)


def on_disk(path: Path, root: Path | None = None) -> SourceFile:
    """The file as a scan would see it."""
    status = path.stat()
    return SourceFile(path, root or path.parent, status.st_size, status.st_mtime_ns, status.st_dev, status.st_ino)


def write(folder: Path, name: str, content: bytes | str) -> SourceFile:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return on_disk(path)


def pdf(pages: Sequence[str], *, title: str = "", password: str = "") -> bytes:
    """A PDF with one heading ("Part n") and one text a page; an empty string makes a page without text."""
    document = FPDF()
    document.set_title(title)
    if password:
        document.set_encryption("owner-" + password, password)
    for number, text in enumerate(pages, 1):
        document.add_page()
        if text:
            document.set_font("helvetica", "B", 16)
            document.cell(text=f"Part {number}", new_x="LMARGIN", new_y="NEXT")
            document.set_font("helvetica", size=11)
            document.multi_cell(0, text=text)
        else:
            document.rect(20, 20, 100, 100, style="F")
    return bytes(document.output())


def raw_pdf(content: bytes, *, pages: int = 1, claimed: int | None = None, filters: bytes = b"") -> bytes:
    """A PDF written by hand whose `pages` pages share one content stream; `claimed` is the page count it states."""
    kids = b" ".join(b"%d 0 R" % (5 + number) for number in range(pages))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count %d /Kids [%s] >>" % (pages if claimed is None else claimed, kids),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), filters, content),
        *[
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R "
            b"/Resources << /Font << /F1 3 0 R >> >> >>"
        ]
        * pages,
    ]
    out = io.BytesIO(b"%PDF-1.7\n")
    out.seek(0, io.SEEK_END)
    places = []
    for number, body in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.write(b"".join(b"%010d 00000 n \n" % place for place in places))
    out.write(b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start))
    return out.getvalue()


def text_stream(text: str, size: int = 12, mode: int = 0) -> bytes:
    return b"BT /F1 %d Tf %d Tr 50 700 Td (%s) Tj ET " % (size, mode, text.encode("latin-1"))


def flate_bomb_pdf(megabytes: int) -> bytes:
    """A page whose content unpacks to `megabytes` of blanks, packed twice."""
    once = zlib.compress(b" " * (megabytes << 20), 9)
    return raw_pdf(zlib.compress(once, 9), filters=b"/Filter [/FlateDecode /FlateDecode]")


def zipped(members: dict[str, bytes | str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def without(archive: bytes, *members: str) -> bytes:
    """The zip archive with those members left out."""
    with zipfile.ZipFile(io.BytesIO(archive)) as whole:
        return zipped({name: whole.read(name) for name in whole.namelist() if name not in members})


def docx_of(body: str, members: dict[str, bytes | str] | None = None) -> bytes:
    """A Word file with this body XML (namespace prefix w)."""
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    document = f"<?xml version='1.0'?><w:document {space}><w:body>{body}</w:body></w:document>"
    return zipped({"[Content_Types].xml": "<Types/>", "word/document.xml": document, **(members or {})})


def docx_paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


OFFICE_SPACES = (
    'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)


def xlsx_of(sheet: bytes | str, members: dict[str, bytes | str] | None = None) -> bytes:
    """A workbook with one sheet, "Sheet", whose part is `sheet`."""
    relation = '<Relationship Id="r1" Type="/worksheet" Target="worksheets/one.xml"/>'
    texts = '<Relationship Id="r2" Type="/sharedStrings" Target="texts.xml"/>'
    return zipped(
        {
            "xl/workbook.xml": f"<workbook {OFFICE_SPACES}><sheets><sheet name='Sheet' r:id='r1'/></sheets></workbook>",
            "xl/_rels/workbook.xml.rels": f"<Relationships>{relation}{texts}</Relationships>",
            "xl/worksheets/one.xml": sheet,
            **(members or {}),
        }
    )


def sheet_of(rows: str) -> str:
    return f"<worksheet {OFFICE_SPACES}><sheetData>{rows}</sheetData></worksheet>"


def pptx_of(slide: bytes | str) -> bytes:
    """A presentation with one slide, whose part is `slide`."""
    return zipped(
        {
            "ppt/presentation.xml": f"<presentation {OFFICE_SPACES}><sldIdLst><sldId id='256' r:id='r1'/></sldIdLst>"
            "</presentation>",
            "ppt/_rels/presentation.xml.rels": '<Relationships><Relationship Id="r1" Type="/slide" '
            'Target="/ppt/slides/slide1.xml"/></Relationships>',
            "ppt/slides/slide1.xml": slide,
        }
    )


def laughs(wanted: str) -> str:
    """XML with entities that unfold a billion times, of which the root is `wanted` with "&i;" in it."""
    pairs = zip("abcdefgh", "bcdefghi", strict=True)
    entities = "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in pairs)
    return f'<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa">{entities}]>{wanted}'


def old_office(*names: str) -> bytes:
    """A container (OLE) with streams of these names, as Office wrote before 2007 and writes for encrypted documents."""
    start, inside = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "".join(names).encode("utf-16-le")
    return start + bytes(600) + inside + bytes(600)
