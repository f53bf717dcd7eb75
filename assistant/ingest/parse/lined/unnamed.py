"""Texts whose name has no ending (README, Makefile, notes; the mailboxes of some programs): told apart by their text.

Invariant: only a mailbox has pages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.domain.records.documents import ParsedPage
from assistant.ingest.parse.lined.listing import listing_blocks
from assistant.ingest.parse.page import deceptive_marks
from assistant.ingest.parse.plain.text import blocks_of, read_text
from assistant.ingest.parse.source import Source
from assistant.ingest.parse.web import mailbox
from assistant.text.clean import clean
from assistant.text.folding import composed

_HEAD_BYTES = 2_000
_INDENTED = re.compile(r"^\t|^ {2,}\S", re.MULTILINE)
_INTERPRETED = "#!"
_INDENTED_SHARE = 0.2  # of the lines: with more it is a program (a Makefile) and no prose


def read(source: Source) -> Iterator[ParsedPage]:
    """The messages of a mailbox, else one page. Raises ParseFailure for binary content."""
    head = source.stream.read(_HEAD_BYTES)
    source.stream.seek(0)
    if mailbox.is_mailbox(head):
        yield from mailbox.read(source)
        return
    raw = read_text(source)
    text = composed(clean(raw))
    blocks = listing_blocks(text) if _is_program(text) else blocks_of(text)
    yield ParsedPage(1, text, tuple(blocks), deceptive_marks(raw))


def _is_program(text: str) -> bool:
    lines = text.count("\n") + 1
    return text.startswith(_INTERPRETED) or len(_INDENTED.findall(text)) > _INDENTED_SHARE * lines
