"""Another embedding model: vectors of every passage are made with it, while those of the former model answer.

Invariant: nothing is parsed or cut anew, and what was made stays when the work is stopped or killed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np

from assistant.domain.events import VectorsMade
from assistant.domain.ports.embed import Embedder, Vector, Vectors
from assistant.domain.ports.store import NextVectors
from assistant.domain.stop import StopSignal

_SLICE = 16  # passages that are embedded between two looks at `stop`, and written in one transaction
_SPECIAL_TOKENS = 8  # that the model adds at most


def make_vectors(vectors: NextVectors, embedder: Embedder, stop: StopSignal) -> Iterator[VectorsMade]:
    """Embed every passage that lacks a vector of `embedder`. What is not done when `stop` is set is done next time."""
    while not stop.stopped:
        part = vectors.missing(_SLICE)
        if not part:
            return
        vectors.add([number for number, _ in part], embed_whole([text for _, text in part], embedder))
        yield VectorsMade(*vectors.counts())


def embed_whole(texts: Sequence[str], embedder: Embedder) -> Vectors:
    """Shape (len(texts), dimension). Passages were cut to the window of another model: one that is longer than this
    model's is embedded in parts of equal length, and has their mean direction."""
    parts = [_parts(text, embedder) for text in texts]
    made = embedder.embed_passages([part for several in parts for part in several])
    ends = np.cumsum([len(several) for several in parts])
    return np.stack([_mean(made[end - len(several) : end]) for several, end in zip(parts, ends, strict=True)])


def _parts(text: str, embedder: Embedder) -> list[str]:
    """The text, or pieces of it that fit the window; cut between word-pieces, at spaces where there are some."""
    spans = embedder.token_spans(text)
    room = max(1, embedder.max_tokens - _SPECIAL_TOKENS)
    if len(spans) <= room:
        return [text]
    count = -(-len(spans) // room)
    cuts = [spans[len(spans) * number // count][0] for number in range(1, count)]
    bounds = [0, *(text.rfind(" ", 0, cut) + 1 or cut for cut in cuts), len(text)]
    return [text[start:end] for start, end in pairwise(bounds) if text[start:end].strip()]


def _mean(vectors: Vectors) -> Vector:
    if len(vectors) == 1:
        return np.asarray(vectors[0], np.float32)
    mean = vectors.mean(axis=0)
    return np.asarray(mean / (np.linalg.norm(mean) or 1.0), np.float32)
