"""Plain text and similar formats, in any usual encoding; blank lines separate paragraphs.

Invariant: the text is the cleaned source; a block is a span of consecutive lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.domain.records.documents import Block, ParsedPage
from assistant.ingest.parse.marks.raised import figures_apart
from assistant.ingest.parse.page import deceptive_marks
from assistant.ingest.parse.plain.decoding import decode
from assistant.ingest.parse.plain.text_tables import with_rows
from assistant.ingest.parse.source import Source
from assistant.text.clean import clean
from assistant.text.folding import composed

_BLANK_LINE = re.compile(r"\n[ \t]*\n")
_BULLET = re.compile(r"\s*(?:[-*+•‣◦]|\d{1,3}[.)]|[a-z][.)])\s+\S")
_ORG_HEADING = re.compile(r"(\*{1,6}|={1,6})\s+(?P<text>\S.*)")


def read(source: Source) -> Iterator[ParsedPage]:
    """One page. Raises ParseFailure for binary content."""
    text = read_text(source)
    cleaned = figures_apart(composed(clean(text)))
    blocks = (
        outline_blocks(cleaned, stars=source.suffix == ".org")
        if source.suffix in (".rst", ".org", ".adoc", ".asciidoc")
        else blocks_of(cleaned)
    )
    blocks, tables = with_rows(cleaned, blocks)
    first = next((block for block in blocks if block.kind == "heading"), None)
    if first is not None:
        source.title = cleaned[first.start : first.end]
    yield ParsedPage(1, cleaned, tuple(blocks), deceptive_marks(text), tables)


def read_text(source: Source) -> str:
    """The file's text, from `read_bytes`, as it stands. Raises ParseFailure for binary content."""
    return decode(read_bytes(source), source.note)


def read_bytes(source: Source) -> bytes:
    """The file's bytes, up to the number that could fit the limit of characters."""
    most = source.limits.max_chars * 4
    data = source.stream.read(most + 1)
    if len(data) > most:
        source.note("Only the beginning was read: the text is too long.")
    return data[:most]


def blocks_of(text: str) -> list[Block]:
    """Paragraphs, split at blank lines; a paragraph of bullets becomes a block for each bullet."""
    blocks: list[Block] = []
    for start, end in paragraph_spans(text):
        if _BULLET.match(text, start, end):
            blocks.extend(Block("list", *span) for span in _items(text, start, end) if text[slice(*span)].strip())
        else:
            blocks.append(Block("paragraph", start, end))
    return blocks


def outline_blocks(text: str, *, stars: bool = False) -> list[Block]:
    """Blocks of reStructuredText (underlined titles), Org and AsciiDoc (leading stars or equals signs)."""
    blocks: list[Block] = []
    adornments: list[str] = []
    for block in _cut_at_headings(text, blocks_of(text), stars=stars):
        lines = text[block.start : block.end].split("\n")
        match = _ORG_HEADING.fullmatch(lines[0]) if len(lines) == 1 else None
        if match:
            start = block.start + match.start("text")
            blocks.append(Block("heading", start, block.start + match.end("text"), len(match.group(1))))
            continue
        title = 1 if len(lines) > 2 and _is_adornment(lines[0]) and _is_adornment(lines[2]) else 0
        underlined = len(lines) > title + 1 and _is_adornment(lines[title + 1]) and not _is_adornment(lines[title])
        if underlined and lines[title].strip():
            adornment = ("over" if title else "") + lines[title + 1][0]
            if adornment not in adornments:
                adornments.append(adornment)
            start = block.start + sum(len(line) + 1 for line in lines[:title])
            end = start + len(lines[title].rstrip())
            start += len(lines[title]) - len(lines[title].lstrip())
            blocks.append(Block("heading", start, end, min(6, adornments.index(adornment) + 1)))
            rest = block.start + sum(len(line) + 1 for line in lines[: title + 2])
            if rest < block.end:
                blocks.append(Block("paragraph", rest, block.end))
        else:
            blocks.append(block)
    return blocks


def _cut_at_headings(text: str, blocks: Sequence[Block], *, stars: bool) -> Iterator[Block]:
    """The blocks; a heading of Org or AsciiDoc may stand directly above its text. `stars` are no bullets there."""
    for block in blocks:
        begin = at = block.start
        while at < block.end and (stars or block.kind != "list"):
            stop = text.find("\n", at, block.end)
            stop = block.end if stop < 0 else stop
            if _ORG_HEADING.fullmatch(text, at, stop) is not None and (stars or at == begin):
                if at > begin:
                    yield Block("paragraph", begin, at - 1)
                yield Block("paragraph", at, stop)
                begin = stop + 1
            at = stop + 1
        if begin < block.end:
            yield Block("paragraph" if begin > block.start else block.kind, begin, block.end)


def paragraph_spans(text: str) -> Iterator[tuple[int, int]]:
    """The spans of paragraphs, which blank lines separate, without the white space around them."""
    start = 0
    for match in (*_BLANK_LINE.finditer(text), None):
        end = match.start() if match else len(text)
        piece = text[start:end]
        if piece.strip():
            left = start + len(piece) - len(piece.lstrip("\n"))
            yield left, start + len(piece.rstrip())
        start = match.end() if match else end


def _items(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The spans of list items: each from its bullet to the next bullet."""
    begin = at = start
    while at < end:
        stop = text.find("\n", at, end)
        stop = end if stop < 0 else stop
        if at > begin and _BULLET.match(text, at, stop):
            yield begin, at - 1
            begin = at
        at = stop + 1
    yield begin, end


def _is_adornment(line: str) -> bool:
    line = line.strip()
    return len(line) >= 3 and line[0] in "=-~^\"'`#*+.:_" and len(set(line)) == 1
