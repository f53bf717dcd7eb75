"""PDFs drawn by hand: each piece of text where a program may put it, with form fields and comments."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence

from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    TextStringObject,
)

Placed = tuple[float, float, str]
Fields = Sequence[dict[str, object]]


def drawn(
    pieces: Iterable[Placed], *, matrix: str = "", turned: int = 0, annotations: Fields = (), new_lines: bool = True
) -> bytes:
    """A page of A4 with `pieces` (x, y, text) in drawing order; `turned`: the page's own rotation in degrees.

    `matrix`: six numbers of a transformation; `new_lines`: whether each piece ends its line, as some programs have it.
    """
    placed = list(pieces)
    letters = sorted({letter for _, _, text in placed for letter in text})
    end = " Tj T* ET" if new_lines else " Tj ET"
    shown = [
        f"BT /F1 10 Tf 12 TL 1 0 0 1 {x} {y} Tm <{''.join(f'{letters.index(letter) + 1:02x}' for letter in text)}>{end}"
        for x, y, text in placed
    ]
    content = "\n".join(["q", *([f"{matrix} cm"] if matrix else []), *shown, "Q"])
    writer = PdfWriter()
    page = writer.add_blank_page(595, 842)
    page[NameObject("/Contents")] = writer._add_object(_stream(content))
    fonts = DictionaryObject({NameObject("/F1"): _font(letters, writer)})
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
    if turned:
        page[NameObject("/Rotate")] = NumberObject(turned)
    page[NameObject("/Annots")] = ArrayObject(writer._add_object(_object(one)) for one in annotations)
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def field(x: float, y: float, kind: str, name: str, **more: object) -> dict[str, object]:
    """A form field whose lower left corner is (x, y), 100 points wide, or 12 if it is a box."""
    wide = 12 if kind == "/Btn" else 100
    return {"/Subtype": "/Widget", "/FT": kind, "/T": name, "/Rect": [x, y, x + wide, y + 14], "/F": 4} | {
        f"/{key}": value for key, value in more.items()
    }


def _font(letters: Sequence[str], writer: PdfWriter) -> DictionaryObject:
    """A font whose codes count the letters from 1; all are half an em wide."""
    pairs = "\n".join(f"<{code:02x}> <{letter.encode('utf-16-be').hex()}>" for code, letter in enumerate(letters, 1))
    mapping = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n1 begincodespacerange\n<00> <ff>\n"
        f"endcodespacerange\n{len(letters)} beginbfchar\n{pairs}\nendbfchar\nendcmap end end"
    )
    font = _object({"/Type": "/Font", "/Subtype": "/TrueType", "/BaseFont": "/Made", "/FirstChar": 1})
    font[NameObject("/LastChar")] = NumberObject(len(letters))
    font[NameObject("/Widths")] = ArrayObject(NumberObject(500) for _ in letters)
    font[NameObject("/ToUnicode")] = writer._add_object(_stream(mapping))
    return font


def _stream(text: str) -> DecodedStreamObject:
    stream = DecodedStreamObject()
    stream.set_data(text.encode("latin-1"))
    return stream


def _object(values: dict[str, object]) -> DictionaryObject:
    return DictionaryObject({NameObject(key): _value(value) for key, value in values.items()})


def _value(value: object) -> object:
    if isinstance(value, str):
        return NameObject(value) if value.startswith("/") else TextStringObject(value)
    if isinstance(value, list):
        return ArrayObject(_value(one) for one in value)
    return NumberObject(value) if isinstance(value, int) else FloatObject(value)
