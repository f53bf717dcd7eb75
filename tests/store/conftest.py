"""Small libraries with made-up vectors: a document a file, a page a chunk."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from assistant.domain.ports.embed import Vectors
from assistant.domain.records.documents import ChunkDraft, Identity, ParsedDocument, ParsedPage
from assistant.domain.records.files import SourceFile
from assistant.store.ledger.database import Database
from assistant.store.library import SqliteLibrary

DIMENSION = 8
IDENTITY = Identity(embedder="test", dimension=DIMENSION)


def unit_vectors(count: int, seed: int = 0) -> Vectors:
    """Shape (count, DIMENSION), unit rows."""
    drawn = np.random.default_rng(seed).normal(size=(count, DIMENSION)).astype(np.float32)
    return np.asarray(drawn / np.linalg.norm(drawn, axis=1, keepdims=True), dtype=np.float32)


def source(path: str, content: str = "", *, root: str = "/archive", mtime_ns: int = 1) -> SourceFile:
    """A file record; its hash is derived from `content`, or from the path."""
    return SourceFile(Path(path), Path(root), len(content), mtime_ns, 1, hash(path) & 0xFFFF, f"sha-{content or path}")


def document(*pages: str, title: str = "", paged: bool = True) -> tuple[ParsedDocument, list[ChunkDraft]]:
    """A parsed document and one chunk a page."""
    parsed = tuple(ParsedPage(number, text) for number, text in enumerate(pages, start=1))
    drafts = [ChunkDraft(page.number, 0, len(page.text), ("Part",), title or "Title", page.text) for page in parsed]
    return ParsedDocument(title, paged, parsed), drafts


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = Database(tmp_path / "library" / "ledger.sqlite3")
    yield opened
    opened.close()


@pytest.fixture
def library(database: Database) -> SqliteLibrary:
    made = SqliteLibrary(database, IDENTITY)
    made.adopt_identity()
    return made
