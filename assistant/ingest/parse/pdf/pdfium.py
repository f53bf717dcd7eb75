"""The second PDF reader: PDFium, for pages that pypdf cannot read, and for long documents, which it reads far faster.

It is native code, whose bugs end the process. Invariant: it only runs in a parser process or where the caller accepts
that.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from typing import Any

from assistant.domain.errors import ParseFailure
from assistant.ingest.parse.pdf.bidi import has_right_to_left, unshaped
from assistant.ingest.parse.pdf.columns import lay_out
from assistant.ingest.parse.pdf.hidden import hides_text
from assistant.ingest.parse.pdf.lines import Line
from assistant.ingest.parse.pdf.pieces import BOLD_FONT, Piece
from assistant.ingest.parse.pdf.pypdf import Unreadable
from assistant.ingest.parse.source import Source
from assistant.text.clean import one_line

_MAX_FONT_NAME = 100
_MIN_MORE_PIECES = 4  # than lines: the least that columns or a table take
_MAX_PIECES = 60  # of a line: a line of more is drawn letter by letter
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

    def lines(self, index: int, *, in_pieces: bool = False) -> list[Line]:
        """The lines of a page (0-based); the letter size is the height of the first letter's box.

        `in_pieces`: whether columns and tables are looked for, which takes a fifth of the time more.
        """
        try:
            page = self._document[index]
            textpage = page.get_textpage()
            text = textpage.get_text_range()
            found = _lines(textpage, text)
            if in_pieces and _may_have_columns(textpage, text, found):
                found = lay_out(list(_pieces(textpage, found))).lines
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


def _may_have_columns(textpage: Any, text: str, lines: list[Line]) -> bool:
    """Whether several lines are drawn in pieces whose places are known. Lines from the right are in order already."""
    if textpage.count_chars() != len(text) or has_right_to_left(text):
        return False
    return bool(textpage.count_rects() >= sum(1 for line in lines if line.text.strip()) + _MIN_MORE_PIECES)


def _pieces(textpage: Any, lines: list[Line]) -> Iterator[Piece]:
    """The lines in the pieces that they were drawn in, so that columns and tables can be told."""
    at = 0
    for line in lines:
        count = textpage.count_rects(at, len(line.text)) if line.text.strip() else 0
        places = [textpage.get_rect(number) for number in range(count)]
        texts = [textpage.get_text_bounded(*place) for place in places] if 1 < count <= _MAX_PIECES else []
        if not texts or "".join("".join(texts).split()) != "".join(line.text.split()):
            left, bottom, right = (places[0][0], places[0][1], places[-1][2]) if places else (0.0, 0.0, 0.0)
            yield Piece(line.text, True, line.size, line.bold, left, bottom, 0, right - left)
        else:
            for number, (text, (left, _, right, _)) in enumerate(zip(texts, places, strict=True), 1):
                ends = number == len(texts)
                yield Piece(text, ends, line.size, line.bold, left, places[0][1], 0, right - left)
        at += len(line.text) + 2


def _is_bold(textpage: Any, index: int) -> bool:
    import pypdfium2.raw as raw

    name = ctypes.create_string_buffer(_MAX_FONT_NAME)
    flags = ctypes.c_int()
    raw.FPDFText_GetFontInfo(textpage, index, name, _MAX_FONT_NAME, flags)
    return bool(BOLD_FONT.search(name.value.decode("utf-8", "replace")))
