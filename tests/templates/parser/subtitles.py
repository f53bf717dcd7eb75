"""Subtitles (SRT): what is said, a paragraph each, without numbers and times."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.domain.records.documents import ParsedPage
from assistant.ingest.parse.page import PageBuilder
from assistant.ingest.parse.plain.text import read_text
from assistant.ingest.parse.source import Source

_NUMBER_AND_TIMES = re.compile(r"\d+\s*\n[\d:,]+ --> [\d:,]+.*\n")


def read(source: Source) -> Iterator[ParsedPage]:
    """One page. Raises ParseFailure for binary content."""
    page = PageBuilder()
    for said in _NUMBER_AND_TIMES.split(read_text(source)):
        page.add("paragraph", said)
    yield page.build()
