"""The Parser port with the recognition of scans behind it: the slow lane beside the fast one.

Invariant: a page that has text of its own keeps it; a file is not lost because its pictures cannot be recognised.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from assistant.domain.errors import ParseFailure
from assistant.domain.ports.parse import TakesLonger
from assistant.domain.records.documents import ParsedDocument
from assistant.domain.records.files import SourceFile
from assistant.domain.stop import StopSignal
from assistant.ingest.parse.document import make_document
from assistant.ingest.parse.process.pool import ParserProcess
from assistant.ingest.parse.process.worker import worker_command
from assistant.ingest.parse.scans.kinds import PICTURES, SUFFIXES
from assistant.ingest.parse.source import Limits
from assistant.text.pages import ending

FastReading = Callable[[], ParsedDocument]
SlowReading = Callable[[Limits], ParsedDocument]

_MEGABYTE = 1024 * 1024
_MEMORY_BYTES = 1536 * _MEGABYTE
# Processor time: a page takes two to five seconds. The longest is some 1,500 pages of a usual scan.
_PAGE_S, _LEAST_S, _MOST_S = 20.0, 120.0, 7_200.0
_FILES_PER_PROCESS = 50
_MODULE = "assistant.ingest.parse.scans.child"
_FAILED = "Its pages without text could not be recognised."
_MOST_KEPT = 100_000  # SHA-256 of files that are known to be scans


def open_lane(models: Path, max_file_bytes: int) -> ParserProcess:
    """The parser whose processes recognise text with the graphs in `models`. Nothing is started yet."""
    command = [*worker_command(_MEMORY_BYTES, _LEAST_S, _MODULE), str(models)]
    return ParserProcess(
        max_file_bytes,
        limits=_limits(1),
        memory_bytes=_MEMORY_BYTES,
        files_per_worker=_FILES_PER_PROCESS,
        command=command,
        suffixes=SUFFIXES,
    )


def _limits(pages: int) -> Limits:
    seconds = min(_MOST_S, max(_LEAST_S, _PAGE_S * pages))
    return Limits(timeout_s=seconds, cpu_s=seconds)


class WithScans:
    """The Parser port. `identity` names the graphs: other ones may read what these could not."""

    def __init__(self, fast: ParserProcess, slow: ParserProcess, identity: str) -> None:
        self._fast = fast
        self._slow = slow
        self._identity = identity
        self.quick = Quick(fast)

    @property
    def versions(self) -> Mapping[str, str]:
        """See the port. A PDF is not read again for other graphs, only where it was refused; see `bounds`."""
        return {**self._fast.versions, **dict.fromkeys(PICTURES, f"scans {self._identity}")}

    @property
    def bounds(self) -> str:
        return f"{self._fast.bounds}; scans {self._identity}"

    @property
    def suffixes_with_tables(self) -> frozenset[str]:
        return self._fast.suffixes_with_tables

    def reads(self, path: Path) -> bool:
        return self._fast.reads(path) or ending(path) in PICTURES

    def parse(self, file: SourceFile, *, password: str | None = None, stop: StopSignal | None = None) -> ParsedDocument:
        """See the port: what has text is read as ever; only what has none is recognised."""
        return _read(
            ending(file.path),
            lambda: self._fast.parse(file, password=password, stop=stop),
            lambda limits: self._slow.parse(file, password=password, stop=stop, limits=limits),
        )

    def parse_bytes(self, data: bytes, suffix: str, stop: StopSignal | None = None) -> ParsedDocument:
        """As `parse`, of what is in memory."""
        return _read(
            suffix,
            lambda: self._fast.parse_bytes(data, suffix, stop),
            lambda limits: self._slow.parse_bytes(data, suffix, stop, limits),
        )

    def close(self) -> None:
        self._fast.close()
        self._slow.close()


class Quick:
    """The QuickParser port: the readers without the recognition. It remembers which contents are scans."""

    completed = frozenset({".pdf"})

    def __init__(self, fast: ParserProcess) -> None:
        self._fast = fast
        self._scans: dict[str, int] = {}  # SHA-256 -> pages without text

    @property
    def versions(self) -> Mapping[str, str]:
        return self._fast.versions

    def parse(self, file: SourceFile, *, password: str | None = None, stop: StopSignal | None = None) -> ParsedDocument:
        """See the port. A picture is not opened here, nor what was found to be a scan before."""
        suffix = ending(file.path)
        if suffix in PICTURES:
            raise TakesLonger(1)
        if file.sha256 in self._scans:
            raise TakesLonger(self._scans[file.sha256])
        try:
            document = self._fast.parse(file, password=password, stop=stop)
        except ParseFailure as failure:
            if failure.reason != "no_text" or suffix not in SUFFIXES:
                raise
            raise self._takes_longer(file, failure.pages) from None
        if document.pages_without_text and suffix in SUFFIXES:
            raise self._takes_longer(file, len(document.pages_without_text))
        return document

    def _takes_longer(self, file: SourceFile, pages: int) -> TakesLonger:
        if file.sha256 and len(self._scans) < _MOST_KEPT:
            self._scans[file.sha256] = pages
        return TakesLonger(pages)


def _read(suffix: str, fast: FastReading, slow: SlowReading) -> ParsedDocument:
    if suffix in PICTURES:
        return _picture(slow)
    try:
        document = fast()
    except ParseFailure as failure:
        if failure.reason != "no_text" or suffix not in SUFFIXES:
            raise
        return _looked_at(slow(_limits(failure.pages)))
    if not document.pages_without_text or suffix not in SUFFIXES:
        return document
    try:
        recognised = slow(_limits(len(document.pages_without_text)))
    except ParseFailure as failure:
        if failure.reason == "unreadable":
            raise
        return _looked_at(document if failure.reason == "no_text" else _noted(document, _FAILED))
    return _looked_at(_completed(document, recognised))


def _picture(slow: SlowReading) -> ParsedDocument:
    try:
        return _looked_at(slow(_limits(100)))  # a TIFF has as many pages as it likes
    except ParseFailure as failure:
        if failure.reason == "no_text":
            raise ParseFailure("picture", failure.message) from None
        raise


def _completed(document: ParsedDocument, recognised: ParsedDocument) -> ParsedDocument:
    """`document` with the recognised pages in place of those without text."""
    found = {page.number: page for page in recognised.pages if page.text}
    pages = [page if page.text.strip() else found.get(page.number, page) for page in document.pages]
    return make_document(document.title, document.paged, pages, (*document.notes, *recognised.notes))


def _looked_at(document: ParsedDocument) -> ParsedDocument:
    """What is still without text shows none: it is told in a note, and no page is left to be looked at."""
    if not document.pages_without_text:
        return document
    numbers = document.pages_without_text
    named = ", ".join(map(str, numbers[:12])) + (", \u2026" if len(numbers) > 12 else "")
    told = f"No text was recognised on page{'s' if len(numbers) > 1 else ''} {named}."
    return replace(_noted(document, told), pages_without_text=())


def _noted(document: ParsedDocument, note: str) -> ParsedDocument:
    return replace(document, notes=(*document.notes, note))
