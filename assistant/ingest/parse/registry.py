"""Which reader reads which kind of file, and reading within bounds.

Invariant: whatever a file does to its reader, what comes out is pages of cleaned text or a ParseFailure.
"""

from __future__ import annotations

import importlib
import importlib.metadata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from assistant.domain.errors import ParseFailure
from assistant.domain.records.documents import ParsedPage
from assistant.ingest.parse.rows import MAX_CHARS, Room
from assistant.ingest.parse.source import Source, TimeIsUp
from assistant.text.clean import one_line
from assistant.text.pages import PageWord, ending

# Raised with every change to what several readers make of files. What concerns one kind alone raises `Kind.version`.
READERS_VERSION = 7
_MAX_TITLE_CHARS = 300
_RECOGNIZE = "Fetch the reader of scans: assistant models pull scans. Then index again."
_WITHOUT_TEXT: dict[PageWord, tuple[str, str]] = {  # why that is so, and what helps
    "page": (": it is probably a scan", _RECOGNIZE),
    "sheet": ("", ""),
    "message": ("", ""),
    "minute": ("", ""),
    "slide": (
        ": there are probably only pictures",
        "Fetch the reader of scans (assistant models pull scans), save it as a PDF, and index that.",
    ),
}


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: how people call it, its suffixes, and the module whose `read` reads it."""

    name: str
    suffixes: tuple[str, ...]
    module: str
    tables: bool = False  # whether its reader hands over tables as rows
    version: int = 0  # raised with every change to what its reader makes of a file
    libraries: tuple[str, ...] = ()  # whose own reading is in the text
    holds_files: bool = False  # files inside it are read by the readers of all kinds


_PROGRAMS = (
    *(".py", ".pyw", ".pyi", ".js", ".mjs", ".cjs", ".jsx", ".ts", ".tsx", ".vue", ".php", ".rb", ".pl", ".lua", ".r"),
    *(".java", ".kt", ".kts", ".scala", ".swift", ".go", ".rs", ".jl", ".dart", ".c", ".h", ".cc", ".cpp", ".cxx"),
    *(".hpp", ".hh", ".cs", ".vb", ".bas", ".pas", ".sh", ".bash", ".zsh", ".fish", ".ps1", ".bat", ".cmd", ".sql"),
    *(".awk", ".css", ".scss", ".gradle", ".cmake", ".mk", ".diff", ".patch"),
)
_SETTINGS = (
    *(".yaml", ".yml", ".toml", ".ini", ".cfg", ".conf", ".properties"),
    *(".xml", ".xsd", ".xsl", ".opml", ".tex", ".sty", ".cls", ".ltx", ".bib"),
)
_KINDS = (
    Kind(
        "PDF",
        (".pdf",),
        "assistant.ingest.parse.pdf.document",
        tables=True,
        libraries=("pypdf", "pypdfium2"),
    ),
    Kind("Word", (".docx", ".docm"), "assistant.ingest.parse.office.docx", tables=True),
    Kind("Spreadsheet", (".xlsx", ".xlsm"), "assistant.ingest.parse.office.xlsx", tables=True),
    Kind(
        "OpenDocument spreadsheet",
        (".ods", ".ots", ".fods"),
        "assistant.ingest.parse.office.opendocument.sheets",
        tables=True,
    ),
    Kind("Presentation", (".pptx", ".pptm", ".ppsx"), "assistant.ingest.parse.office.pptx", tables=True),
    Kind(
        "OpenDocument presentation",
        (".odp", ".otp", ".fodp"),
        "assistant.ingest.parse.office.opendocument.slides",
        tables=True,
    ),
    Kind("OpenDocument text", (".odt", ".ott", ".fodt"), "assistant.ingest.parse.office.odt", tables=True),
    Kind("Rich text", (".rtf",), "assistant.ingest.parse.plain.rtf", tables=True),
    Kind("Markdown", (".md", ".markdown", ".mdown", ".mkd"), "assistant.ingest.parse.plain.markdown", tables=True),
    Kind(
        "Plain text",
        (".txt", ".text", ".log", ".rst", ".org", ".adoc", ".asciidoc"),
        "assistant.ingest.parse.plain.text",
        tables=True,
    ),
    Kind("Web page", (".html", ".htm", ".xhtml"), "assistant.ingest.parse.web.html", tables=True),
    Kind(
        "E-mail and web archive",
        (".eml", ".mht", ".mhtml"),
        "assistant.ingest.parse.web.mail",
        tables=True,
        holds_files=True,
    ),
    Kind("Mailbox", (".mbox", ".mbx"), "assistant.ingest.parse.web.mailbox", tables=True, holds_files=True),
    Kind("E-book", (".epub",), "assistant.ingest.parse.office.epub", tables=True),
    Kind("Table as text", (".csv", ".tsv"), "assistant.ingest.parse.plain.delimited", tables=True),
    Kind("Calendar and contacts", (".ics", ".vcf"), "assistant.ingest.parse.plain.cards"),
    Kind("Word before 2007", (".doc", ".dot"), "assistant.ingest.parse.binary.kind", tables=True),
    Kind("Excel before 2007", (".xls", ".xlt"), "assistant.ingest.parse.binary.kind", tables=True),
    Kind("Outlook message", (".msg",), "assistant.ingest.parse.binary.kind", tables=True),
    Kind("JSON", (".json", ".jsonl", ".ndjson"), "assistant.ingest.parse.plain.json_text", tables=True),
    Kind("Subtitles", (".srt", ".vtt"), "assistant.ingest.parse.lined.subtitles"),
    Kind("Notebook", (".ipynb",), "assistant.ingest.parse.lined.notebook"),
    Kind("Program", _PROGRAMS, "assistant.ingest.parse.lined.listing"),
    Kind("Settings and markup", _SETTINGS, "assistant.ingest.parse.lined.listing"),
    Kind("Text without an ending", ("",), "assistant.ingest.parse.lined.unnamed", tables=True),
)


def kinds() -> tuple[Kind, ...]:
    """The kinds of files that can be read, most wanted first."""
    return _KINDS


def readers() -> dict[str, str]:
    """Ending (lower case, with its dot, "" for none) to the module that reads it."""
    return {suffix: kind.module for kind in _KINDS for suffix in kind.suffixes}


def reads(path: Path) -> bool:
    """Whether a file of this name is of a kind that can be read."""
    return any(ending(path) in kind.suffixes for kind in _KINDS)


def suffixes_with_tables() -> frozenset[str]:
    """The suffixes of the kinds whose readers hand over tables as rows."""
    return frozenset(suffix for kind in _KINDS if kind.tables for suffix in kind.suffixes)


def versions() -> dict[str, str]:
    """Ending to what the text of such a file depends on: our reader, and the reading of libraries."""
    return {suffix: version for kind in _KINDS for version in [_version(kind)] for suffix in kind.suffixes}


def _version(kind: Kind) -> str:
    concerned = _KINDS if kind.holds_files else (kind,)
    own = sum(one.version for one in concerned)
    libraries = dict.fromkeys(name for one in concerned for name in one.libraries)
    releases = (f"{name} {'.'.join(importlib.metadata.version(name).split('.')[:2])}" for name in libraries)
    return ", ".join([f"{READERS_VERSION}.{own}" if own else str(READERS_VERSION), *releases])


class _Reader(Protocol):
    def read(self, source: Source) -> Iterator[ParsedPage]: ...


def read_pages(source: Source, modules: Mapping[str, str]) -> Iterator[ParsedPage]:
    """The pages of `source` up to its limits, read by the module that `modules` names for its suffix.

    Raises ParseFailure and nothing else. Title and notes of `source` are complete and clean once this is exhausted.
    """
    module = modules.get(source.suffix)
    if module is None:
        raise ParseFailure("unsupported", f"Files ending in {source.suffix or 'nothing'!r} cannot be read.")
    try:
        reader: _Reader = importlib.import_module(module)
        yield from _within_limits(reader.read(source), source)
    except ParseFailure:
        raise
    except (MemoryError, TimeIsUp) as error:
        what = "memory" if isinstance(error, MemoryError) else "time"
        raise ParseFailure("limit", f"It needs more {what} than a document may take.") from None
    except OSError as error:
        raise ParseFailure("unreadable", f"The system cannot read it ({error.strerror or 'unknown error'}).") from None
    except Exception as error:  # noqa: BLE001 - the file is to blame, and a reader's error may quote it
        raise ParseFailure("damaged", f"It is damaged, or not what its name says ({type(error).__name__}).") from None
    source.title = one_line(source.title, _MAX_TITLE_CHARS)


def _within_limits(pages: Iterator[ParsedPage], source: Source) -> Iterator[ParsedPage]:
    chars = count = 0
    found_text = False
    limits = source.limits
    room = Room(chars=min(limits.max_chars, MAX_CHARS))
    for page in pages:
        if count >= limits.max_pages:
            source.note(f"Only the first {count:,} {source.page_word}s were read.")
            break
        left = limits.max_chars - chars
        if len(page.text) > left:
            source.note(f"Only the first {limits.max_chars:,} characters were read.")
            yield room.limit(_cut(page, left))
            return
        chars += len(page.text)
        count += 1
        found_text = found_text or bool(page.text.strip())
        yield room.limit(page)
    if not found_text:
        raise ParseFailure("no_text", *_no_text(source, count))


def _no_text(source: Source, pages: int) -> tuple[str, str]:
    if not source.paged:
        return "It holds no text.", ""
    why, hint = _WITHOUT_TEXT[source.page_word]
    if pages == 1:
        return f"Its only {source.page_word} holds no text{why}.", hint
    return f"None of its {pages:,} {source.page_word}s holds text{why}.", hint


def _cut(page: ParsedPage, chars: int) -> ParsedPage:
    """The first `chars` characters of a page and the blocks that lie inside them."""
    blocks = tuple(replace(block, end=min(block.end, chars)) for block in page.blocks if block.start < chars)
    return replace(page, text=page.text[:chars], blocks=blocks)
