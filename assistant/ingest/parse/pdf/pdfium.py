"""The second PDF reader: PDFium, for pages that pypdf cannot read, and for long documents, which it reads far faster.

It is native code, whose bugs end the process. Invariant: it only runs in a parser process or where the caller accepts
that.
"""

from __future__ import annotations

import ctypes
from typing import Any

from assistant.domain.errors import ParseFailure
from assistant.ingest.parse.pdf.bidi import unshaped
from assistant.ingest.parse.pdf.hidden import hides_text
from assistant.ingest.parse.pdf.lines import Line
from assistant.ingest.parse.pdf.pieces import BOLD_FONT
from assistant.ingest.parse.pdf.pypdf import Unreadable
from assistant.ingest.parse.source import Source
from assistant.text.clean import one_line

_MAX_FONT_NAME = 100
_PASSWORD_HINT = "Give its password with assistant index --ask-passwords; it is kept nowhere."


class PdfiumReader:
    """An opened PDF. Raises Unreadable; ParseFailure("needs_password") when opened without the right password."""

    def __init__(self, source: Source) -> None:
        import pypdfium2

        self._error: type[Exception] = pypdfium2.PdfiumError
        self.has_annotations = False  # form fields or comments, on a page that was read
        source.stream.seek(0)
        try:
            self._document = pypdfium2.PdfDocument(source.stream, password=source.password or "")
            self.pages = len(self._document)
        except pypdfium2.PdfiumError as error:
            if "assword" in str(error):
                wrong = "The password is wrong." if source.password else "It is protected by a password."
                raise ParseFailure("needs_password", wrong, _PASSWORD_HINT) from None
            raise Unreadable from error

    def title(self) -> str:
        try:
            return one_line(str(self._document.get_metadata_value("Title")), 200)
        except (self._error, UnicodeDecodeError):
            return ""

    def lines(self, index: int) -> list[Line]:
        """The lines of a page (0-based); the letter size is the height of the first letter's box."""
        try:
            page = self._document[index]
            textpage = page.get_textpage()
            found = _lines(textpage, textpage.get_text_range())
            self.has_annotations = self.has_annotations or _has_annotations(page)
            textpage.close()
            page.close()
        except (self._error, UnicodeDecodeError) as error:
            raise Unreadable from error
        return found

    def hides_text(self, index: int) -> bool:
        """Whether the page (0-based) holds text that nobody can see."""
        try:
            page = self._document[index]
            found = hides_text(page)
            page.close()
        except (self._error, UnicodeDecodeError):
            return False
        return found

    def close(self) -> None:
        self._document.close()


def _lines(textpage: Any, text: str) -> list[Line]:
    """The lines with size and weight, unknown if letters cannot be matched with positions (beyond the BMP)."""
    matched = textpage.count_chars() == len(text)
    lines: list[Line] = []
    at = 0
    for line in text.split("\r\n"):
        if matched and line.strip():
            first = at + len(line) - len(line.lstrip())
            _, bottom, _, top = textpage.get_charbox(first, loose=True)
            lines.append(Line(unshaped(line), round(top - bottom, 1), _is_bold(textpage, first)))
        else:
            lines.append(Line(unshaped(line)))
        at += len(line) + 2
    return lines


def _has_annotations(page: Any) -> bool:
    """Whether a page has form fields or comments."""
    import pypdfium2.raw as raw

    said = {raw.FPDF_ANNOT_WIDGET, raw.FPDF_ANNOT_TEXT, raw.FPDF_ANNOT_FREETEXT, raw.FPDF_ANNOT_HIGHLIGHT}
    for number in range(raw.FPDFPage_GetAnnotCount(page)):
        annotation = raw.FPDFPage_GetAnnot(page, number)
        kind = raw.FPDFAnnot_GetSubtype(annotation)
        raw.FPDFPage_CloseAnnot(annotation)
        if kind in said:
            return True
    return False


def _is_bold(textpage: Any, index: int) -> bool:
    import pypdfium2.raw as raw

    name = ctypes.create_string_buffer(_MAX_FONT_NAME)
    flags = ctypes.c_int()
    raw.FPDFText_GetFontInfo(textpage, index, name, _MAX_FONT_NAME, flags)
    return bool(BOLD_FONT.search(name.value.decode("utf-8", "replace")))
