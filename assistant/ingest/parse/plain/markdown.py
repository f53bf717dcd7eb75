"""Markdown: the cleaned source text, with the spans of its headings, lists, tables and code.

Invariant: every line belongs to at most one block; a heading's span covers its words without the signs around them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.domain.records.documents import Block, BlockKind, ParsedPage
from assistant.ingest.parse.marks.raised import figures_apart, lowered, raised, written
from assistant.ingest.parse.page import deceptive_marks
from assistant.ingest.parse.plain.text import read_text
from assistant.ingest.parse.plain.text_tables import tables_of
from assistant.ingest.parse.source import Source
from assistant.text.clean import clean, one_line
from assistant.text.folding import composed

_HEADING = re.compile(r" {0,3}(#{1,6})[ \t]+(?P<text>\S.*?)(?:[ \t]+#+)?[ \t]*$")
_BOLD_LEVEL = 6  # of a line that is nothing but bold
_UNDERLINE = re.compile(r" {0,3}(=+|-+)[ \t]*$")
_BOLD_LINE = re.compile(r" {0,3}(\*\*|__)(?P<text>[^*_\s](?:[^*_]{0,78}[^*_\s.,;!])?)\1:?[ \t]*$")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_ITEM = re.compile(r"[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+\S")
_RULE = re.compile(r" {0,3}(?:[-*_][ \t]*){3,}$")
# Nothing is given back, so that a long line of spaces or hyphens is read once.
_TABLE_RULE = re.compile(r"[ \t]*+(?:\|[ \t]*+)?:?-++:?[ \t]*+(?:\|[ \t]*+:?-++:?[ \t]*+)*+(?:\|[ \t]*+)?$")
_COMMENT = re.compile(r"<!--(.*?)(?:-->|\Z)", re.DOTALL)
_FRONT_TITLE = re.compile(r"^title:[ \t]*(?P<text>.+)$", re.MULTILINE)
_RAISED = re.compile(r"<su([pb])>([^<>\n]{1,40})</su\1>")


def read(source: Source) -> Iterator[ParsedPage]:
    """One page; the title comes from the front matter, else from the first heading."""
    raw = read_text(source)
    text = figures_apart(_with_marks(composed(clean(raw))))
    front = _front_matter_end(text)
    blocks = list(find_blocks(text, front))
    headings = (block for at, block in enumerate(blocks) if block.kind == "heading" and _may_name(text, block, at))
    heading = next(headings, None)
    named = _FRONT_TITLE.search(text, 0, front)
    if named:
        source.title = one_line(named["text"]).strip("\"'")
    elif heading is not None:
        source.title = one_line(text[heading.start : heading.end])
    marks = deceptive_marks(raw)
    if any(len(comment.group(1).split()) > 3 for comment in _COMMENT.finditer(text)):
        marks = (*marks, "hidden_text")  # a viewer does not show comments
    yield ParsedPage(1, text, tuple(blocks), marks, tables_of(text, blocks))


def _may_name(text: str, heading: Block, at: int) -> bool:
    """Whether a heading, the block of that number, may name the document: a bold line does so above all others."""
    return at == 0 or text[heading.start - 1 : heading.start] not in ("*", "_")


def find_blocks(text: str, start: int = 0) -> Iterator[Block]:
    """The blocks of `text` from `start` on, line by line, in one pass."""
    open_block = _OpenBlock(text)
    fence = ""
    at = start
    while at < len(text):
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        line = text[at:end]
        first = line.lstrip()[:1]  # the patterns are tried only where it can begin them: most lines begin none
        mark = _FENCE.match(line) if first in ("`", "~") else None
        if fence:
            open_block.extend("code", at, end)
            if mark and mark.group(1).startswith(fence) and not line.strip().strip(fence[0]):
                fence = ""
                yield from open_block.close()
        elif mark:
            yield from open_block.close()
            fence = mark.group(1)
            open_block.extend("code", at, end)
        else:
            yield from _plain_line(open_block, line, first, at, end)
        at = end + 1
    yield from open_block.close()


def _plain_line(open_block: _OpenBlock, line: str, first: str, at: int, end: int) -> Iterator[Block]:
    heading = _HEADING.match(line) if first == "#" else None
    if not first:
        yield from open_block.close()
    elif heading:
        yield from open_block.close()
        yield Block("heading", at + heading.start("text"), at + heading.end("text"), len(heading.group(1)))
    elif first in ("*", "_") and open_block.kind is None and (bold := _BOLD_LINE.match(line)):
        yield Block("heading", at + bold.start("text"), at + bold.end("text"), _BOLD_LEVEL)
    elif first in ("=", "-") and open_block.kind == "paragraph" and open_block.is_one_line and _UNDERLINE.match(line):
        yield open_block.as_heading(1 if first == "=" else 2)
    elif first in ("-", "*", "_") and _RULE.match(line):
        yield from open_block.close()
    elif "|" in line and (open_block.kind == "table_row" or line.count("|") >= 2):
        yield from open_block.close()
        if _TABLE_RULE.match(line):
            open_block.kind = "table_row"
        else:
            open_block.extend("table_row", at, end)
    elif (first in ("-", "*", "+") or first.isdigit()) and _ITEM.match(line):
        yield from open_block.close()
        open_block.extend("list", at, end)
    else:
        if open_block.kind == "table_row":
            yield from open_block.close()
        open_block.extend(open_block.kind or "paragraph", at, end)


class _OpenBlock:
    """The lines of the block that is being read."""

    def __init__(self, text: str) -> None:
        self._text = text
        self.kind: BlockKind | None = None
        self._start = self._end = -1

    @property
    def is_one_line(self) -> bool:
        return "\n" not in self._text[self._start : self._end]

    def extend(self, kind: BlockKind, start: int, end: int) -> None:
        if self._start < 0:
            self._start = start
        self.kind = kind
        self._end = end

    def close(self) -> Iterator[Block]:
        if self.kind is not None and self._start >= 0:
            end = self._start + len(self._text[self._start : self._end].rstrip())
            if end > self._start:
                yield Block(self.kind, self._start, end)
        self._reset()

    def as_heading(self, level: int) -> Block:
        words = self._text[self._start : self._end]
        start = self._start + len(words) - len(words.lstrip())
        block = Block("heading", start, self._start + len(words.rstrip()), level)
        self._reset()
        return block

    def _reset(self) -> None:
        self.kind = None
        self._start = self._end = -1


def _with_marks(text: str) -> str:
    """`text` with its raised and lowered letters, which Markdown takes from HTML, as plain text."""
    if "<su" not in text:
        return text
    return written(_RAISED.sub(lambda found: (raised if found[1] == "p" else lowered)(found[2]), text))


def _front_matter_end(text: str) -> int:
    """The end of the block between two lines of three hyphens at the start of `text`, 0 if there is none."""
    if not text.startswith("---\n"):
        return 0
    end = text.find("\n---\n", 3)
    return end + 5 if 0 <= end < 10_000 else 0
