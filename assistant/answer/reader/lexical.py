"""The sentences of a passage with what their words tell: which of the question's words they hold, and where they stand.

Invariant: a sentence is an unbroken span of its passage's text, and every feature lies in 0..1.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.answer.reader.context.records import Record, records
from assistant.answer.reader.context.sections import Place, places
from assistant.answer.reader.context.steps import steps_in
from assistant.answer.reader.wanted import (
    TextTerms,
    Wanted,
    anchor_share,
    besides_kind,
    coverage,
    id_stem,
    kind_score,
    text_terms,
)
from assistant.domain.records.passages import Passage
from assistant.text.clean import one_line
from assistant.text.forms.pairs import count_words
from assistant.text.pages import page_word
from assistant.text.sentences import sentence_spans

MAX_SENTENCE_CHARS = 700
_PAGE_LINE = re.compile(r"(?:\bpage|\bseite|\bp[aá]gina)\s+\d+(?:\s*(?:of|/|von|de)\s*\d+)?$|^\d+$", re.IGNORECASE)
_PAGE_FIGURE = re.compile(r"(?<![\d.,])\d{1,4}(?![\d.,]\d|\d)")
# "18.1 The tenants", "7. LIFT", but not "36 months" and "6 Wochen".
_LIST_NUMBER = re.compile(
    r"^\s*(?:§\s*\d{1,2}|\d{1,2}(?:\.\d{1,2})++|\d{1,2}(?=[.)]|\s+[^\W\d_a-zß-ÿ]\S*(?:\s+\S+){3}))[.)]?\s+(?=[^\W\d])"
)
_BULLET = re.compile(r"\s*[-*\u2022\u2013]\s+\S+\s+\S")  # an item of two words or more says something
_HELD = 0.9  # of the question near a sentence: then the label of a figure says what it is
_ENDS = (".", "!", "…", "。", "！", "।", "۔")  # the last two of Hindi and Urdu
_QUESTION_MARKS = ("?", "？", "؟")
_HEADING_WORDS = 6  # fewer words than these, all in capitals, are a heading


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of `passages[passage]` before it is embedded."""

    passage: int
    position: int
    start: int
    end: int
    text: str
    title: str  # of its document, "" where that is the heading of another section
    is_statement: bool  # not a heading, not a question, not a line that is on every page
    lexical: Mapping[str, float]
    place: Place
    near: TextTerms  # the terms of the sentence, of its neighbours in the same section, and of the headings
    record: Record
    step: float = -1.0  # of the item whose number is asked for: how much of the rest is named around it, 0..1
    said: float = 0.0  # share of the question that it and the one heading above it hold, its kind words left out
    offset: float = 0.0  # on its score, in logits: what rules know and the fitted weights do not

    @property
    def context(self) -> str:
        """The sentence with its heading in front."""
        heading = self.place.headings[-1] if self.place.headings else self.title
        return f"{heading}: {self.text}" if heading else self.text

    @property
    def prior(self) -> float:
        """How likely the sentence is the answer, before it is embedded."""
        value = self.lexical
        known = value["cover"] + value["cover_near"] + value["passage"] + 0.5 * value["kind"] + 0.5 * value["anchors"]
        return known + 2 * value.get("span_share", 0.0) + self.offset


def sentences_of(asked: Wanted, passages: Sequence[Passage]) -> list[list[Sentence]]:
    """The sentences of each passage, with the features of their words."""
    top = max((passage.score for passage in passages), default=0.0) or 1.0
    running = _running_lines(passages)
    headings = _headings_by_file(passages)
    return [
        _of_passage(asked, number, passage, passage.score / top, running, headings[passage.path])
        for number, passage in enumerate(passages)
    ]


def _of_passage(
    asked: Wanted, number: int, passage: Passage, share: float, running: frozenset[str], known: frozenset[str]
) -> list[Sentence]:
    text, chunk = passage.text, passage.chunk
    spans = [span for span in sentence_spans(text) if span[1] - span[0] <= MAX_SENTENCE_CHARS]
    placed = places(passage, spans)
    spoken_of = records(asked.ids, passage, spans, placed)
    steps = steps_in(asked, passage, spans, placed)
    holds = [_own_terms(asked, text[start:end], record) for (start, end), record in zip(spans, spoken_of, strict=True)]
    rest = besides_kind(asked)
    found = []
    for position, (start, end) in enumerate(spans):
        sentence, place = text[start:end], placed[position]
        title = chunk.title if chunk.title in place.headings or chunk.title.casefold() not in known else ""
        near = text_terms(" ".join(place.headings), asked)
        for beside in range(max(0, position - 1), min(len(spans), position + 2)):
            if placed[beside] == place:
                near = near | holds[beside]
        lexical = _lexical(asked, sentence, holds[position], near, _header(asked, passage, place, title))
        lexical["cover_before"] = coverage(asked.weights, holds[position - 1].stems) if position else 0.0
        lexical["passage"], lexical["first"] = share, 1 / (number + 1)
        lexical["passage_cosine"] = passage.why.vector_score
        is_statement = _is_statement(sentence, place.headings) and not _is_running(sentence, passage, running)
        is_statement = is_statement or steps[position] >= 0
        record, step = spoken_of[position], steps[position]
        said = _said(asked, rest, holds[position], place)
        found.append(
            Sentence(
                number, position, start, end, sentence, title, is_statement, lexical, place, near, record, step, said
            )
        )
    return found


