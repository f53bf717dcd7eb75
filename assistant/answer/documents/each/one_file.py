"""Asks one question of one document: the line or sentence that answers it, and the value in it.

Invariant: a value stands in an admitted passage, and its quote is an unbroken piece of that passage.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.answer.documents.each.labels import TOTAL, as_written, concepts, is_part_only
from assistant.answer.documents.values.days import dates, durations
from assistant.answer.documents.values.figures import figures
from assistant.answer.documents.values.value import Value, ValueKind
from assistant.answer.reader.sentences import SentenceReader
from assistant.domain.records.documents import Span
from assistant.domain.records.passages import Passage
from assistant.text.folding import fold_accents
from assistant.text.languages import word_set
from assistant.text.sentences import sentence_spans, trim
from assistant.text.words import words
from assistant.text.written.asked_kinds import Kind, holds

# A line with this share of the weight of what is asked is taken without the reader: it names the value.
_NAMED = 0.75
_WHOLE = 0.95  # ... or with nearly all of what is asked, however long the sentence is
_READ = 0.34  # a sentence with less of it answers something else, whatever the reader says
_LINES_AFTER = 2  # lines in which a value may stand whose label stands above it
_SENTENCES_READ = 8
_READER_SCALE = 6.0  # logits of the reader that count as much as naming all that is asked
_DENSITY = 0.35
_TOGETHER = 0.15  # more, where the words of the label stand together: "notice period" before "notice ... period"
_MAX_ROW_WORDS = 12  # of a table's row; longer ones are prose
_PART_ONLY = 0.3  # less, for a sum to which something is added
_TO_PAY = 0.5  # more, for the sum that is to be paid, where the whole of a paper is asked for
_BY_UNIT = 0.5  # what a figure with the unit that is asked for counts at least: few papers have two
_SUMS = frozenset({"total", "amount", "invoice", "price", "pay", "due"})
_PAYABLE = re.compile(
    r"\b(?:to (?:be )?pa(?:y|id)|(?:amount|total|balance) due|amount payable|grand total|zu zahlen|"
    r"zahlbetrag|rechnungsbetrag|gesamtbetrag|endbetrag|gesamtsumme|total a pagar|importe total|net a payer|total ttc|"
    r"montant du)\b"
)
_BOUNDS = re.compile(r"\(?\d+(?:[.,]\d+)?\s?(?:-|\u2013|to|bis|a)\s\d+(?:[.,]\d+)?\)?|\([^()]{1,30}\)")
_SINCE = re.compile(
    r"\b(?:year to date|to date|ytd|cumulative|kumuliert|aufgelaufen|jahressumme|acumulado|cumule?)\b|"
    r"\blast (?:bill|invoice|month|year)\b"
)
_WHO = re.compile(r"\W*(?:who|whose|wer|wen|wem|quien(?:es)?|qui|a qui)\b")
_CODE = re.compile(r"[A-Za-z]{0,5}[-/ ]?\d[\w/.-]*")
_UNIT_CHARS = 12  # behind a figure, in which its unit stands
_LONGEST_TEXT = 60  # characters of a value that is no figure


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of each file."""

    question: str
    labels: frozenset[str]
    kind: ValueKind | None
    is_code: bool = False
    unit: Kind | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A value, and the span of `passages[passage].text` to quote for it."""

    passage: int
    quote: Span
    value: Value
    score: float
    share: float = 0.0  # of what is asked, that the quote names


@dataclass(frozen=True, slots=True)
class _Line:
    passage: int
    start: int
    end: int
    text: str
    concepts: frozenset[str]


def ask_file(asked: Asked, passages: Sequence[Passage], reader: SentenceReader | None) -> Found | None:
    """The best value; None if nothing says it. Without a `reader` only lines that name the value count."""
    whole = "\n".join(passage.text for passage in passages)
    lines = [line for number, passage in enumerate(passages) for line in _lines(number, passage.text)]
    asked = replace(asked, labels=as_written(asked.labels, frozenset().union(*(line.concepts for line in lines))))
    weights = _weights(asked.labels, lines)
    named = _best_named(asked, lines, weights, whole)
    if named is not None and (named.score >= _NAMED or named.share >= _WHOLE):
        return named
    if asked.kind == "date" and asked.labels <= {"date"}:
        return _first_date(lines)
    read = _best_read(asked, passages, weights, whole, reader) if reader is not None else None
    return read or (named if named is not None and named.score >= _READ else None)


def _lines(number: int, text: str) -> list[_Line]:
    """The sentences of a text, and its lines where they are no longer than a sentence."""
    sentences = sentence_spans(text)
    spans = dict.fromkeys(sentences)
    for found_line in re.finditer(r"[^\n]+", text):
        start, end = found_line.span()
        if sum(start <= sentence[0] < end for sentence in sentences) <= 1:
            spans[start, end] = None
    found = []
    for span in spans:
        trimmed = trim(text, span)
        if trimmed is not None:
            piece = text[slice(*trimmed)]
            found.append(_Line(number, *trimmed, piece, concepts(words(piece))))
    return found


def _weights(labels: frozenset[str], lines: Sequence[_Line]) -> dict[str, float]:
    """How much each concept says: the rarer in the document, the more; what it never says counts little."""
    counts = {label: sum(label in line.concepts for line in lines) for label in labels}
    weights = {label: math.log(1 + len(lines) / count) if count else 0.0 for label, count in counts.items()}
    missing = 0.25 * max(weights.values(), default=0.0)
    return {label: weight or missing for label, weight in weights.items()}


def _share(weights: dict[str, float], held: frozenset[str]) -> float:
    total = sum(weights.values())
    return sum(weight for label, weight in weights.items() if label in held) / total if total else 0.0


def _best_named(asked: Asked, lines: Sequence[_Line], weights: dict[str, float], whole: str) -> Found | None:
    """The line that names most of what is asked and has a value of its kind, in it or in the lines below."""
    best: Found | None = None
    for number, line in enumerate(lines):
        payable = asked.labels <= _SUMS and _PAYABLE.search(fold_accents(line.text)) is not None
        share = 1.0 if payable else _share(weights, line.concepts)
        if asked.unit is not None and values_in(asked, line.text, whole, beside=True):
            share = max(share, _BY_UNIT)
        if share < _READ or (asked.kind == "date" and "due" in line.concepts - asked.labels):
            continue
        values = values_in(asked, line.text, whole, beside=True)
        below = () if values else _values_below(asked, lines, number, whole)
        place = below[0] if below else line
        value = _nearest(asked, line, values) if values else below[1] if below else None
        if value is None:
            continue
        score = share * (1 - _DENSITY) + _DENSITY * _density(asked, line, value if values else None)
        score += _TO_PAY * payable
        score += _TOGETHER * _stand_together(asked.labels, line.text)
        score -= _PART_ONLY * (is_part_only(line.text) and not asked.labels & {"net"})
        if best is None or score > best.score + (0.0 if TOTAL in asked.labels else 1e-9):
            quote = (line.start, place.end) if place.passage == line.passage else (place.start, place.end)
            best = Found(place.passage, quote, value, score, share)
    return best


def _values_below(asked: Asked, lines: Sequence[_Line], number: int, whole: str) -> tuple[()] | tuple[_Line, Value]:
    """The value in the next lines, where a layout was lost and the label stands alone above its figure."""
    if len(lines[number].text.split()) > 6:
        return ()
    for line in lines[number + 1 : number + 1 + _LINES_AFTER]:
        if line.passage != lines[number].passage:
            return ()
        values = values_in(asked, line.text, whole, beside=True)
        if values and len(line.text.split()) <= 3:
            return line, values[0]
        if values or len(line.text.split()) > 6:
            return ()
    return ()


def _first_date(lines: Sequence[_Line]) -> Found | None:
    """A paper's own date stands first in it."""
    for line in lines:
        found = [day for day in dates(line.text) if "due" not in line.concepts]
        if found:
            return Found(line.passage, (line.start, line.end), found[0], _READ)
    return None


