"""Topics by similarity of meaning.

Invariant: a text is compared sentence by sentence, so that a topic cannot hide in a long text about something else.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from assistant.domain.ports.embed import Embedder, Vectors, likeness
from assistant.guard.detectors.detector import Content, Hit, WholeDetector
from assistant.guard.detectors.models import DetectorModels
from assistant.guard.detectors.spec import DetectorSpec, Name, Strict
from assistant.guard.matching.segment import sentences

_MIN_CHARS = 8


class Topic(Strict):
    """A topic, defined by example sentences."""

    name: Name
    examples: tuple[Annotated[str, Field(min_length=3, max_length=500)], ...] = Field(min_length=1, max_length=50)


class TopicsSpec(DetectorSpec):
    """Topics by similarity of meaning; a hit's label is the topic, its score the cosine (0 if negative)."""

    type: Literal["topics"]
    topics: tuple[Topic, ...] = Field(min_length=1, max_length=30)
    mode: Literal["deny", "allow"] = "deny"

    def make(self, models: DetectorModels) -> TopicsDetector:
        return TopicsDetector(self, models.embedder())


class TopicsDetector(WholeDetector):
    """`deny`: a hit for each topic, its score the best cosine of a sentence with an example.
    `allow`: a hit `off_topic`, its score 1 minus the best cosine with any example."""

    slow = True
    has_model = True

    def __init__(self, spec: TopicsSpec, embedder: Embedder) -> None:
        self._spec = spec
        self._embedder = embedder
        self._examples = {topic.name: embedder.embed_passages(list(topic.examples)) for topic in spec.topics}
        self.identity = f"topics+{embedder.identity}"

    def detect(self, content: Content) -> list[Hit]:
        units = [
            (start, end) for start, end in sentences(content.text) if len(content.text[start:end].strip()) > _MIN_CHARS
        ]
        if not units:
            return []
        vectors = self._embedder.embed_passages([content.text[start:end].strip() for start, end in units])
        nearest = {
            name: likeness(self._embedder, _nearest(vectors, examples)) for name, examples in self._examples.items()
        }
        if self._spec.mode == "allow":
            return [Hit("off_topic", 1.0 - _clip(max(float(near.max()) for near in nearest.values())))]
        return [Hit(name, _clip(float(near.max())), units[int(near.argmax())]) for name, near in nearest.items()]


def _nearest(vectors: Vectors, examples: Vectors) -> Vectors:
    """For each vector the largest cosine with an example; shape (len(vectors),)."""
    nearest: Vectors = (vectors @ examples.T).max(axis=1)
    return nearest


def _clip(cosine: float) -> float:
    return min(1.0, max(0.0, cosine))