def _said(asked: Wanted, rest: Mapping[str, float], own: TextTerms, place: Place) -> float:
    heading = place.headings[-1] if place.headings else ""
    return coverage(rest, (own | text_terms(heading, asked)).stems) if rest else 0.0


def _own_terms(asked: Wanted, sentence: str, record: Record) -> TextTerms:
    """The terms of a sentence; a line of the record that is asked for holds its id."""
    own = text_terms(sentence, asked)
    held = frozenset(id_stem(one) for one in asked.ids) if record is Record.ASKED else frozenset()
    return TextTerms(own.stems | held, own.months)


def _header(asked: Wanted, passage: Passage, place: Place, title: str) -> TextTerms:
    """The terms of title and headings above the sentence, which may be others than those above the chunk."""
    chunk = passage.chunk
    own = text_terms(chunk.header, asked)
    if place.headings == chunk.headings and title == chunk.title:
        return own
    foreign = text_terms(" ".join((*chunk.headings, "" if title else chunk.title)), asked)
    here = text_terms(" ".join((*place.headings, title)), asked)
    return TextTerms((own.stems - foreign.stems) | here.stems, own.months | here.months)


def _headings_by_file(passages: Sequence[Passage]) -> dict[str, frozenset[str]]:
    """All headings of each file that the passages tell, folded."""
    found: dict[str, set[str]] = {}
    for passage in passages:
        for headings in (passage.chunk.headings, *passage.sections):
            found.setdefault(passage.path, set()).update(heading.casefold() for heading in headings)
    return {path: frozenset(headings) for path, headings in found.items()}


def _lexical(asked: Wanted, sentence: str, own: TextTerms, near: TextTerms, header: TextTerms) -> dict[str, float]:
    count = count_words(sentence)
    cover_near = coverage(asked.weights, near.stems)
    kind = kind_score(asked, _LIST_NUMBER.sub("", sentence), by_label=cover_near >= _HELD)
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
    plain = _LIST_NUMBER.sub("", sentence.strip().rstrip("\"'”»)」』）"))
    if plain.endswith(_QUESTION_MARKS) or plain.startswith("#") or one_line(plain) in headings:
        return False
    if plain.isupper() and len(plain.split()) < _HEADING_WORDS:
        return False
    ended = plain.endswith(_ENDS) or _BULLET.match(sentence) is not None
    return ended or count_words(plain) > 6 or ":" in plain[:-1] or any(letter.isdigit() for letter in plain)


def _running_lines(passages: Sequence[Passage]) -> frozenset[str]:
    """The keys of short lines that several pages of a file share: their headers and footers.

    Of lines that differ in a figure only those count whose figure grows with the page: "The warranty is 24 months" and
    "The warranty is 36 months" are said of two things. Sheets, messages and minutes have no such lines.
    """
    pages: dict[str, set[int | None]] = {}
    for passage in passages:
        if passage.page is not None and page_word(passage.path) in ("page", "slide"):
            for line in passage.text.split("\n"):
                if 8 < len(line.strip()) < 120:
                    for key in _line_keys(line, passage):
                        pages.setdefault(key, set()).add(passage.page)
    return frozenset(key for key, found in pages.items() if len(found) > 1)


def _line_keys(line: str, passage: Passage) -> list[str]:
    """A line as it is, and with each of its figures counted from the page that it stands on."""
    text = line.strip()
    counted = [
        f"{text[: figure.start()]}{{{int(figure[0]) - (passage.page or 0)}}}{text[figure.end() :]}"
        for figure in _PAGE_FIGURE.finditer(text)
    ]
    return [f"{passage.path}\n{key}" for key in (text, *counted)]


def _is_running(sentence: str, passage: Passage, running: frozenset[str]) -> bool:
    if _PAGE_LINE.search(sentence.strip()) is not None:
        return True
    return bool(running) and not running.isdisjoint(_line_keys(sentence, passage))
