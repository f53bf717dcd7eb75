"""The Parser port with the recognition of scans behind it: the slow lane beside the fast one.

Invariant: a page that has text of its own keeps it; a file is not lost because its pictures cannot be recognised.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from assistant.domain.errors import ParseFailure
from assistant.domain.records.documents import ParsedDocument
from assistant.domain.records.files import SourceFile
from assistant.domain.stop import StopSignal
from assistant.ingest.parse.document import make_document
from assistant.ingest.parse.process.pool import ParserProcess
from assistant.ingest.parse.process.worker import worker_command
from assistant.ingest.parse.scans.kinds import PICTURES, SUFFIXES
from assistant.ingest.parse.source import Limits
from assistant.text.pages import ending

Reading = Callable[[], ParsedDocument]

_MEGABYTE = 1024 * 1024
_MEMORY_BYTES = 1536 * _MEGABYTE
_FILE_S = 600.0  # processor time of a file; a page takes two to five seconds
_FILES_PER_PROCESS = 50
_MODULE = "assistant.ingest.parse.scans.child"
_FAILED = "Its pages without text could not be recognised."


def open_lane(models: Path, max_file_bytes: int) -> ParserProcess:
    """The parser whose processes recognise text with the graphs in `models`. Nothing is started yet."""
    command = [*worker_command(_MEMORY_BYTES, _FILE_S, _MODULE), str(models)]
    return ParserProcess(
        max_file_bytes,
        limits=Limits(timeout_s=_FILE_S),
        memory_bytes=_MEMORY_BYTES,
        files_per_worker=_FILES_PER_PROCESS,
        command=command,
        suffixes=SUFFIXES,
    )


class WithScans:
    """The Parser port. `identity` names the graphs: other ones may read what these could not."""

    def __init__(self, fast: ParserProcess, slow: ParserProcess, identity: str) -> None:
        self._fast = fast
        self._slow = slow
        self._identity = identity

    @property
    def version(self) -> str:
        return self._fast.version

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
            lambda: self._slow.parse(file, password=password, stop=stop),
        )

    def parse_bytes(self, data: bytes, suffix: str, stop: StopSignal | None = None) -> ParsedDocument:
        """As `parse`, of what is in memory."""
        return _read(
            suffix,
            lambda: self._fast.parse_bytes(data, suffix, stop),
            lambda: self._slow.parse_bytes(data, suffix, stop),
        )

    def close(self) -> None:
        self._fast.close()
        self._slow.close()


def _read(suffix: str, fast: Reading, slow: Reading) -> ParsedDocument:
    if suffix in PICTURES:
        return slow()
    try:
        document = fast()
    except ParseFailure as failure:
        if failure.reason != "no_text" or suffix not in SUFFIXES:
            raise
        return slow()
    if not document.pages_without_text or suffix not in SUFFIXES:
        return document
    try:
        return _completed(document, slow())
    except ParseFailure as failure:
        return document if failure.reason == "no_text" else _noted(document, _FAILED)


def _completed(document: ParsedDocument, recognised: ParsedDocument) -> ParsedDocument:
    """`document` with the recognised pages in place of those without text."""
    found = {page.number: page for page in recognised.pages if page.text}
    pages = [page if page.text.strip() else found.get(page.number, page) for page in document.pages]
    return make_document(document.title, document.paged, pages, (*document.notes, *recognised.notes))


def _noted(document: ParsedDocument, note: str) -> ParsedDocument:
    return replace(document, notes=(*document.notes, note))
