"""Reads passages for a question: which sentence is most likely the answer.

The evidence judge and the extractive generator need the same result in a turn, so the last result is cached.
Invariant: a candidate is an unbroken span of its passage's text, and every feature lies in 0..1 (cosines
in -1..1, margins of the span reader in -3..3).
"""

from __future__ import annotations

import re
import threading
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath

import numpy as np

from assistant.answer.reader.wanted import TextTerms, Wanted, anchor_share, coverage, kind_score, text_terms, wanted
from assistant.answer.reader.weights import dot, load_weights
from assistant.domain.ports.embed import Embedder
from assistant.domain.ports.read import SpanReader
from assistant.domain.records.documents import Excerpt
from assistant.domain.records.passages import Passage
from assistant.text.clean import one_line
from assistant.text.sentences import sentence_spans

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
MAX_EMBEDDED = 32  # sentences; the others share too few words with the question
MAX_SENTENCE_CHARS = 700
_PAGE_LINE = re.compile(r"(?:\bpage|\bseite|\bp[aá]gina)\s+\d+(?:\s*(?:of|/|von|de)\s*\d+)?$|^\d+$", re.IGNORECASE)
_SEPARATORS = re.compile(r"[-_.\s]+")
_DIGITS = re.compile(r"\d+")
_LIST_NUMBER = re.compile(r"^\s*(?:§\s*)?\d{1,2}(?:\.\d{1,2})*[.)]?\s+(?=[^\W\d])")  # "18.1 The tenants", "7. LIFT"
_HEADING_WORDS = 6  # fewer words than these, all in capitals, are a heading


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


@dataclass(frozen=True, slots=True)
class _Sentence:
    passage: int
    position: int
    start: int
    end: int
    text: str
    context: str
    is_statement: bool  # not a heading, not a question, not a line that is on every page
    lexical: Mapping[str, float]

    @property
    def prior(self) -> float:
        """How likely the sentence is the answer, before it is embedded."""
        value = self.lexical
        known = value["cover"] + value["cover_near"] + value["passage"] + 0.5 * value["kind"] + 0.5 * value["anchors"]
        return known + 2 * value.get("span_share", 0.0)


class SentenceReader:
    """Scores sentences. `rarity` gives a word's weight (IDF) in the library; `spans` adds a span reader's features."""

    def __init__(self, embedder: Embedder, rarity: Callable[[str], float], spans: SpanReader | None = None) -> None:
        self.features = SPAN_FEATURES if spans else FEATURES
        self._embedder = embedder
        self._rarity = rarity
        self._spans = spans
        self._weights = load_weights("reader_spans" if spans else "reader")
        self._lock = threading.Lock()
        self._last: tuple[tuple[str, ...], tuple[Candidate, ...]] | None = None

    def read(self, question: str, passages: Sequence[Passage]) -> tuple[Candidate, ...]:
        """The most promising sentences, best first."""
        key = (question, *(passage.text for passage in passages))
        with self._lock:
            if self._last is None or self._last[0] != key:
                self._last = (key, self._read(question, passages))
            return self._last[1]

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
        cosines = dict(zip(texts, np.clip(self._embedder.embed_passages(texts) @ vector, -1.0, 1.0), strict=True))
        read = [
            self._candidate(sentence, float(cosines[sentence.text]), float(cosines[sentence.context]))
            for sentence in promising
        ]
        return tuple(sorted(read, key=lambda candidate: (-candidate.score, candidate.passage, candidate.position)))

    def _candidate(self, sentence: _Sentence, cosine: float, in_context: float) -> Candidate:
        values = {**sentence.lexical, "cosine": cosine, "cosine_in_context": in_context}
        features = tuple(values[name] for name in self.features)
        score = dot(self._weights, self.features, features)
        return Candidate(
            sentence.passage, sentence.position, sentence.start, sentence.end, sentence.text, features, score
        )

    def _sentences(self, question: str, passages: Sequence[Passage]) -> list[_Sentence]:
        asked = wanted(question, self._rarity)
        top = max((passage.score for passage in passages), default=0.0) or 1.0
        running = _running_lines(passages)
        found = [
            _of_passage(asked, number, passage, passage.score / top, running) for number, passage in enumerate(passages)
        ]
        sentences = [sentence for part in found for sentence in part]
        return self._with_margins(question, passages, found) if self._spans and sentences else sentences

    def _with_margins(
        self, question: str, passages: Sequence[Passage], found: Sequence[Sequence[_Sentence]]
    ) -> list[_Sentence]:
        """The sentences of `found` with the span reader's features."""
        assert self._spans is not None
        excerpts = [
            Excerpt(_context(passage), passage.text, tuple((sentence.start, sentence.end) for sentence in part))
            for passage, part in zip(passages, found, strict=True)
        ]
        read = self._spans.margins(question, excerpts)
        margins = np.array([margin for part in read for margin in part])
        chances = np.exp(margins - max(0.0, margins.max()))
        shares = chances / (np.exp(-max(0.0, margins.max())) + chances.sum())
        sentences = [sentence for part in found for sentence in part]
        return [
            replace(sentence, lexical={**sentence.lexical, "span": float(margin) / 10, "span_share": float(share)})
            for sentence, margin, share in zip(sentences, margins, shares, strict=True)
        ]


