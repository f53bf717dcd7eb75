"""The text of a file: pages with blocks, and chunks.

Invariant: spans are half-open character offsets `(start, end)` into the text they name.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from assistant.domain.records.tables import ParsedTable

Span = tuple[int, int]


# The marks that parsers set on a page; every other mark is the id of a rule with a finding at ingest.
_PARSER_MARKS = frozenset({"hidden_text", "invisible_characters"})
_RECOGNISED = "recognised:"  # with the confidence in percent behind it


BlockKind = Literal["heading", "paragraph", "list", "table_row", "code"]


def is_parser_mark(mark: str) -> bool:
    """Whether a parser has set the mark, and no rule."""
    return mark in _PARSER_MARKS or mark.startswith(_RECOGNISED)


def recognised_mark(confidence: float) -> str:
    """The mark of a page whose text was recognised from a picture, with a confidence from 0 to 1; nothing of it is
    ever told to be 100% sure."""
    return f"{_RECOGNISED}{min(99, round(100 * confidence))}"


def recognised_percent(marks: tuple[str, ...]) -> int:
    """How sure the text is that was recognised from a picture, in percent; 0 where the file holds it as text."""
    said = next((mark.removeprefix(_RECOGNISED) for mark in marks if mark.startswith(_RECOGNISED)), "")
    return int(said) if said.isdecimal() and len(said) < 4 else 0


@dataclass(frozen=True, slots=True)
class Block:
    """A structural unit of a page: its span in the page's text. `level` is 1-6 for headings, else 0."""

    kind: BlockKind
    start: int
    end: int
    level: int = 0


@dataclass(frozen=True, slots=True)
class ParsedPage:
    """One page's cleaned text (see `text.clean.clean`) and its blocks, in reading order, not overlapping."""

    number: int  # 1-based
    text: str
    blocks: tuple[Block, ...] = ()
    marks: tuple[str, ...] = ()  # set at ingest: those of parsers and ids of rules
    tables: tuple[ParsedTable, ...] = ()  # whose rows stand in the text as blocks


@dataclass(frozen=True, slots=True)
class ParsedDocument:
    """The result of parsing a file. A format without pages has `paged` False and one page, number 1."""

    title: str  # the document's own title, or ""
    paged: bool
    pages: tuple[ParsedPage, ...]
    pages_without_text: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()  # short, content-free remarks shown in the library
    tables_version: int = 0  # TABLES_VERSION of the reader; 0: it was not asked for tables
    made_by: str = ""  # the versions of the reader and the chunker that made its text and its passages


@dataclass(frozen=True, slots=True)
class ChunkDraft:
    """A chunk as the chunker cuts it: a span of one page's text plus the context line that is embedded with it."""

    page: int
    start: int
    end: int
    headings: tuple[str, ...]
    header: str  # title and headings in one line, embedded and indexed in front of the text
    text: str


@dataclass(frozen=True, slots=True)
class NamedDocument:
    """A stored document with its files, as (path, root), and its chunks in order."""

    id: int
    title: str
    files: tuple[tuple[Path, Path], ...]
    drafts: tuple[ChunkDraft, ...]


@dataclass(frozen=True, slots=True)
class Chunk:
    """A stored chunk. `id` is deterministic: a 63-bit hash of the content, number and versions."""

    id: int
    path: str
    page: int | None  # None where the format has no pages
    start: int
    end: int
    headings: tuple[str, ...]
    header: str
    text: str
    title: str = ""
    number: int = 0  # position in the document, 0-based
    marks: tuple[str, ...] = ()
    also_at: tuple[str, ...] = ()  # other paths with the same content


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Text that may answer a question: `context` names its document and section, `spans` its sentences."""

    context: str
    text: str
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Identity:
    """What made the vectors of a library. Those of two models never mix."""

    embedder: str
    dimension: int
