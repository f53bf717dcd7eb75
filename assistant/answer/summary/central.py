"""Chooses the sentences of a summary: central ones with facts, one a section first, none that repeats another.

Greedy maximal marginal relevance (J. Carbonell, J. Goldstein, SIGIR 1998): each step takes the sentence whose relevance
less its greatest likeness to the chosen sentences is highest.
Invariant: the result is in reading order, without repetition.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import numpy as np

from assistant.answer.summary.sections import Sentence
from assistant.domain.ports.embed import Embedder, Vectors, likeness
from assistant.text.words import stems

MOST_EMBEDDED = 160  # sentences of a document; of a longer document those with most facts a section
# Weights beside a cosine (0..1). They are choices, checked on the summaries to tune on: without the facts' weight the
# sentences that name sums and dates lose to general ones.
_FACT, _OPENING, _EARLY, _LIKENESS, _NEW_SECTION = 0.08, 0.10, 0.33, 0.45, 0.25
_MOST_FACTS = 4
_MANY_SECTIONS = 8
_SMALL_WORD = re.compile(r"(?<![\w.])[a-zà-ÿ]{2,}\b")
_LEAST_SMALL_WORDS = 3
_LABEL = 0.15
_WORDS = 0.3  # of a sentence or its heading that has the topic's words
_AND = re.compile(r"\s+(?:and|und|y|e|et)\s+|,\s*")
_FACTS = re.compile(r"\d[\d.,:/-]*|(?<=\s)[A-ZÄÖÜ][\w'’-]+")
_SAME = 0.92  # cosine from which two sentences say the same


def choose_sentences(sentences: Sequence[Sentence], count: int, embedder: Embedder, topic: str = "") -> list[Sentence]:
    """At most `count` sentences in reading order; with a `topic` those that bear on it."""
    offered = _offered(sentences)
    if not offered:
        return []
    vectors = embedder.embed_passages([sentence.text for sentence in offered])
    if topic:
        relevance = _bearing_on(topic, offered, vectors, embedder)
    else:
        relevance = likeness(embedder, vectors @ _unit(vectors.mean(axis=0)))
        # The first section of a long document says what it is about, often as a summary of its own.
        early = _EARLY * (offered[-1].section >= _MANY_SECTIONS)
        relevance = relevance + _column(
            _FACT * facts(sentence.text) + _OPENING * sentence.first + early * (sentence.section <= 1)
            if _is_statement(sentence.text)
            else -_LABEL
            for sentence in offered
        )
    alike = likeness(embedder, vectors @ vectors.T)
    chosen: list[int] = []
    sections: set[int] = set()
    while len(chosen) < min(count, len(offered)):
        value = relevance.copy()
        if chosen:
            nearest = alike[:, chosen].max(axis=1)
            value = value - _LIKENESS * nearest
            value[nearest >= _SAME] = -np.inf
            value[chosen] = -np.inf
        if not topic:
            value = value + _column(_NEW_SECTION * (sentence.section not in sections) for sentence in offered)
        best = int(np.argmax(value))
        if not np.isfinite(value[best]):
            break
        chosen.append(best)
        sections.add(offered[best].section)
    return [offered[number] for number in sorted(chosen)]


def _bearing_on(topic: str, offered: Sequence[Sentence], vectors: Vectors, embedder: Embedder) -> Vectors:
    """How much each sentence bears on the nearest part of the topic ("pay and holidays"): cosine, words, headings."""
    parts = [part for part in _AND.split(topic) if part.strip()] or [topic]
    found = np.full(len(offered), -1.0, dtype=np.float32)
    for part in parts:
        wanted = set(stems(part))
        extra = _column(
            _WORDS * len(wanted & set(stems(f"{sentence.heading} {sentence.text}"))) / max(1, len(wanted))
            + _FACT / 2 * facts(sentence.text)
            for sentence in offered
        )
        found = np.maximum(found, likeness(embedder, vectors @ embedder.embed_question(part)) + extra)
    return found


def facts(text: str) -> int:
    """How many figures and names a sentence holds, at most four."""
    return min(_MOST_FACTS, len(_FACTS.findall(text)))


def _offered(sentences: Sequence[Sentence]) -> list[Sentence]:
    """Those to embed: all, or of a long document the richest of each section in turn."""
    if len(sentences) <= MOST_EMBEDDED:
        return list(sentences)
    ranked = sorted(range(len(sentences)), key=lambda number: -facts(sentences[number].text))
    places: dict[int, int] = {}
    order = []
    for number in ranked:
        section = sentences[number].section
        places[section] = places.get(section, 0) + 1
        order.append((places[section], number))
    return [sentences[number] for number in sorted(number for _, number in sorted(order)[:MOST_EMBEDDED])]


def _is_statement(text: str) -> bool:
    """Whether the text says something: an address or a name with a title has hardly a word in small letters."""
    return len(_SMALL_WORD.findall(text)) >= _LEAST_SMALL_WORDS


def _column(values: Iterable[float]) -> Vectors:
    return np.fromiter(values, dtype=np.float32)


def _unit(vector: Vectors) -> Vectors:
    length = float(np.linalg.norm(vector))
    return vector / length if length else vector
