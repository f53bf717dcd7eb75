"""Subjects by similarity of meaning.

Invariant: a text is compared sentence by sentence, so that a subject cannot hide in a long text about something else.
"""

from __future__ import annotations

import numpy as np

from assistant.domain.ports.embed import Embedder, Vectors
from assistant.guard.matching.segment import sentences
from assistant.guard.matching.subject import Hit, Subject, WholeDetector
from assistant.guard.policy.schema import TopicsSpec

_MIN_CHARS = 8


class TopicsDetector(WholeDetector):
    """`deny`: a hit for each topic, labelled with it, its score the best cosine of a sentence with an example.
    `allow`: one hit `off_topic`, its score 1 minus the best cosine with any example."""

    slow = True

    def __init__(self, spec: TopicsSpec, embedder: Embedder) -> None:
        self._spec = spec
        self._embedder = embedder
        self._examples = {topic.name: embedder.embed_passages(list(topic.examples)) for topic in spec.topics}
        self.identity = f"topics+{embedder.identity}"

    def detect(self, subject: Subject) -> list[Hit]:
        units = [
            (start, end) for start, end in sentences(subject.text) if len(subject.text[start:end].strip()) > _MIN_CHARS
        ]
        if not units:
            return []
        vectors = self._embedder.embed_passages([subject.text[start:end].strip() for start, end in units])
        nearest = {name: _nearest(vectors, examples) for name, examples in self._examples.items()}
        if self._spec.mode == "allow":
            best = np.max(np.stack(list(nearest.values())), axis=0)
            return [Hit("off_topic", 1.0 - _unit(float(best.max())))]
        return [Hit(name, _unit(float(near.max())), units[int(near.argmax())]) for name, near in nearest.items()]


def _nearest(vectors: Vectors, examples: Vectors) -> Vectors:
    """For each vector the largest cosine with an example; shape (len(vectors),)."""
    nearest: Vectors = np.max(vectors @ examples.T, axis=1)
    return nearest


def _unit(cosine: float) -> float:
    return min(1.0, max(0.0, cosine))
