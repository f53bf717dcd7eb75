"""Another embedder, chunker or parser: a rebuild goes on where it was stopped, and nothing mixes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest

from assistant.domain.errors import RebuildNeeded
from assistant.domain.events import ScanFinished
from assistant.domain.ports.embed import Vectors
from assistant.domain.scope import Scope
from assistant.domain.stop import StopSignal
from assistant.ingest.chunk.structure import StructureChunker
from assistant.ingest.run import Indexing
from assistant.store.ledger.database import Database
from assistant.store.library import SqliteLibrary
from tests.properties.following.embedder import HashEmbedder
from tests.properties.following.parts import GATE, IDENTITY, PARSER, SCANNER, opened, reconcile
from tests.properties.following.tree import Tree

FILES = 60


@dataclass
class Counting(HashEmbedder):
    """Counts the texts it embeds."""

    embedded: int = 0

    def __post_init__(self) -> None:
        super().__init__("another")

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        self.embedded += len(texts)
        return super().embed_passages(texts)


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    made = Tree(tmp_path / "disk")
    for number in range(FILES):
        made.write(made.place(0, f"folder {number % 3}", f"{number}.md"), "long")
    return made


def test_a_rebuild_that_is_stopped_goes_on_and_never_mixes(tree: Tree, tmp_path: Path) -> None:
    with opened(tmp_path / "library") as library:
        reconcile(library, tree.roots)
        chunks = library.count_chunks()
    embedder = Counting()
    chunker = StructureChunker(embedder)
    identity = replace(IDENTITY, embedder=embedder.identity)
    for stop_at in (3 * FILES // 2, 0):
        library = SqliteLibrary(Database(tmp_path / "library" / "ledger.sqlite3"), identity)
        if stop_at:
            assert "Its 60 files are read again" in library.waiting()
            with pytest.raises(RebuildNeeded):
                library.search_vectors(embedder.embed_question("x"), 1, Scope())
        stop = StopSignal()
        journey = Indexing(SCANNER, PARSER, chunker, embedder, library, GATE)
        for number, event in enumerate(journey.run(tree.roots, stop), start=1):
            if isinstance(event, ScanFinished):
                assert event.anew == bool(stop_at)
            if number == stop_at:
                stop.stop()
        rows = library.database.rows(
            "SELECT t.header, t.text, v.vector FROM chunk_text t JOIN vectors v ON v.chunk_id = t.id"
        )
        for row in rows:
            again = HashEmbedder("another").embed_question(f"{row['header']}\n{row['text']}")
            assert np.array_equal(np.frombuffer(row["vector"], "<f4"), again)
        states = {state: sum(one.state == state for one in library.files()) for state in ("indexed", "pending")}
        if stop_at:
            assert 0 < states["indexed"] < FILES
            assert states["pending"] == FILES - states["indexed"]
            assert library.waiting().startswith(f"{states['pending']} known files wait")
        else:
            assert states == {"indexed": FILES, "pending": 0}
            assert library.waiting() == ""
            assert library.count_chunks() == chunks
            assert embedder.embedded == chunks  # nothing was embedded twice
        library.close()