def _density(asked: Asked, line: _Line, value: Value | None) -> float:
    """How much of the words before the value are asked for: "Net pay 2,840.70" is denser than "Pay by grade 9"."""
    before = line.text[: value.start] if value is not None and value.start > 3 else line.text
    said = concepts(words(before)) - _LITTLE
    return len(said & asked.labels) / len(said) if said else 0.0


def _stand_together(labels: frozenset[str], text: str) -> bool:
    """Whether all labels stand within as many words as they are, and one more."""
    places = [(at, concepts([word]) & labels) for at, word in enumerate(words(text))]
    held = [(at, found) for at, found in places if found]
    for number, (start, _) in enumerate(held):
        near = [found for at, found in held[number:] if at - start <= len(labels)]
        if len(labels) > 1 and frozenset[str]().union(*near) == labels:
            return True
    return False


_LITTLE = concepts(
    word_set("the a an of in is are on for to by eur usd chf gbp der die das el la le les de du and und y et")
)


def _nearest(asked: Asked, line: _Line, values: Sequence[Value]) -> Value:
    """The value that belongs to the label: the first behind it in prose, the last of a row (the sum stands right)."""
    values = _own_values(asked, line.text, values)
    counted = [value for value in values if _stands_before_label(asked, line.text, value)]
    if asked.kind == "number" and counted:
        return counted[0]
    is_row = len(line.text.split()) <= _MAX_ROW_WORDS and not line.text.rstrip().endswith(".")
    if asked.kind in ("amount", "number") and is_row:
        same = [value for value in values if value.kind == values[-1].kind]
        return same[-1]
    ends = [found.end() for found in re.finditer(r"[^\W\d_]+", line.text) if concepts(words(found[0])) & asked.labels]
    behind = [value for value in values if ends and value.start >= min(ends)]
    return min(behind or values, key=lambda value: min((abs(value.start - end) for end in ends), default=value.start))


