"""File on disk to text."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from assistant.domain.records.documents import ParsedDocument
from assistant.domain.records.files import SourceFile


class Parser(Protocol):
    """File on disk to cleaned, paged text."""

    @property
    def version(self) -> str:
        """Changes whenever the text made of a file may change."""
        ...

    @property
    def bounds(self) -> str:
        """What a file is held to: one that went past it may be read once this is another."""
        ...

    def reads(self, path: Path) -> bool:
        """Whether the kind of file (by its suffix) is one that can be read."""
        ...

    def parse(self, file: SourceFile, *, password: str | None = None) -> ParsedDocument:
        """Raises ParseFailure with a QuarantineReason; never anything else because of the file."""
        ...

    def close(self) -> None: ...
