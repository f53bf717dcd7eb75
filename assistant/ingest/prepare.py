"""One file from disk to chunks: parsed, judged and cut, within its budget.

Invariant: a file is prepared as a whole or not at all: ParseFailure says why it cannot be read, Stopped that nobody
waits for it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from assistant.domain.errors import ParseFailure
from assistant.domain.ports.chunk import Chunker
from assistant.domain.ports.guard import Gate
from assistant.domain.ports.parse import Parser, QuickParser
from assistant.domain.records.documents import ChunkDraft, ParsedDocument, ParsedPage
from assistant.domain.records.files import SourceFile
from assistant.domain.stop import StopSignal
from assistant.ingest.budget import Budget, length, reading_budget
from assistant.ingest.judge import judge_page
from assistant.ingest.title import title_of
from assistant.text.pages import ending


@dataclass(frozen=True, slots=True)
class Prepared:
    """A file with its chunks, not yet embedded. `started`: when it was begun, on the monotonic clock."""

    file: SourceFile
    document: ParsedDocument
    drafts: tuple[ChunkDraft, ...]
    started: float

    @property
    def texts(self) -> list[str]:
        """What is embedded, a text a chunk."""
        return [f"{draft.header}\n{draft.text}" for draft in self.drafts]


def maker(parser: Parser | QuickParser, chunker: Chunker) -> Callable[[str], str]:
    """Path to the versions of what makes text and passages of a file that is called so."""
    readers, cut_by = parser.versions, chunker.version
    return lambda path: f"{readers.get(ending(Path(path)), '')}; {cut_by}"


@dataclass(frozen=True, slots=True)
class Preparation:
    """The parts that a file goes through; `timeout_s` is the time limit of a file."""

    parser: Parser | QuickParser
    chunker: Chunker
    gate: Gate
    timeout_s: float

    def prepare(self, file: SourceFile, passwords: Sequence[str], stop: StopSignal) -> Prepared:
        """Read a file. Raises ParseFailure, Stopped if `stop` is set meanwhile, and TakesLonger as its parser does."""
        started = time.monotonic()
        if file.size_bytes == 0:
            raise ParseFailure("empty", "The file is empty.")
        parsed = self._parse(file, passwords, stop)
        budget = reading_budget(stop, self.timeout_s, length(parsed))
        document = self._judge(parsed, str(file.path), budget)
        drafts = self._chunk(document, title_of(file, document.title), budget)
        if not drafts:
            raise ParseFailure(
                "no_text",
                "No text was found: it may be a scan.",
                "Fetch the reader of scans: assistant models pull scans.",
            )
        made_by = maker(self.parser, self.chunker)(str(file.path))
        return Prepared(file, replace(document, made_by=made_by), drafts, started)

    def _parse(self, file: SourceFile, passwords: Sequence[str], stop: StopSignal) -> ParsedDocument:
        """Parse `file`; try each password in turn if it needs one. Raises ParseFailure."""
        try:
            return self.parser.parse(file, stop=stop)
        except ParseFailure as failure:
            locked = failure
        for password in passwords if locked.reason == "needs_password" else ():
            try:
                return self.parser.parse(file, password=password, stop=stop)
            except ParseFailure as failure:
                locked = failure
        raise locked

    def _judge(self, document: ParsedDocument, path: str, budget: Budget) -> ParsedDocument:
        pages: list[ParsedPage] = []
        for page in document.pages:
            budget.check()
            marks = dict.fromkeys((*page.marks, *judge_page(self.gate, page.text, path, budget)))
            pages.append(replace(page, marks=tuple(marks)))
        return replace(document, pages=tuple(pages))

    def _chunk(self, document: ParsedDocument, title: str, budget: Budget) -> tuple[ChunkDraft, ...]:
        drafts: list[ChunkDraft] = []
        for draft in self.chunker.chunk(document, title):
            budget.check()
            drafts.append(draft)
        return tuple(drafts)
