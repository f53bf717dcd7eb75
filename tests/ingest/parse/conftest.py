"""What the tests of the formats share: a document made and read in this process, shown as (kind, text) pairs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.domain.records.documents import ParsedDocument, ParsedPage
from tests.ingest.parse.direct import DirectParser
from tests.ingest.parse.made import write

Read = Callable[[str, "bytes | str"], ParsedDocument]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """`read(name, content)`: the document made of a file with that content."""
    parser = DirectParser()
    return lambda name, content: parser.parse(write(tmp_path, name, content))


def shown(page: ParsedPage) -> list[tuple[str, str]]:
    """The blocks of a page as (kind, text), headings as ("h2", text)."""
    return [
        (f"h{block.level}" if block.kind == "heading" else block.kind, page.text[block.start : block.end])
        for block in page.blocks
    ]
