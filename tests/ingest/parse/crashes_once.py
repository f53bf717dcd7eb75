"""A reader that ends its process unless it is told to be careful."""

from __future__ import annotations

import os
from collections.abc import Iterator

from assistant.domain.records.documents import ParsedPage
from assistant.ingest.parse.source import Source


def read(source: Source) -> Iterator[ParsedPage]:
    """One page, or none for ever."""
    if not source.careful:
        os.abort()
    yield ParsedPage(1, "read with care")
