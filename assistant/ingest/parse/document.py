"""Builds documents and pages from the messages of a parser process.

Invariant: a page of a message is checked like any foreign input: types, spans, order and cleanliness.
"""

from __future__ import annotations

from collections.abc import Iterable

from assistant.domain.records.documents import Block, ParsedDocument, ParsedPage
from assistant.text.clean import clean, one_line


def make_document(title: str, paged: bool, pages: Iterable[ParsedPage], notes: Iterable[str]) -> ParsedDocument:
    """The document; if it is paged, its pages without text are listed."""
    kept = tuple(pages)
    return ParsedDocument(
        title=title,
        paged=paged,
        pages=kept,
        pages_without_text=tuple(page.number for page in kept if not page.text.strip()) if paged else (),
        notes=tuple(one_line(note, 200) for note in notes),
    )


def checked_page(number: object, text: object, blocks: object, marks: object) -> ParsedPage:
    """A page from the values of a message. Raises ValueError if they are not a valid page."""
    if type(number) is not int or number < 1 or not isinstance(text, str):
        raise ValueError("not a page")
    if not isinstance(blocks, list) or not isinstance(marks, list):
        raise ValueError("not a page")
    if clean(text) != text:
        raise ValueError("not clean")
    found: list[Block] = []
    before = 0
    for block in blocks:
        kind, start, end, level = block
        if kind not in ("heading", "paragraph", "list", "table_row", "code"):
            raise ValueError("not a block")
        if any(type(value) is not int for value in (start, end, level)) or not 0 <= level <= 6:
            raise ValueError("not a block")
        if not before <= start < end <= len(text):
            raise ValueError("not a span")
        found.append(Block(kind, start, end, level))
        before = end
    return ParsedPage(number, text, tuple(found), tuple(one_line(str(mark), 40) for mark in marks[:10]))
