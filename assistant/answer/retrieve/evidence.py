"""Judges whether the passages answer the question or the question is refused.

Invariant: the score is a probability between 0 and 1 that depends on the question and the passages alone; no passages,
no evidence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answer.reader.sentences import FEATURES as SENTENCE_FEATURES
from assistant.answer.reader.sentences import SPAN_FEATURES as SENTENCE_SPAN_FEATURES
from assistant.answer.reader.sentences import Candidate, SentenceReader
from assistant.answer.reader.wanted import Wanted, anchor_share, coverage, text_terms
from assistant.answer.reader.weights import Weights, dot, probability
from assistant.answer.retrieve.concern import DocumentOf, concern
from assistant.domain.records.passages import Evidence, Passage

FEATURES = (
    "sentence",  # score of the best sentence, in tens of logits
    "cosine_sentence",  # of the question and the nearest sentence
    "cosine_passage",  # of the question and the nearest passage
    "cover_sentence",  # share of the question's words in the best sentence and its neighbours
    "cover_passage",  # ... in the passage it stands in, header included
    "rarest_held",  # whether that passage holds the question's rarest word
    "anchors_sentence",  # share of the question's names, numbers and months in the best sentence and its neighbours
    "anchors_passage",  # ... in the passage, header included
    "unknown",  # share of the question's weight in words that the library does not hold at all
    "kind",  # whether the best sentence holds the kind of thing asked for
    "agreement",  # that passage is among the first three of both keywords and vectors
    "passage",  # its score
    "cover_document",  # share of the question's words in that passage's document
    "anchors_document",  # ... of its names, numbers and months
    "rarest_document",  # whether the document holds the question's rarest word
    "period",  # how near to the sentence the year and month asked for stand
)
_NEAR_CHARS = 150  # before and behind the best sentence: a date in the sentence before is its date
SPAN_FEATURES = (  # where there is a span reader
    *FEATURES,
    "span_sentence",  # its margin for the best sentence, in tens of logits
    "span_best",  # its greatest margin, in tens of logits
    "span_share",  # its share for the best sentence against all others and "answered nowhere"
)


@dataclass(frozen=True, slots=True)
class Judge:
    """The fitted judgement. `threshold` overrides the fitted threshold."""

    reader: SentenceReader
    document_of: DocumentOf
    weights: Weights
    threshold: float | None = None

    def judge(self, question: str, passages: Sequence[Passage], asked: Wanted, known_share: float) -> Evidence:
        """`known_share`: the share of the question's weight that is in words of the library, 0..1."""
        threshold = self.weights.threshold if self.threshold is None else self.threshold
        read = self.reader.read(question, passages) if passages else ()
        if not read:
            return Evidence(False, 0.0, threshold)
        names = SPAN_FEATURES if self.reader.features == SENTENCE_SPAN_FEATURES else FEATURES
        features = evidence_features(question, passages, read, asked, known_share, self.document_of)
        score = probability(dot(self.weights, names, features))
        return Evidence(score >= threshold, score, threshold, dict(zip(names, features, strict=True)))


def evidence_features(
    question: str,
    passages: Sequence[Passage],
    read: Sequence[Candidate],
    asked: Wanted,
    known_share: float,
    document_of: DocumentOf,
) -> tuple[float, ...]:
    """The values of FEATURES (or SPAN_FEATURES), for the best of `read` and its passage."""
    best = dict(zip(SENTENCE_SPAN_FEATURES, read[0].features, strict=False))
    passage = passages[read[0].passage]
    whole = text_terms(f"{passage.chunk.header}\n{passage.text}")
    rarest = max(asked.weights, key=lambda stem: asked.weights[stem], default="")
    cosine, why = SENTENCE_FEATURES.index("cosine"), passage.why
    near = passage.text[max(0, read[0].start - _NEAR_CHARS) : read[0].end + _NEAR_CHARS]
    about = concern(question, asked, near, passage, document_of(passage))
    words = (
        read[0].score / 10,
        max(candidate.features[cosine] for candidate in read),
        max(0.0, max(found.why.vector_score for found in passages)),
        best["cover_near"],
        coverage(asked.weights, whole.stems),
        coverage({rarest: 1.0}, whole.stems) if rarest else 1.0,
        best["anchors_near"],
        anchor_share(asked, whole),
        1 - known_share,
        best["kind"],
        float(0 < why.keyword_rank <= 3 and 0 < why.vector_rank <= 3),
        passage.score,
        about.cover,
        about.anchors,
        about.rarest,
        about.period,
    )
    if "span" not in best:
        return words
    span = SENTENCE_SPAN_FEATURES.index("span")
    return (*words, best["span"], max(candidate.features[span] for candidate in read), best["span_share"])
