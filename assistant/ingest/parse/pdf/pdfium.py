"""The second PDF reader: PDFium, for pages that pypdf cannot read, and for long documents, which it reads far faster.

It is native code, whose bugs end the process. Invariant: it only runs in a parser process or where the caller accepts
that.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from assistant.domain.errors import ParseFailure
from assistant.ingest.parse.marks.raised import END_SIGN, written
from assistant.ingest.parse.pdf.bidi import has_right_to_left, unshaped
from assistant.ingest.parse.pdf.columns import lay_out
from assistant.ingest.parse.pdf.hidden import hides_text
from assistant.ingest.parse.pdf.lines import Line
from assistant.ingest.parse.pdf.pieces import BOLD_FONT, Piece, letter_size
from assistant.ingest.parse.pdf.pypdf import Unreadable
from assistant.ingest.parse.pdf.raised_marks import mark_figures, with_marks
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
        self._annotated: set[int] = set()
        self._open: _OpenPage | None = None  # the page that was read last: it is looked at again
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
            opened = self._page(index)
            textpage, text = opened.textpage, opened.text
            found = _lines(textpage, text)
            if in_pieces and _may_have_columns(textpage, text, found):
                found = lay_out(with_marks(list(_pieces(textpage, text)))).lines
            if _has_annotations(opened.page):
                self._annotated.add(index)
        except (self._error, UnicodeDecodeError) as error:
            raise Unreadable from error
        return found

    @property
    def has_annotations(self) -> bool:
        """Whether a page that was read has form fields or comments."""
        return bool(self._annotated)

    def is_annotated(self, index: int) -> bool:
        """Whether a page that was read (0-based) has form fields or comments."""
        return index in self._annotated

    def hides_text(self, index: int) -> bool:
        """Whether the page (0-based) holds text that nobody can see."""
        try:
            opened = self._page(index)
            return hides_text(opened.page, opened.textpage, opened.text)
        except (self._error, UnicodeDecodeError):
            return False

    def close(self) -> None:
        if self._open is not None:
            self._open.close()
        self._document.close()

    def _page(self, index: int) -> _OpenPage:
        """The page with its text; the one before it is closed."""
        if self._open is None or self._open.index != index:
            before, self._open = self._open, None
            if before is not None:
                before.close()
            self._open = _OpenPage(index, self._document[index])
        return self._open


class _OpenPage:
    """A page while it is looked at. Opening it takes longer than reading its text."""

    def __init__(self, index: int, page: Any) -> None:
        self.index = index
        self.page = page
        self.textpage = page.get_textpage()
        self.text: str = self.textpage.get_text_range()

    def close(self) -> None:
        self.textpage.close()
        self.page.close()


def _lines(textpage: Any, text: str) -> list[Line]:
    """The lines with size and weight, unknown if letters cannot be matched with positions (beyond the BMP)."""
    matched = textpage.count_chars() == len(text)
    lines: list[Line] = []
    at = 0
    for line in text.split("\r\n"):
        if matched and line.strip():
            first = at + len(line) - len(line.lstrip())
            marked = mark_figures(line, *_measures(textpage, at))
            if lines and lines[-1].text.endswith(END_SIGN) and line[:1].isspace():  # it was split at a raised mark
                lines[-1] = replace(lines[-1], text=lines[-1].text + marked)
            else:
                lines.append(Line(marked, _edges(textpage, first)[0], _is_bold(textpage, first)))
        else:
            lines.append(Line(line))
        at += len(line) + 2
    return [line if line.text.isascii() else replace(line, text=unshaped(written(line.text))) for line in lines]


def _edges(textpage: Any, index: int) -> tuple[float, float]:
    """The height of a letter's box, which is its size, and its lower edge, which is the same for all letters."""
    _, bottom, _, top = textpage.get_charbox(index, loose=True)
    return letter_size(round(top - bottom, 1)), bottom


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

    unsaid = {raw.FPDF_ANNOT_UNKNOWN, raw.FPDF_ANNOT_LINK, raw.FPDF_ANNOT_POPUP}
    for number in range(raw.FPDFPage_GetAnnotCount(page)):
        annotation = raw.FPDFPage_GetAnnot(page, number)
        kind = raw.FPDFAnnot_GetSubtype(annotation)
        raw.FPDFPage_CloseAnnot(annotation)
        if kind not in unsaid:
            return True
    return False


def _may_have_columns(textpage: Any, text: str, lines: list[Line]) -> bool:
    """Whether several lines are drawn in pieces whose places are known. Lines from the right are in order already."""
    if textpage.count_chars() != len(text) or has_right_to_left(text):
        return False
    return bool(textpage.count_rects() >= sum(1 for line in lines if line.text.strip()) + _MIN_MORE_PIECES)


def _pieces(textpage: Any, text: str) -> Iterator[Piece]:
    """The lines in the pieces that they were drawn in, so that columns, tables and raised marks can be told."""
    at = 0
    for line in text.split("\r\n"):
        if line.strip():
            yield from _pieces_of(textpage, line, at)
        at += len(line) + 2


def _pieces_of(textpage: Any, line: str, start: int) -> Iterator[Piece]:
    """The pieces of a line that is not empty, and whose first letter is that number of the page."""
    places = [textpage.get_rect(number) for number in range(textpage.count_rects(start, len(line)))]
    texts = [textpage.get_text_bounded(*place) for place in places] if len(places) <= _MAX_PIECES else []
    if len(texts) < 2 or "".join("".join(texts).split()) != "".join(line.split()):
        texts = [line]
        places = [(places[0][0], 0.0, places[-1][2], 0.0) if places else (0.0, 0.0, 0.0, 0.0)]
    letters = [place for place, letter in enumerate(line) if not letter.isspace()]
    said = 0
    for number, (text, (left, _, right, _)) in enumerate(zip(texts, places, strict=True), 1):
        first = start + letters[min(said, len(letters) - 1)]
        said += len("".join(text.split()))
        size, bottom = _edges(textpage, first)
        yield Piece(text, number == len(texts), size, _is_bold(textpage, first), left, bottom, 0, right - left)


def _is_bold(textpage: Any, index: int) -> bool:
    import pypdfium2.raw as raw

    name = ctypes.create_string_buffer(_MAX_FONT_NAME)
    flags = ctypes.c_int()
    raw.FPDFText_GetFontInfo(textpage, index, name, _MAX_FONT_NAME, flags)
    return bool(BOLD_FONT.search(name.value.decode("utf-8", "replace")))
