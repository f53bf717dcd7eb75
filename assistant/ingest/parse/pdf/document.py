"""PDF: page by page with pypdf, and with PDFium if pypdf finds no text, fails or is too slow.

Invariant: every page up to the limit is yielded, with its number, even if it holds no text; an encrypted file is opened
only with the empty or the given password.
"""

from __future__ import annotations

import time
from collections.abc import Iterator

from assistant.domain.errors import ParseFailure
from assistant.domain.records.documents import BlockKind, ParsedPage
from assistant.ingest.parse.pdf.layout import build_page
from assistant.ingest.parse.pdf.lines import Line, Typography, broken_words
from assistant.ingest.parse.pdf.pdfium import PdfiumReader
from assistant.ingest.parse.pdf.pypdf import PypdfReader, Unreadable
from assistant.ingest.parse.source import Source, TimeIsUp, time_limit

_PYPDF_SHARE = 0.4  # of the time limit for pypdf; PDFium needs a tenth of its time for the same pages
# Of the time limit: then reading stops and the pages so far are kept. It comes before the processor time limit.
_STOP_SHARE = 0.65
_SUSPICIOUS_SHARE = 0.02  # of the words: more single letters show that words are cut up
_PIECE_PAGES = 100  # of a document that PDFium alone opens: so many are looked at for columns and tables
_TRIAL_PAGES = 8  # after these pages the time for the rest is estimated


def read(source: Source) -> Iterator[ParsedPage]:
    """The pages. Raises ParseFailure."""
    source.paged = True
    start = source.stream.read(1024)
    if b"%PDF-" not in start and not start.lstrip().startswith(b"%!PS-Adobe"):
        raise ParseFailure("damaged", "It is not a PDF.", "Check that the file has the right ending.")
    yield from _Document(source).pages()


class _Document:
    """The two readers of one file; each is opened when it is needed."""

    def __init__(self, source: Source) -> None:
        self._source = source
        # By whether pypdf read the page: the two readers measure letters differently.
        self._typography = {True: Typography(), False: Typography()}
        self._pdfium: PdfiumReader | None = None
        self._pypdf: PypdfReader | None = None
        self._forms: PypdfReader | None = None  # stays where PDFium reads the text
        self._may_try_pdfium = not source.careful

    def pages(self) -> Iterator[ParsedPage]:
        total = self._open()
        source = self._source
        failed = 0
        started = time.thread_time()
        for index in range(min(total, source.limits.max_pages)):
            if index and source.seconds_left(_STOP_SHARE) < 0:
                source.note(f"Only the first {index:,} of {total:,} pages were read: the time was up.")
                break
            self._check_speed(index, total, started)
            try:
                lines, first = self._lines(index)
            except Unreadable:
                failed += 1
                lines, first = [], False
            marks = ("hidden_text",) if lines and self._hides_text(index, first) else ()
            yield build_page(index + 1, lines, self._typography[first], marks, self._beside(index, first))
        if total > source.limits.max_pages:
            source.note(f"Only the first {source.limits.max_pages:,} of {total:,} pages were read.")
        if failed == total:
            raise _damaged()
        if failed:
            source.note(f"{failed} page{'s' if failed > 1 else ''} could not be read.")
        for note in self._forms.notes() if self._forms is not None else ():
            source.note(note)
        if self._forms is None and self._pdfium is not None and self._pdfium.has_annotations:
            source.note("Its form fields and comments are not read.")

    def _beside(self, index: int, first: bool) -> list[tuple[BlockKind, str]]:
        """What lies on the page beside its text; `first`: whether pypdf has read that."""
        if self._forms is None:
            return []
        if not first and self._pdfium is not None and not self._pdfium.is_annotated(index):
            return []  # pypdf takes long to find that out
        rows, comments = self._forms.rows_beside(index), self._forms.comments(index)
        return [*(("table_row", row) for row in rows), *(("paragraph", comment) for comment in comments)]

    def _open(self) -> int:
        """Open the file with the first reader that can; returns the number of pages."""
        source = self._source
        try:
            with time_limit(source.seconds_left(_PYPDF_SHARE)):
                first = PypdfReader(source)
                if not first.is_encrypted:
                    self._pypdf = self._forms = first
                    source.title = first.title()
                    return first.pages
        except (Unreadable, TimeIsUp, MemoryError):
            pass
        second = self._open_pdfium()
        if second is None:
            raise _damaged()
        source.title = second.title()
        return second.pages

    def _check_speed(self, index: int, total: int, started: float) -> None:
        """Switch to PDFium for the remaining pages if pypdf would not finish them in its share of the time."""
        if self._pypdf is None or index < _TRIAL_PAGES or self._source.careful:
            return
        needed = (time.thread_time() - started) / index * (min(total, self._source.limits.max_pages) - index)
        if needed > self._source.seconds_left(_PYPDF_SHARE) and self._open_pdfium() is not None:
            self._pypdf = None

    def _lines(self, index: int) -> tuple[list[Line], bool]:
        """The better lines of a page, and whether they are pypdf's."""
        lines: list[Line] = []
        problem: Unreadable | None = None
        if self._pypdf is not None:
            try:
                with time_limit(self._source.seconds_left(_STOP_SHARE if self._source.careful else _PYPDF_SHARE)):
                    lines = self._pypdf.lines(index)
            except Unreadable as error:
                problem = error
            except (TimeIsUp, MemoryError) as error:
                self._pypdf = None
                problem = Unreadable(type(error).__name__)
        alone, words = broken_words(lines)
        if words and alone <= words * _SUSPICIOUS_SHARE:
            return lines, True
        second = self._open_pdfium()
        if second is not None:
            return self._choose_lines(lines, alone, second, index)
        if problem is not None:
            raise problem
        return lines, True

    def _choose_lines(self, lines: list[Line], alone: int, second: PdfiumReader, index: int) -> tuple[list[Line], bool]:
        """PDFium's lines if pypdf's are empty or have more cut words; pypdf keeps the order of Arabic text better."""
        has_text = any(line.text.strip() for line in lines)
        try:
            # A long document that is too slow for pypdf is not made slower here.
            others = second.lines(index, in_pieces=self._forms is None and index < _PIECE_PAGES)
        except Unreadable:
            if not has_text:
                raise
            return lines, True
        if has_text and broken_words(others)[0] >= alone:
            return lines, True
        return others, False

    def _hides_text(self, index: int, first: bool) -> bool:
        """Whether some of the page's text is invisible; checked only if the page is suspicious and time is left."""
        suspicious = self._pypdf is None or not first or self._pypdf.may_hide_text(index)
        if not suspicious or self._source.seconds_left(_PYPDF_SHARE) < 0:
            return False
        second = self._open_pdfium()
        return second is not None and second.hides_text(index)

    def _open_pdfium(self) -> PdfiumReader | None:
        """PDFium, opened at most once; None if it must not be used or cannot read the file."""
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
