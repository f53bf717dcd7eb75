"""Splits a page into units, of which chunks are built: whole blocks, and the sentences of blocks that are too long.

Invariant: units are in reading order, do not overlap, and hold every character of the page that is not white space.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from assistant.domain.records.documents import Block, BlockKind, ParsedPage, Span
from assistant.text.sentences import cut_before, sentence_spans, trim

Count = Callable[[str], int]
MAX_CHARS = 2400  # of a unit or chunk: text without spaces can be a single word-piece of many megabytes
_SEGMENT_CHARS = 4000  # tokenized at a time


@dataclass(frozen=True, slots=True)
class Unit:
    """A span of a page's text. `block` is its block's number; `part` is True if that block had to be cut."""

    start: int
    end: int
    kind: BlockKind
    level: int
    tokens: int
    block: int
    part: bool = False


def units(page: ParsedPage, budget: int, count: Count) -> Iterator[Unit]:
    """The units of `page`, none above `budget` tokens or MAX_CHARS characters."""
    for number, block in enumerate(_blocks(page)):
        length = block.end - block.start
        tokens = count(page.text[block.start : block.end]) if length <= _SEGMENT_CHARS else budget + 1
        if tokens <= budget and length <= MAX_CHARS:
            yield Unit(block.start, block.end, block.kind, block.level, tokens, number)
        else:
            for start, end, part_tokens in _parts(page.text, block, budget, count):
                yield Unit(start, end, block.kind, block.level, part_tokens, number, part=True)


def _blocks(page: ParsedPage) -> Iterator[Block]:
    """The parser's blocks without white space at their ends; text between them becomes paragraphs."""
    at = 0
    for block in sorted(page.blocks, key=lambda block: block.start):
        start = max(block.start, at)
        if block.kind == "heading":
            start = _with_marks(page.text, at, start)
        yield from _paragraphs(page.text, at, start)
        if span := trim(page.text, (start, max(start, block.end))):
            yield Block(block.kind, *span, block.level)
        at = max(at, block.end)
    yield from _paragraphs(page.text, at, len(page.text))


def _with_marks(text: str, least: int, start: int) -> int:
    """The start of a heading with the marks in front of it on its line ("## "): they are no paragraph."""
    line = max(least, text.rfind("\n", 0, start) + 1)
    return start if any(letter.isalnum() for letter in text[line:start]) else line


def _paragraphs(text: str, start: int, end: int) -> Iterator[Block]:
    """Text outside all blocks, split at blank lines."""
    while start < end:
        stop = text.find("\n\n", start, end)
        stop = end if stop < 0 else stop
        if span := trim(text, (start, stop)):
            yield Block("paragraph", *span)
        start = stop + 2


def _parts(text: str, block: Block, budget: int, count: Count) -> Iterator[tuple[int, int, int]]:
    """A long block as sentences (lines, for code); a sentence that is too long is cut as well."""
    for start, end in _segments(text, block.start, block.end):
        piece = text[start:end]
        inner = _lines(piece) if block.kind == "code" else sentence_spans(piece)
        for a, b in inner:
            yield from _fitting(text, (start + a, start + b), budget, count)


def _segments(text: str, start: int, end: int) -> Iterator[Span]:
    while end - start > _SEGMENT_CHARS:
        stop = cut_before(text, start, start + _SEGMENT_CHARS, ("\n", ". ", " "))
        yield start, stop
        start = stop
    yield start, end


def _lines(text: str) -> Iterator[Span]:
    at = 0
    for line in text.split("\n"):
        if span := trim(text, (at, at + len(line))):
            yield span
        at += len(line) + 1


def _fitting(text: str, span: Span, budget: int, count: Count) -> Iterator[tuple[int, int, int]]:
    """Halve `span` until each part is small enough."""
    start, end = span
    tokens = count(text[start:end])
    if end - start == 1 or (tokens <= budget and end - start <= MAX_CHARS):
        yield start, end, tokens
        return
    middle = halfway(text, start, end)
    for half in ((start, middle), (middle, end)):
        if trimmed := trim(text, half):
            yield from _fitting(text, trimmed, budget, count)


def halfway(text: str, start: int, end: int) -> int:
    """The white space nearest to the middle of the span, or the middle itself; strictly inside the span."""
    middle = (start + end) // 2
    reach = max(1, (end - start) // 4)
    for distance in range(reach):
        for at in (middle + distance, middle - distance):
            if start < at < end and text[at].isspace():
                return at
    return max(start + 1, middle)
