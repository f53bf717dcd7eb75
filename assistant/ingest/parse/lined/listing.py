"""Programs, settings and markup: the text as it stands, its paragraphs as code, its sections as headings.

Invariant: no line is joined, moved or changed, so that a quote shows what stands in the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.domain.records.documents import Block, ParsedPage
from assistant.ingest.parse.page import deceptive_marks
from assistant.ingest.parse.plain.decoding import decode, decode_as
from assistant.ingest.parse.plain.text import read_bytes
from assistant.ingest.parse.source import Source
from assistant.text.clean import clean, one_line

# In the settings a line in brackets, in LaTeX a command, begins a section.
_BRACKETS = re.compile(r"[ \t]*\[{1,2}[^\[\]\n]{1,200}\]{1,2}[ \t]*")
_COMMAND = re.compile(r"[ \t]*\\(part|chapter|section|subsection|subsubsection|paragraph)\*?\{[^{}\n]{1,300}\}")
_DEPTH = {"part": 1, "chapter": 2, "section": 3, "subsection": 4, "subsubsection": 5, "paragraph": 6}
_TITLE = re.compile(r"\\title\{([^{}\n]{1,300})\}")
_SECTIONED = (".ini", ".cfg", ".conf", ".toml")
_LATEX = (".tex", ".ltx", ".sty", ".cls")
_DECLARED = re.compile(rb"<\?xml[^>]{0,200}?encoding=[\"']([\w.:-]{1,40})[\"']|coding[:=]\s*([\w.-]{1,40})")
_HEAD_BYTES = 300  # where a file says in which encoding it is written


def read(source: Source) -> Iterator[ParsedPage]:
    """One page. Raises ParseFailure for binary content."""
    raw = _text(source)
    text = clean(raw)
    title = _TITLE.search(text) if source.suffix in _LATEX else None
    source.title = one_line(title[1]) if title else ""
    yield ParsedPage(1, text, tuple(listing_blocks(text, source.suffix)), deceptive_marks(raw))


def listing_blocks(text: str, suffix: str = "") -> Iterator[Block]:
    """A heading for each line that begins a section in files of that kind; else what stands between blank lines."""
    start = end = -1  # of the open block
    at = 0
    for line in text.split("\n"):
        level = _level(line, suffix)
        if start >= 0 and (level or not line.strip()):
            yield Block("code", start, end)
            start = -1
        if level:
            yield Block("heading", at + len(line) - len(line.lstrip()), at + len(line.rstrip()), level)
        elif line.strip():
            start, end = (at if start < 0 else start), at + len(line)
        at += len(line) + 1
    if start >= 0:
        yield Block("code", start, end)


def _level(line: str, suffix: str) -> int:
    """1-6 for a line that is a section's heading, else 0."""
    if suffix in _SECTIONED:
        return 1 if _BRACKETS.fullmatch(line) else 0
    command = _COMMAND.match(line) if suffix in _LATEX else None
    return _DEPTH[command[1]] if command else 0


def _text(source: Source) -> str:
    data = read_bytes(source)
    declared = _DECLARED.search(data[:_HEAD_BYTES])
    if declared is None:
        return decode(data, source.note)
    return decode_as(data, (declared[1] or declared[2]).decode("ascii", "replace"), source.note)
