"""Pages to chunks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from assistant.domain.records.documents import ChunkDraft, ParsedDocument


class Chunker(Protocol):
    """Cleaned pages to chunks that fit the embedder's window, never across pages."""

    @property
    def version(self) -> str: ...

    def chunk(self, document: ParsedDocument, title: str) -> Iterator[ChunkDraft]:
        """The chunks in reading order, one at a time: a long document takes a while, and the caller may have enough."""
        ...

    def headers(self, draft: ChunkDraft, title: str) -> tuple[str, str]:
        """The header that `chunk` gives a draft under `title`, and the longest one that fits beside its text."""
        ...
