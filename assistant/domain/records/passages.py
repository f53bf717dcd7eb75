"""What an answer is made from: passages, their evidence, and the prompt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from assistant.domain.records.documents import (
    Chunk,
)


@dataclass(frozen=True, slots=True)
class Why:
    """Why a passage was chosen: 1-based ranks (0 = not found that way) and scores before and after fusion."""

    keyword_rank: int = 0
    keyword_score: float = 0.0
    vector_rank: int = 0
    vector_score: float = 0.0  # cosine, -1..1
    fused_score: float = 0.0
    note: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """A chunk offered as evidence. `score` is 0..1; `text` may be wider than the chunk (neighbours) or redacted.

    `sections` are the headings above each of its parts, in reading order, where parts of several sections were joined.
    `replaced_by` is the file that holds the newer version of this one, "" where none is known.
    """

    chunk: Chunk
    text: str
    score: float
    rank: int
    why: Why = Why()
    sections: tuple[tuple[str, ...], ...] = ()
    replaced_by: str = ""

    @property
    def path(self) -> str:
        return self.chunk.path

    @property
    def page(self) -> int | None:
        return self.chunk.page


@dataclass(frozen=True, slots=True)
class Evidence:
    """Whether the passages answer the question. `score` 0..1, compared with `threshold`."""

    sufficient: bool
    score: float
    threshold: float
    features: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Turn:
    """A finished exchange, as later turns see it (already through the guard's `log` stage)."""

    question: str
    answer: str
    task: str = ""  # the kind of question that it was answered as; "" if unknown
    passages: tuple[NumberedPassage, ...] = ()  # in a prompt: the excerpts in front of its question


@dataclass(frozen=True, slots=True)
class NumberedPassage:
    """A passage as the prompt shows it: `number` is what the answer cites."""

    number: int
    label: str  # file, page, section
    passage: Passage


@dataclass(frozen=True, slots=True)
class Budget:
    """Which passages fit into the prompt, in the generator's own tokens. `cut`: the best passage was shortened."""

    limit_tokens: int
    used_tokens: int
    chunks: tuple[int, ...] = ()  # ids, in the prompt's order
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Prompt:
    """All a generator needs, in prefix-stable order; each generator renders it in its own way.

    `passages` stand in front of the question, those of earlier turns in front of theirs. With `choices` the answer is
    exactly one of these texts: the model cannot write anything else. `aside`: a step on the way to an answer; the next
    prompt holds neither its question nor what was said to it. `apart`: a step under rules of its own; what was read of
    the conversation stays beside it.
    """

    system: str
    question: str
    passages: tuple[NumberedPassage, ...]
    history: tuple[Turn, ...] = ()
    max_answer_tokens: int = 400
    budget: Budget | None = None
    choices: tuple[str, ...] = ()
    aside: bool = False
    apart: bool = False
