"""The second PDF reader: PDFium, for pages that pypdf cannot read, and for long documents, which it reads far faster.

It is native code, whose bugs end the process. Invariant: it only runs in a parser process or where the caller accepts
that.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import Any

from assistant.domain.errors import ParseFailure
from assistant.ingest.parse.marks.raised import END_SIGN, has_marks, is_sign, written
from assistant.ingest.parse.pdf.bidi import has_right_to_left, unshaped
from assistant.ingest.parse.pdf.columns import lay_out
from assistant.ingest.parse.pdf.hidden import hides_text
from assistant.ingest.parse.pdf.lines import Line
from assistant.ingest.parse.pdf.pieces import BOLD_FONT, Piece
from assistant.ingest.parse.pdf.pypdf import Unreadable
from assistant.ingest.parse.pdf.raised_marks import mark_figures
from assistant.ingest.parse.source import Source
from assistant.text.clean import one_line

_MAX_FONT_NAME = 100
_MIN_MORE_PIECES = 4  # than lines: the least that columns or a table take
_MAX_PIECES = 60  # of a line: a line of more is drawn letter by letter
_PASSWORD_HINT = "Give its password with assistant index --ask-passwords; it is kept nowhere."


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A line as PDFium gives it. The text of `line` has signs around raised marks; `raw` has none."""

    line: Line
    raw: str
    start: int  # in the text of the page
    goes_on: bool = False  # it belongs to the line above, which was split at a raised mark


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
            drawn = _drawn(textpage, text)
            found = _lines(drawn)
            if in_pieces and _may_have_columns(textpage, text, found):
                found = lay_out(list(_pieces(textpage, drawn))).lines
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


def _drawn(textpage: Any, text: str) -> list[_Drawn]:
    """The lines with size and weight, unknown if letters cannot be matched with positions (beyond the BMP)."""
    matched = textpage.count_chars() == len(text)
    drawn: list[_Drawn] = []
    at = 0
    for line in text.split("\r\n"):
        if matched and line.strip():
            first = at + len(line) - len(line.lstrip())
            _, bottom, _, top = textpage.get_charbox(first, loose=True)
            marked = mark_figures(line, *_measures(textpage, at))
            goes_on = bool(drawn) and drawn[-1].line.text.endswith(END_SIGN) and line[:1].isspace()
            look = Line(marked, round(top - bottom, 1), _is_bold(textpage, first))
            drawn.append(_Drawn(look, line, at, goes_on))
        else:
            drawn.append(_Drawn(Line(line), line, at))
        at += len(line) + 2
    return drawn


def _lines(drawn: Sequence[_Drawn]) -> list[Line]:
    lines: list[Line] = []
    for one in drawn:
        if one.goes_on:
            lines[-1] = replace(lines[-1], text=lines[-1].text + one.line.text)
        else:
            lines.append(one.line)
    return [replace(line, text=unshaped(written(line.text))) for line in lines]


def _measures(textpage: Any, start: int) -> tuple[Callable[[int], float], Callable[[int], float]]:
    """The size of a letter and its lower edge, by its place in the line that begins at `start`."""
    import pypdfium2.raw as raw

    def size(place: int) -> float:
        return float(raw.FPDFText_GetFontSize(textpage, start + place))

    def bottom(place: int) -> float:
        return float(textpage.get_charbox(start + place)[1])

    return size, bottom


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


def _pieces(textpage: Any, drawn: Sequence[_Drawn]) -> Iterator[Piece]:
    """The lines in the pieces that they were drawn in, so that columns and tables can be told."""
    height = 0.0
    for one, following in zip_longest(drawn, drawn[1:]):
        line, ends = one.line, following is None or not following.goes_on
        count = textpage.count_rects(one.start, len(one.raw)) if one.raw.strip() else 0
        places = [textpage.get_rect(number) for number in range(count)]
        height = height if one.goes_on else places[0][1] if places else 0.0
        texts = [textpage.get_text_bounded(*place) for place in places] if 1 < count <= _MAX_PIECES else []
        if not texts or "".join("".join(texts).split()) != "".join(one.raw.split()):
            left, right = (places[0][0], places[-1][2]) if places else (0.0, 0.0)
            yield Piece(line.text, ends, line.size, line.bold, left, height, 0, right - left)
        else:
            texts = _with_signs(texts, line.text) if has_marks(line.text) else texts
            for number, (text, (left, _, right, _)) in enumerate(zip(texts, places, strict=True), 1):
                ends_line = ends and number == len(texts)
                yield Piece(text, ends_line, line.size, line.bold, left, height, 0, right - left)


def _with_signs(texts: Sequence[str], marked: str) -> list[str]:
    """The pieces of a line as `marked` has them, which differs from them by white space and the signs of marks."""
    found: list[str] = []
    at = 0
    for text in texts:
        start, left = at, len("".join(text.split()))
        while at < len(marked) and (left or marked[at] == END_SIGN):
            left -= not (marked[at].isspace() or is_sign(marked[at]))
            at += 1
        found.append(marked[start:at])
    return found


def _is_bold(textpage: Any, index: int) -> bool:
    import pypdfium2.raw as raw

    name = ctypes.create_string_buffer(_MAX_FONT_NAME)
    flags = ctypes.c_int()
    raw.FPDFText_GetFontInfo(textpage, index, name, _MAX_FONT_NAME, flags)
    return bool(BOLD_FONT.search(name.value.decode("utf-8", "replace")))