def _context(passage: Passage) -> str:
    """Title and headings of the passage, written as in the span reader's training examples."""
    title = passage.chunk.title or _SEPARATORS.sub(" ", PurePath(passage.path).stem)
    return ", ".join(dict.fromkeys([title, *passage.chunk.headings]))


def _of_passage(asked: Wanted, number: int, passage: Passage, share: float, running: frozenset[str]) -> list[_Sentence]:
    text, chunk = passage.text, passage.chunk
    spans = [span for span in sentence_spans(text) if span[1] - span[0] <= MAX_SENTENCE_CHARS]
    holds = [text_terms(text[start:end]) for start, end in spans]
    header, headings = text_terms(chunk.header), text_terms(" ".join(chunk.headings))
    heading = chunk.headings[-1] if chunk.headings else chunk.title
    found = []
    for position, (start, end) in enumerate(spans):
        sentence = text[start:end]
        near = headings
        for neighbour in holds[max(0, position - 1) : position + 2]:
            near = near | neighbour
        lexical = _lexical(asked, sentence, holds[position], near, header)
        lexical["cover_before"] = coverage(asked.weights, holds[position - 1].stems) if position else 0.0
        lexical["passage"], lexical["first"] = share, 1 / (number + 1)
        lexical["passage_cosine"] = passage.why.vector_score
        context = f"{heading}: {sentence}" if heading else sentence
        is_statement = _is_statement(sentence, chunk.headings) and not _is_running(sentence, chunk.path, running)
        found.append(_Sentence(number, position, start, end, sentence, context, is_statement, lexical))
    return found


def _lexical(asked: Wanted, sentence: str, own: TextTerms, near: TextTerms, header: TextTerms) -> dict[str, float]:
    count = len(sentence.split())
    kind, cover_near = kind_score(asked, _LIST_NUMBER.sub("", sentence)), coverage(asked.weights, near.stems)
    return {
        "cover": coverage(asked.weights, own.stems),
        "cover_near": cover_near,
        "cover_header": coverage(asked.weights, (own | header).stems),
        "kind": kind,
        "kind_and_cover": kind * cover_near,
        "anchors": anchor_share(asked, own),
        "anchors_header": anchor_share(asked, own | header),
        "anchors_near": anchor_share(asked, near),
        "short": float(count < 4),
        "length": min(1.0, count / 40),
    }


def _is_statement(sentence: str, headings: Sequence[str]) -> bool:
    """Whether the sentence is neither a heading nor a question."""
    plain = _LIST_NUMBER.sub("", sentence.strip().rstrip("\"'”»)"))
    if plain.endswith("?") or plain.startswith("#") or one_line(plain) in headings:
        return False
    if plain.isupper() and len(plain.split()) < _HEADING_WORDS:
        return False
    ended = plain.endswith((".", "!", "…"))
    return ended or len(plain.split()) > 6 or ":" in plain[:-1] or any(letter.isdigit() for letter in plain)


def _running_lines(passages: Sequence[Passage]) -> frozenset[str]:
    """Short lines that several passages of a file share, digits aside: headers and footers of pages."""
    counts: Counter[str] = Counter()
    for passage in passages:
        lines = {
            _line_key(line, passage.chunk.path) for line in passage.text.split("\n") if 8 < len(line.strip()) < 120
        }
        counts.update(lines)
    return frozenset(line for line, count in counts.items() if count > 1)


def _line_key(line: str, path: str) -> str:
    return f"{path}\n{_DIGITS.sub('0', line.strip())}"


def _is_running(sentence: str, path: str, running: frozenset[str]) -> bool:
    return _PAGE_LINE.search(sentence.strip()) is not None or _line_key(sentence, path) in running