def _own_values(asked: Asked, text: str, values: Sequence[Value]) -> Sequence[Value]:
    """Without bounds ("12.0 - 15.5") and sums since the start of the year, where others are left."""
    folded = fold_accents(text) if len(fold_accents(text)) == len(text) else text.lower()
    bounds = [found.span() for found in _BOUNDS.finditer(folded)]
    left = [one for one in values if not any(start <= one.start and one.end <= end for start, end in bounds)]
    if not _SINCE.search(fold_accents(asked.question)):
        now = [one for one in left if not _SINCE.search(_label_before(folded, one.start))]
        left = now or left
    return left or values


def _label_before(text: str, at: int) -> str:
    """What stands between the mark before a value and the value: "Year to date: " of "Net: 1; Year to date: 2"."""
    return re.split(r"[;|\n]|\d[ ,]", text[:at])[-1]


def _stands_before_label(asked: Asked, text: str, value: Value) -> bool:
    """Whether the figure counts what is asked for: "5 eggs"."""
    following = re.match(r"\W{0,2}([^\W\d_]+)", text[value.end :])
    return following is not None and bool(concepts(words(following[1])) & asked.labels)


def _best_read(
    asked: Asked, passages: Sequence[Passage], weights: dict[str, float], whole: str, reader: SentenceReader
) -> Found | None:
    """The sentence that the reader prefers among those that hold a value and name some of what is asked."""
    best: Found | None = None
    for candidate in reader.read(asked.question, passages)[:_SENTENCES_READ]:
        values = values_in(asked, candidate.text, whole, beside=False)
        said = concepts(words(candidate.text))
        share = _share(weights, said)
        if not values or share < _READ:
            continue
        line = _Line(candidate.passage, candidate.start, candidate.end, candidate.text, said)
        score = share + candidate.score / _READER_SCALE
        if best is None or score > best.score:
            best = Found(candidate.passage, (candidate.start, candidate.end), _nearest(asked, line, values), score)
    return best


def values_in(asked: Asked, text: str, whole: str, *, beside: bool) -> list[Value]:
    """The values of the kind that is asked for. `beside`: without a kind, what stands behind the label counts too."""
    if asked.is_code:
        return _codes(text)
    if asked.kind is None and _WHO.match(fold_accents(asked.question)):
        return _texts(text)
    if asked.kind == "date":
        return list(dates(text))
    if asked.kind == "duration":
        return list(durations(text))
    if asked.kind in ("amount", "number"):
        found = [value for value in figures(text, whole) if not _is_in_a_date(value, text)]
        if asked.unit is not None:
            return [value for value in found if holds(asked.unit, text[value.start : value.end + _UNIT_CHARS])]
        if asked.kind == "number":
            return found
        return [value for value in found if value.kind == "amount"] or [
            value for value in found if re.search(r"[.,]\d\d$", value.written)
        ]
    return _any_values(text, whole) or (_texts(text) if beside else [])


def _any_values(text: str, whole: str) -> list[Value]:
    """Dates, lengths of time and figures in order; of two at one place the longer: "22.5 days" is not 22.5."""
    found = sorted([*dates(text), *durations(text), *figures(text, whole)], key=lambda value: (value.start, -value.end))
    kept: list[Value] = []
    for value in found:
        if not kept or value.start >= kept[-1].end:
            kept.append(value)
    return kept


def _is_in_a_date(value: Value, text: str) -> bool:
    return any(day.start <= value.start and value.end <= day.end for day in dates(text))


def _codes(text: str) -> list[Value]:
    return [
        Value("text", found[0].rstrip(".,"), found.start(), found.start() + len(found[0].rstrip(".,")))
        for found in _CODE.finditer(text)
    ]


def _texts(text: str) -> list[Value]:
    """What stands behind "Label:" or behind the words of the label at the start of a line."""
    parted = re.match(r"[^:]{2,40}:\s+(\S.*)", text)
    if parted and len(parted[1]) <= _LONGEST_TEXT:
        return [Value("text", parted[1], parted.start(1), parted.end(1))]
    return []
