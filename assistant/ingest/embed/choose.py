"""Which embedder opens a model folder.

Invariant: the exported graph is used if the folder has one; torch only if it has none.
"""

from __future__ import annotations

from pathlib import Path

from assistant.domain.errors import ModelMissing
from assistant.domain.ports.embed import Embedder
from assistant.models.onnx.embedder_card import CARD


def open_embedder(folder: Path, threads: int = 0) -> Embedder:
    """Open the embedding model in the absolute `folder`.

    Raises ModelMissing (no model there, or it needs torch), ModelRefused (changed, unsafe or unreadable).
    """
    if (folder / CARD).exists():
        from assistant.ingest.embed.onnx import OnnxEmbedder

        return OnnxEmbedder(folder, threads)
    if (folder / "config.json").exists():
        from assistant.ingest.embed.sentence_transformers import SentenceTransformerEmbedder

        return SentenceTransformerEmbedder(folder, threads)
    raise ModelMissing(f"There is no embedding model in {str(folder)!r}.", "Run: assistant models pull starter")
