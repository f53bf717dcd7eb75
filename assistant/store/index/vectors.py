"""Approximate search by Chroma: the only file that imports it.

Invariant: Chroma gets ids and vectors, nothing else; its folder can be deleted at any time and built again.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import chromadb
import numpy as np
from chromadb.api.types import Documents, EmbeddingFunction, Embeddings
from chromadb.config import Settings

from assistant.disk.durable import private_folder
from assistant.domain.errors import AssistantError
from assistant.domain.ports.embed import Vector, Vectors

_SERVER = "chromadb.api.rust.RustBindingsAPI"
_NAME = "chunks"
# More links and a wider search than Chroma's defaults: recall on real embeddings stays at 1.00 at k=30 for 10,000
# chunks, for a query that still takes a few milliseconds.
# A threshold of two makes Chroma write each addition to its five files. Otherwise it stays in Chroma's log and is
# inserted and written again each time the index opens.
_HNSW = {
    "space": "cosine",
    "ef_construction": 200,
    "max_neighbors": 24,
    "ef_search": 200,
    "batch_size": 2,
    "sync_threshold": 2,
}


class RefusingEmbeddings(EmbeddingFunction[Documents]):
    """Replaces Chroma's default function, which fetches a model from the internet."""

    def __init__(self) -> None:
        pass

    def __call__(self, input: Documents) -> Embeddings:
        raise AssistantError("The vector index was asked to embed text.", "This is a defect: please report it.")

    @staticmethod
    def name() -> str:
        return "refusing"

    def get_config(self) -> dict[str, Any]:
        return {}

    @staticmethod
    def build_from_config(config: dict[str, Any]) -> RefusingEmbeddings:
        return RefusingEmbeddings()


class ChromaIndex:
    """One persistent collection in one folder, which nobody else may write to."""

    def __init__(self, folder: Path) -> None:
        """Raises AssistantError where Chroma cannot open the folder, or would open something else."""
        private_folder(folder)
        # Every value that could come from the environment or an .env file is given here.
        settings = Settings(
            _env_file=None,
            anonymized_telemetry=False,
            chroma_api_impl=_SERVER,
            chroma_otel_collection_endpoint="",
            chroma_otel_granularity=None,
            is_persistent=True,
            persist_directory=str(folder),
            allow_reset=False,
        )
        try:
            self._client = _open(settings)
            server = type(self._client._server)
            if f"{server.__module__}.{server.__name__}" != _SERVER:
                raise AssistantError(f"Chroma opened {server.__name__} in place of the local index.")
            self._collection = self._client.get_or_create_collection(
                _NAME, embedding_function=RefusingEmbeddings(), configuration={"hnsw": _HNSW}
            )
            self._batch = int(self._client.get_max_batch_size())
        except AssistantError:
            raise
        except Exception as error:
            raise AssistantError(f"The vector index cannot be opened ({type(error).__name__}).") from error

    def add(self, ids: Sequence[int], vectors: Vectors) -> None:
        for start in range(0, len(ids), self._batch):
            part = slice(start, start + self._batch)
            self._collection.upsert(ids=[str(chunk) for chunk in ids[part]], embeddings=np.asarray(vectors[part]))

    def remove(self, ids: Sequence[int]) -> None:
        for start in range(0, len(ids), self._batch):
            self._collection.delete(ids=[str(chunk) for chunk in ids[start : start + self._batch]])

    def query(self, vector: Vector, k: int) -> list[tuple[int, float]]:
        wanted = min(k, self.count())
        if wanted <= 0:
            return []
        found = self._collection.query(query_embeddings=[vector], n_results=wanted, include=["distances"])
        distances = (found["distances"] or [[]])[0]
        cosines = [max(-1.0, min(1.0, 1.0 - float(distance))) for distance in distances]
        hits = [(int(chunk), cosine) for chunk, cosine in zip(found["ids"][0], cosines, strict=True)]
        return sorted(hits, key=lambda hit: (-hit[1], hit[0]))

    def count(self) -> int:
        return int(self._collection.count())

    def stored_ids(self, ids: Sequence[int]) -> set[int]:
        """Those of `ids` that the index holds."""
        found: set[int] = set()
        for start in range(0, len(ids), self._batch):
            part = [str(chunk) for chunk in ids[start : start + self._batch]]
            found.update(int(chunk) for chunk in self._collection.get(ids=part, include=[])["ids"])
        return found

    def stored(self, ids: Sequence[int]) -> dict[int, Vector]:
        """The vectors of those of `ids` that the index holds."""
        if not ids:
            return {}  # Chroma refuses an empty list
        found = self._collection.get(ids=[str(chunk) for chunk in ids], include=["embeddings"])
        embeddings = found["embeddings"]
        rows = [] if embeddings is None else list(embeddings)
        return {int(chunk): np.asarray(row, np.float32) for chunk, row in zip(found["ids"], rows, strict=True)}

    def close(self) -> None:
        self._client.close()


def _open(settings: Settings) -> Any:
    """The client, untyped: its declared type lacks `close` and takes NumPy arrays only through casts."""
    return chromadb.Client(settings)
