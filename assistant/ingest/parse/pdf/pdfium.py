"""The second PDF reader: PDFium, for pages that pypdf cannot read, and for long documents, which it reads far faster.

It is native code, whose bugs end the process. Invariant: it only runs in a parser process or where the caller accepts
that.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from assistant.domain.errors import ParseFailure
from assistant.ingest.parse.marks.raised import END_SIGN, has_marks, written
from assistant.ingest.parse.pdf.hidden import hides_text
from assistant.ingest.parse.pdf.lines import Line
from assistant.ingest.parse.pdf.pypdf import BOLD_FONT, Unreadable
from assistant.ingest.parse.pdf.raised_marks import mark_figures
from assistant.ingest.parse.source import Source
from assistant.text.clean import one_line

_MAX_FONT_NAME = 100
_PASSWORD_HINT = "Give its password with assistant index --ask-passwords; it is kept nowhere."


class PdfiumReader:
    """An opened PDF. Raises Unreadable; ParseFailure("needs_password") when opened without the right password."""

    def __init__(self, source: Source) -> None:
        import pypdfium2

        self._error: type[Exception] = pypdfium2.PdfiumError
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
            marked = mark_figures(line, *_measures(textpage, at))
            if lines and lines[-1].text.endswith(END_SIGN) and line[:1].isspace():  # it was split at a raised mark
                lines[-1] = replace(lines[-1], text=lines[-1].text + marked)
            else:
                lines.append(Line(marked, round(top - bottom, 1), _is_bold(textpage, first)))
        else:
            lines.append(Line(line))
        at += len(line) + 2
    return [replace(line, text=written(line.text)) if has_marks(line.text) else line for line in lines]


def _measures(textpage: Any, start: int) -> tuple[Callable[[int], float], Callable[[int], float]]:
    """The size of a letter and its lower edge, by its place in the line that begins at `start`."""
    import pypdfium2.raw as raw

    def size(place: int) -> float:
        return float(raw.FPDFText_GetFontSize(textpage, start + place))

    def bottom(place: int) -> float:
        return float(textpage.get_charbox(start + place)[1])

    return size, bottom


def _is_bold(textpage: Any, index: int) -> bool:
    import pypdfium2.raw as raw

    name = ctypes.create_string_buffer(_MAX_FONT_NAME)
    flags = ctypes.c_int()
    raw.FPDFText_GetFontInfo(textpage, index, name, _MAX_FONT_NAME, flags)
    return bool(BOLD_FONT.search(name.value.decode("utf-8", "replace")))
