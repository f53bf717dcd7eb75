"""PDF: page by page with pypdf, and with PDFium where that finds nothing, fails or takes too long.

Invariant: every page up to the limit is yielded, with its number, even if it holds no text; encryption is opened with
the empty or the given password and never guessed at.
"""

from __future__ import annotations

import time
from collections.abc import Iterator

from assistant.domain.errors import ParseFailure
from assistant.domain.records.documents import ParsedPage
from assistant.ingest.parse.pdf.layout import build_page
from assistant.ingest.parse.pdf.lines import Line, Typography, broken_words
from assistant.ingest.parse.pdf.pdfium import PdfiumReader
from assistant.ingest.parse.pdf.pypdf import PypdfReader, Unreadable
from assistant.ingest.parse.source import Source, TimeIsUp, time_limit

_FIRST_SHARE = 0.4  # of the time limit for pypdf; PDFium needs a tenth of its time for the same pages
_LAST_SHARE = 0.65  # of the time limit, when reading stops and what was read is kept; short of the processor time limit
_SUSPICIOUS_SHARE = 0.02  # of the words are single letters
_TRIAL_PAGES = 8  # after which the time for the rest is estimated


def read(source: Source) -> Iterator[ParsedPage]:
    """The pages. Raises ParseFailure."""
    source.paged = True
    start = source.stream.read(1024)
    if b"%PDF-" not in start and not start.lstrip().startswith(b"%!PS-Adobe"):
        raise ParseFailure("damaged", "It is not a PDF.", "Check that the file has the right ending.")
    yield from _Reading(source).pages()


class _Reading:
    """The two readers of one file; each is opened when it is needed."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._typography = {True: Typography(), False: Typography()}  # the readers measure letters differently
        self._pdfium: PdfiumReader | None = None
        self._pypdf: PypdfReader | None = None
        self._may_try_pdfium = not source.careful

    def pages(self) -> Iterator[ParsedPage]:
        total = self._open()
        source = self._source
        failed = 0
        begun = time.thread_time()
        for index in range(min(total, source.limits.max_pages)):
            if index and source.seconds_left(_LAST_SHARE) < 0:
                source.note(f"Only the first {index:,} of {total:,} pages were read: the time was up.")
                break
            self._judge_pace(index, total, begun)
            try:
                lines, first = self._lines(index)
            except Unreadable:
                failed += 1
                lines, first = [], False
            marks = ("hidden_text",) if lines and self._hides_text(index, first) else ()
            yield build_page(index + 1, lines, self._typography[first], marks)
        if total > source.limits.max_pages:
            source.note(f"Only the first {source.limits.max_pages:,} of {total:,} pages were read.")
        if failed == total:
            raise _damaged()
        if failed:
            source.note(f"{failed} page{'s' if failed > 1 else ''} could not be read.")

    def _open(self) -> int:
        """Open the file with the first reader that can; returns the number of pages."""
        source = self._source
        try:
            with time_limit(source.seconds_left(_FIRST_SHARE)):
                first = PypdfReader(source)
                if not first.is_encrypted:
                    self._pypdf = first
                    source.title = first.title()
                    return first.pages
        except (Unreadable, TimeIsUp, MemoryError):
            pass
        second = self._second()
        if second is None:
            raise _damaged()
        source.title = second.title()
        return second.pages

    def _judge_pace(self, index: int, total: int, begun: float) -> None:
        """Give the rest to PDFium if pypdf would not finish it in its share of the time."""
        if self._pypdf is None or index < _TRIAL_PAGES or self._source.careful:
            return
        needed = (time.thread_time() - begun) / index * (min(total, self._source.limits.max_pages) - index)
        if needed > self._source.seconds_left(_FIRST_SHARE) and self._second() is not None:
            self._pypdf = None

    def _lines(self, index: int) -> tuple[list[Line], bool]:
        """The better reading of a page, and whether it is pypdf's."""
        lines: list[Line] = []
        problem: Unreadable | None = None
        if self._pypdf is not None:
            try:
                with time_limit(self._source.seconds_left(_LAST_SHARE if self._source.careful else _FIRST_SHARE)):
                    lines = self._pypdf.lines(index)
            except Unreadable as error:
                problem = error
            except (TimeIsUp, MemoryError) as error:
                self._pypdf = None
                problem = Unreadable(type(error).__name__)
        alone, words = broken_words(lines)
        if words and alone <= words * _SUSPICIOUS_SHARE:
            return lines, True
        second = self._second()
        if second is not None:
            return self._better(lines, alone, second, index)
        if problem is not None:
            raise problem
        return lines, True

    def _better(self, lines: list[Line], alone: int, second: PdfiumReader, index: int) -> tuple[list[Line], bool]:
        """PDFium's reading where pypdf's is empty or has more words cut up; pypdf keeps Arabic in order better."""
        has_text = any(line.text.strip() for line in lines)
        try:
            others = second.lines(index)
        except Unreadable:
            if not has_text:
                raise
            return lines, True
        if has_text and broken_words(others)[0] >= alone:
            return lines, True
        return others, False

    def _hides_text(self, index: int, first: bool) -> bool:
        """Whether nobody can see some of the page's text; asked where there is cause and while there is time."""
        may = self._pypdf is None or not first or self._pypdf.may_hide_text(index)
        if not may or self._source.seconds_left(_FIRST_SHARE) < 0:
            return False
        second = self._second()
        return second is not None and second.hides_text(index)

    def _second(self) -> PdfiumReader | None:
        """PDFium, opened at most once; None where it must not be used or cannot read the file."""
        if self._may_try_pdfium:
            self._may_try_pdfium = False
            try:
                self._pdfium = PdfiumReader(self._source)
            except Unreadable:
                return None
        return self._pdfium


def _damaged() -> ParseFailure:
    hint = "Open it in a viewer; if that works, print it to a new PDF."
    return ParseFailure("damaged", "It is not a readable PDF.", hint)
