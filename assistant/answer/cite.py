"""Citations attached and checked by matching sentences with passages: small models cannot be trusted to cite.

Invariant: a citation's quote is a slice of the page it names; a marker that nothing on its page supports is dropped.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.domain.records.answers import Citation
from assistant.domain.records.documents import Span, recognised_percent
from assistant.domain.records.passages import NumberedPassage
from assistant.text.covers import find_covered, has_cover
from assistant.text.sentences import sentence_spans
from assistant.text.support import literal_support

PageText = Callable[[str, int | None], str]

_MARKER = re.compile(r"[ \t]*\[(\d{1,3})\]")
_QUOTED = re.compile('["\u201c\u201e\u00ab\u00bb](.{4,2000}?)["\u201d\u201c\u00bb\u00ab](?=\\W|$)', re.DOTALL)
# A claim counts as supported where the text holds this share of its content words and all of its figures: a model
# rewords, but it has no business with figures that the passage does not hold.
_SUPPORTED = 0.5
_LEAST_WORDS = 2
_ROW = "| "  # how a row of a table begins


@dataclass(frozen=True, slots=True)
class MatchingCiter:
    """The Citer port by words and figures alone; stateless."""

    def mark(self, sentence: str, passages: Sequence[NumberedPassage]) -> str:
        """`sentence` (one released piece, perhaps several sentences) with a marker behind each supported sentence."""
        known = {passage.number for passage in passages}
        text = _MARKER.sub(lambda found: found.group() if int(found[1]) in known else "", sentence)
        marked, done = [], 0
        for start, end in sentence_spans(text):
            follows = _MARKER.match(text, end)
            if follows or _MARKER.search(text, start, end):
                continue
            number = _best_passage(text[start:end], passages)
            if number:
                marked += [text[done:end], f" [{number}]"]
                done = end
        return "".join(marked) + text[done:]

    def cite(
        self, answer: str, passages: Sequence[NumberedPassage], page_text: PageText
    ) -> tuple[str, tuple[Citation, ...]]:
        """See the Citer port. Each number is cited once, with the quote of its first use."""
        by_number = {passage.number: passage for passage in passages}
        citations: dict[int, Citation] = {}
        kept: list[str] = []
        done = claim_start = 0
        dropped = False
        for found in _MARKER.finditer(answer):
            number = int(found[1])
            line = answer.rfind("\n", 0, found.start()) + 1
            if answer.startswith(_ROW, line):  # a row of a table stands for itself
                claim_start = max(claim_start, line)
            claim = answer[claim_start : found.start()]
            if not claim.strip():  # "[1][2]": both stand behind the same claim
                claim = answer[: found.start()]
            citation = citations.get(number) or _citation(claim, by_number.get(number), page_text)
            kept.append(answer[done : found.start()])
            if citation is not None:
                citations[number] = citation
                gap = " " if dropped and not found.group()[0].isspace() else ""
                kept.append(gap + found.group())
            dropped = citation is None
            done = found.end()
            claim_start = found.end()
        return "".join(kept) + answer[done:], tuple(citations.values())


def _citation(claim: str, numbered: NumberedPassage | None, page_text: PageText) -> Citation | None:
    """The passage's own words for `claim`, as they stand on its page; None if there are none."""
    if numbered is None:
        return None
    passage = numbered.passage
    page = page_text(passage.path, passage.page)
    # A table's cell escapes the bars of its text.
    quotes = [quoted.strip().replace("\\|", "|") for quoted in _QUOTED.findall(_MARKER.sub("", claim))]
    for quote in [*quotes, _MARKER.sub("", claim).strip()]:
        span = find_on_page(quote, page, passage.chunk.start)
        if span is not None:
            return _at(numbered, page, span)
    if claim.startswith(_ROW) and _holds_cells(passage.text, claim):
        span = find_on_page(passage.text, page, passage.chunk.start)
        if span is not None:
            return _at(numbered, page, span)
    bare = _MARKER.sub("", claim)
    sentence = _best_sentence(bare, passage.text) or _best_sentence(_last_sentence(bare), passage.text)
    span = find_on_page(passage.text[slice(*sentence)], page, passage.chunk.start) if sentence is not None else None
    return _at(numbered, page, span) if span is not None else None


def _holds_cells(text: str, row: str) -> bool:
    """Whether `text` holds every cell of a row as `ResultTable` writes it. A cut cell ends with an ellipsis."""
    cells = [cell.replace("\\|", "|").strip() for cell in row.removeprefix(_ROW).split(" | ")]
    return any(cells) and all(cell.removesuffix("\u2026").rstrip() in text or has_cover(cell) for cell in cells)


def _last_sentence(claim: str) -> str:
    """The sentence that the marker stands behind; those before it may say what is in no file."""
    spans = sentence_spans(claim)
    return claim[slice(*spans[-1])] if spans else claim


def _at(numbered: NumberedPassage, page: str, span: Span) -> Citation:
    passage = numbered.passage
    sure = recognised_percent(passage.chunk.marks)
    quote = page[slice(*span)]
    return Citation(numbered.number, passage.path, passage.page, quote, span[0], span[1], passage.chunk.id, sure)


def find_on_page(quote: str, page: str, likely: int = 0) -> Span | None:
    """Where `quote` stands in `page`, whatever the white space between its words; None if it does not. Where a rule has
    hidden a part of it, the whole sentences that it was made from: the first behind `likely`, else the first."""
    words = quote.split()
    if not words:
        return None
    found = re.search(r"\s+".join(map(re.escape, words)), page)
    if found is None and has_cover(quote):
        return find_covered(quote, page, likely) or find_covered(quote, page)
    return found.span() if found else None


def _best_passage(sentence: str, passages: Sequence[NumberedPassage]) -> int:
    """The number of the passage that supports `sentence` best, or 0."""
    scored = [
        (literal_support(sentence, numbered.passage.text, _LEAST_WORDS), -numbered.number) for numbered in passages
    ]
    best, number = max(scored, default=(0.0, 0))
    return -number if best >= _SUPPORTED else 0


def _best_sentence(claim: str, text: str) -> Span | None:
    """The sentence of `text` that supports `claim` best, if it supports it at all."""
    scored = [
        (literal_support(claim, text[start:end], _LEAST_WORDS), (start, end)) for start, end in sentence_spans(text)
    ]
    best, span = max(scored, default=(0.0, (0, 0)))
    return span if best >= _SUPPORTED else None
