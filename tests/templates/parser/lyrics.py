"""Lyrics (LRC): what is sung, a paragraph for each verse, without times and the lines about the song."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.domain.records.documents import ParsedPage
from assistant.ingest.parse.page import PageBuilder
from assistant.ingest.parse.plain.text import read_text
from assistant.ingest.parse.source import Source

_TIMES = re.compile(r"(?:\[[\d:.]+\])+")
_ABOUT = re.compile(r"^\[[a-z]+:.*\]$", re.MULTILINE)


def read(source: Source) -> Iterator[ParsedPage]:
    """One page. Raises ParseFailure for binary content."""
    page = PageBuilder()
    for verse in _TIMES.sub("", _ABOUT.sub("", read_text(source))).split("\n\n"):
        page.add("paragraph", verse)
    yield page.build()
