"""Reads passages for a question: which sentence is most likely the answer.

The evidence judge and the extractive generator need the same result in a turn, so the last results are kept.
Invariant: a candidate is an unbroken span of its passage's text, and every feature lies in 0..1 (cosines
in -1..1, margins of the span reader in -3..3).
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import PurePath

import numpy as np

from assistant.answer.reader.context.offsets import with_offsets
from assistant.answer.reader.context.records import Record
from assistant.answer.reader.lexical import MAX_SENTENCE_CHARS as MAX_SENTENCE_CHARS
from assistant.answer.reader.lexical import Sentence, sentences_of
from assistant.answer.reader.wanted import wanted
from assistant.answer.reader.weights import dot, load_weights
from assistant.domain.ports.embed import Embedder, likeness
from assistant.domain.ports.read import SpanReader
from assistant.domain.records.documents import Excerpt
from assistant.domain.records.passages import Passage

FEATURES = (
    "cosine",  # of question and sentence
    "cosine_in_context",  # of question and the sentence with its heading in front
    "cover",  # share of the question's words in the sentence
    "cover_near",  # ... in it, its neighbours and the headings
    "cover_header",  # ... in it and the passage's header
    "cover_before",  # ... in the sentence before it: "It is not allowed to lend it. In case of misuse we charge 60."
    "passage",  # the passage's score against the best passage's
    "first",  # 1 / rank of the passage
    "passage_cosine",  # of the question and the passage
    "kind",  # whether it holds the kind of thing asked for
    "kind_and_cover",  # kind times cover_near
    "anchors",  # share of the question's names, numbers and months in the sentence
    "anchors_header",  # ... in it and the passage's header
    "anchors_near",  # ... in it, its neighbours and the headings
    "short",  # fewer than four words
    "length",  # words, as a share of forty
)
SPAN_FEATURES = (  # where there is a span reader
    *FEATURES,
    "span",  # the span reader's margin, in tens of logits
    "span_share",  # of all sentences, by their margins, against "answered nowhere"
)
_KEPT = 4  # readings: a turn compares several searches, and quotes from the best
MAX_EMBEDDED = 32  # sentences; the others share too few words with the question
_SEPARATORS = re.compile(r"[-_.\s]+")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence of `passages[passage]` as read. `position` counts that passage's sentences; `score` is a logit."""

    passage: int
    position: int
    start: int
    end: int
    text: str
    features: tuple[float, ...]
    score: float = 0.0
    record: Record = Record.NONE  # whether it speaks of the id that is asked for, or of another
    step: float = -1.0  # as `Sentence.step`
    said: float = 0.0  # as `Sentence.said`


class SentenceReader:
    """Scores sentences. `rarity` gives a word's weight (IDF) in the library; `spans` adds a span reader's features."""

    def __init__(self, embedder: Embedder, rarity: Callable[[str], float], spans: SpanReader | None = None) -> None:
        self.features = SPAN_FEATURES if spans else FEATURES
        self._embedder = embedder
        self._rarity = rarity
        self._spans = spans
        self._weights = load_weights("reader_spans" if spans else "reader")
        self._lock = threading.Lock()
        self._kept: dict[tuple[str, ...], tuple[Candidate, ...]] = {}

    def read(self, question: str, passages: Sequence[Passage]) -> tuple[Candidate, ...]:
        """The most promising sentences, best first."""
        key = (question, *(passage.text for passage in passages))
        with self._lock:
            if key not in self._kept:
                if len(self._kept) == _KEPT:
                    self._kept.pop(next(iter(self._kept)))
                self._kept[key] = self._read(question, passages)
            return self._kept[key]

    def margin_alone(self, question: str, candidate: Candidate, passage: Passage) -> float | None:
        """The span reader's margin for `candidate` without the text around it, in tens of logits, -3..3; None where
        there is no span reader. What its neighbours say leads the reader on."""
        if self._spans is None:
            return None
        context = _excerpt((), passage).context
        alone = Excerpt(context, candidate.text, ((0, len(candidate.text)),))
        return self._spans.margins(question, [alone])[0][0] / 10

    def _read(self, question: str, passages: Sequence[Passage]) -> tuple[Candidate, ...]:
        sentences = self._sentences(question, passages)
        statements = [sentence for sentence in sentences if sentence.is_statement] or sentences
        promising = sorted(statements, key=lambda sentence: -sentence.prior)[:MAX_EMBEDDED]
        if not promising:
            return ()
        vector = self._embedder.embed_question(question)
        texts = list(
            dict.fromkeys([*(sentence.text for sentence in promising), *(sentence.context for sentence in promising)])
        )
        alike = likeness(self._embedder, self._embedder.embed_passages(texts) @ vector)
        cosines = dict(zip(texts, np.clip(alike, -1.0, 1.0), strict=True))
        read = [
            self._candidate(sentence, float(cosines[sentence.text]), float(cosines[sentence.context]))
            for sentence in promising
        ]
        return tuple(sorted(read, key=lambda candidate: (-candidate.score, candidate.passage, candidate.position)))

    def _candidate(self, sentence: Sentence, cosine: float, in_context: float) -> Candidate:
        values = {**sentence.lexical, "cosine": cosine, "cosine_in_context": in_context}
        features = tuple(values[name] for name in self.features)
        score = dot(self._weights, self.features, features) + sentence.offset
        return Candidate(
            sentence.passage,
            sentence.position,
            sentence.start,
            sentence.end,
            sentence.text,
            features,
            score,
            sentence.record,
            sentence.step,
            sentence.said,
        )

    def _sentences(self, question: str, passages: Sequence[Passage]) -> list[Sentence]:
        asked = wanted(question, self._rarity)
        found = sentences_of(asked, passages)
        sentences = [sentence for part in found for sentence in part]
        if self._spans and sentences:
            sentences = self._with_margins(question, passages, sentences)
        return with_offsets(question, asked, sentences, passages)

    def _with_margins(
        self, question: str, passages: Sequence[Passage], sentences: Sequence[Sentence]
    ) -> list[Sentence]:
        """The sentences with the span reader's features, which reads each passage whole, as it was fitted on."""
        assert self._spans is not None
        parts = [list(part) for _, part in groupby(sentences, lambda one: one.passage)]
        read = self._spans.margins(question, [_excerpt(part, passages[part[0].passage]) for part in parts])
        margins = np.array([margin for part in read for margin in part])
        chances = np.exp(margins - max(0.0, margins.max()))
        shares = chances / (np.exp(-max(0.0, margins.max())) + chances.sum())
        return [
            replace(sentence, lexical={**sentence.lexical, "span": float(margin) / 10, "span_share": float(share)})
            for sentence, margin, share in zip(sentences, margins, shares, strict=True)
        ]


def _excerpt(sentences: Sequence[Sentence], passage: Passage) -> Excerpt:
    """A passage for the span reader, its title and headings written as in the training examples."""
    title = passage.chunk.title or _SEPARATORS.sub(" ", PurePath(passage.path).stem)
    context = ", ".join(dict.fromkeys([title, *passage.chunk.headings]))
    return Excerpt(context, passage.text, tuple((sentence.start, sentence.end) for sentence in sentences))
