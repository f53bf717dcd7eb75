"""File on disk to text."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from assistant.domain.records.documents import ParsedDocument
from assistant.domain.records.files import SourceFile
from assistant.domain.stop import StopSignal


class TakesLonger(Exception):
    """What is in the file can be read, but not at once; `pages`: how many pages of it that concerns, as is known."""

    def __init__(self, pages: int) -> None:
        super().__init__(pages)
        self.pages = pages


class Parser(Protocol):
    """File on disk to cleaned, paged text."""

    @property
    def versions(self) -> Mapping[str, str]:
        """Ending of the files that are read (see `text.pages.ending`) -> what their text depends on.

        A value changes whenever the text of such a file may change, and not for another kind's sake.
        """
        ...

    @property
    def bounds(self) -> str:
        """The limits of a file, as text. When it changes, files that exceeded a limit may be read again."""
        ...

    def reads(self, path: Path) -> bool:
        """Whether files with this suffix can be read."""
        ...

    @property
    def suffixes_with_tables(self) -> frozenset[str]:
        """The suffixes of files whose tables are handed over as rows."""
        ...

    def parse(self, file: SourceFile, *, password: str | None = None, stop: StopSignal | None = None) -> ParsedDocument:
        """Raises ParseFailure with a QuarantineReason, never anything else because of the file; and Stopped soon after
        `stop` was set."""
        ...

    def close(self) -> None: ...


class QuickParser(Protocol):
    """What a parser reads at once. The parser itself reads the rest, a scan for example."""

    @property
    def versions(self) -> Mapping[str, str]:
        """As the parser's."""
        ...

    @property
    def completed(self) -> frozenset[str]:
        """The suffixes of files of which the parser reads pages that are without text here."""
        ...

    def parse(self, file: SourceFile, *, password: str | None = None, stop: StopSignal | None = None) -> ParsedDocument:
        """As the parser's; raises TakesLonger for what is left to it."""
        ...
