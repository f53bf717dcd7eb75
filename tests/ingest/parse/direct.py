"""The second implementation of the Parser port: it reads in this process.

Invariant: the same readers and bounds as in a parser process, without its walls.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from assistant.domain.errors import ParseFailure
from assistant.domain.records.documents import ParsedDocument
from assistant.domain.records.files import SourceFile
from assistant.domain.stop import StopSignal
from assistant.ingest.parse.document import make_document
from assistant.ingest.parse.process.opened import open_source
from assistant.ingest.parse.registry import read_pages, readers, reads, suffixes_with_tables, versions
from assistant.ingest.parse.source import Limits, Source
from assistant.text.pages import ending


class DirectParser:
    """Reads files where it is called."""

    def __init__(
        self,
        max_file_bytes: int = 100 * 1024 * 1024,
        limits: Limits = Limits(),
        others: Mapping[str, str] | None = None,
    ) -> None:
        """`others`: suffixes that another reader reads than the program's, by its module."""
        self._max_file_bytes = max_file_bytes
        self._limits = limits
        self._others = dict(others or {})

    @property
    def versions(self) -> Mapping[str, str]:
        return versions() | self._others

    @property
    def bounds(self) -> str:
        return repr(self._limits)

    def reads(self, path: Path) -> bool:
        return reads(path)

    @property
    def suffixes_with_tables(self) -> frozenset[str]:
        return suffixes_with_tables()

    def parse(self, file: SourceFile, *, password: str | None = None, stop: StopSignal | None = None) -> ParsedDocument:
        """See the Parser port."""
        if not reads(file.path):
            raise ParseFailure("unsupported", f"Files ending in {file.path.suffix!r} cannot be read.")
        descriptor, size = open_source(file, self._max_file_bytes)
        with os.fdopen(descriptor, "rb") as stream:
            source = Source(stream, ending(file.path), size, self._limits, password)
            pages = list(read_pages(source, readers() | self._others))
        return make_document(source.title, source.paged, pages, source.notes)

    def close(self) -> None:
        """Nothing is held."""
