"""An embedder that costs nothing and is still one: the same text has the same unit vector, another text another."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

import numpy as np

from assistant.domain.ports.embed import Vector, Vectors

DIMENSION = 16
_PIECES = re.compile(r"\w+|[^\w\s]")


class HashEmbedder:
    """Vectors drawn by the text's hash; a word or mark is a piece."""

    def __init__(self, identity: str = "hash") -> None:
        self.identity = identity
        self.dimension = DIMENSION
        self.unrelated = 0.0
        self.max_tokens = 64  # a short window: a page of some sentences makes several chunks

    def token_spans(self, text: str) -> list[tuple[int, int]]:
        return [match.span() for match in _PIECES.finditer(text)]

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        return (
            np.stack([self.embed_question(text) for text in texts]) if texts else np.empty((0, DIMENSION), np.float32)
        )

    def embed_question(self, text: str) -> Vector:
        seed = hashlib.sha256(f"{self.identity}\0{text}".encode()).digest()
        drawn = np.random.default_rng(list(seed)).normal(size=DIMENSION).astype(np.float32)
        return np.asarray(drawn / np.linalg.norm(drawn), np.float32)
