"""Reads what a scan or a picture shows, page by page, with the graphs that were opened before the process was sealed.

Invariant: a page that has text of its own is left to the other readers; what is yielded was recognised.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from assistant.domain.errors import ParseFailure
from assistant.domain.records.documents import ParsedPage
from assistant.ingest.parse.pdf.lines import Typography
from assistant.ingest.parse.scans.page_text import confidence_of, page_of, sure_lines
from assistant.ingest.parse.scans.pictures import drawn_pages
from assistant.ingest.parse.scans.recognise import Recogniser, ScanLine
from assistant.ingest.parse.source import Source

_STOP_SHARE = 0.9  # of the time limit: then reading stops, and the pages so far are kept
_opened: list[Recogniser] = []


def open_models(folder: Path) -> None:
    """Open the graphs for all later files of this process. Raises ModelRefused."""
    _opened[:] = [Recogniser(folder)]


def read(source: Source) -> Iterator[ParsedPage]:
    """The recognised pages. Raises ParseFailure: no_text if there is none."""
    [recogniser] = _opened
    source.paged = True
    typography = Typography()
    kept: list[ScanLine] = []
    count = 0
    for page in drawn_pages(source):
        if source.seconds_left(_STOP_SHARE) < 0:
            source.note(f"Text was recognised on the first {page.number - 1:,} of {page.total:,} pages: time was up.")
            break
        looks = page.picture is not None and (source.suffix == ".pdf" or recogniser.may_show_text(page.picture))
        found = recogniser.recognise(page.picture) if page.picture is not None and looks else None
        lines = sure_lines(found) if found is not None else []
        kept += lines
        count += bool(lines)
        yield page_of(page.number, found, lines, typography) if found and lines else ParsedPage(page.number, "")
    if not kept:
        raise ParseFailure("no_text", "No text was recognised on it.")
    what = "1 page was recognised from its picture" if count == 1 else f"{count:,} pages was recognised from pictures"
    source.note(f"Text of {what}, {100 * confidence_of(kept):.0f}% sure: compare it with what is seen.")
