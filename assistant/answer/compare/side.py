"""One side of a comparison: where it is told, the value that it gives, the quotes that say it.

Invariant: what a side shows stands in a passage that was admitted, of the side's own time and person.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Sequence
from dataclasses import dataclass, field, replace

from assistant.answer.admit import Admission
from assistant.answer.compare.request import CompareRequest
from assistant.answer.documents.cells import piece_around
from assistant.answer.documents.each.labels import EARNED, concepts
from assistant.answer.documents.each.one_file import Asked, ask_file
from assistant.answer.documents.find import LEAST_SHARE, find_documents
from assistant.answer.documents.lexicon import names_of
from assistant.answer.documents.stock import Document
from assistant.answer.documents.values.value import Value, ValueKind
from assistant.answer.turn import OpenTurn
from assistant.domain.events import AnswerEvent
from assistant.domain.records.documents import Span
from assistant.domain.records.passages import Passage
from assistant.text.asked_language import FRENCH, Language
from assistant.text.folding import fold_accents
from assistant.text.languages import ENGLISH, GERMAN, SPANISH
from assistant.text.months import months_in
from assistant.text.sentences import sentence_spans
from assistant.text.stems import stem
from assistant.text.words import stems, words
from assistant.text.written.asked_kinds import OF_MONEY, asked_kind
from assistant.text.written.dates import MONTH_NUMBER

_NAMED = 0.75  # share of a side's words that the name of a document must hold to be meant
_PASSAGES = 6
_MOST_QUOTES = 3
_MOST_READ = 6
_ALL_NAMED = 0.75  # share of what is asked that a line must name to be taken without reading
_MARGIN = 1.5  # logits behind the best sentence, as when quoting
_LITTLE = ENGLISH | GERMAN | SPANISH | FRENCH
_LETTER = re.compile(r"\b[B-HJ-Z]\b")  # "tariff M": no article of another language
_OWNER = re.compile(r"\b([^\W\d_]{2,30})['’]s\b")
_CAPITAL = re.compile(r"(?<=[a-z,'’] )([A-ZÄÖÜÉ][^\W\d_]{2,30})\b")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
# What a comparing word asks for, where the question does not name it: the kind, and what is searched for.
_KINDS: tuple[tuple[ValueKind, dict[Language, str], re.Pattern[str]], ...] = (
    (
        "amount",
        {"en": "price or fee a month of", "de": "Preis oder Gebühr im Monat von", "es": "precio o cuota al mes de", "fr": "prix ou frais par mois de"},
        re.compile(r"\b(?:cheap\w*|expensive|dear\w*|costs?|teuer\w*|teurer|billig\w*|gunstig\w*|kostet|car[oa]s?|barat[oa]s?|cuesta|chere?s?)\b"),
    ),
    (
        "duration",
        {"en": "how long is the term of", "de": "Laufzeit von", "es": "duración de", "fr": "durée de"},
        re.compile(r"\b(?:longer|shorter|langer|kurzer|mas (?:larg|cort)[oa]|plus (?:longue?|courte?))\b"),
    ),
    (
        "date",
        {"en": "date of", "de": "Datum von", "es": "fecha de", "fr": "date de"},
        re.compile(r"\b(?:later|earlier|spater|fruher|mas (?:tarde|pronto)|plus (?:tard|tot))\b"),
    ),
)  # fmt: skip
_AMOUNTS = concepts(
    [
        "net",
        "gross",
        "pay",
        "salary",
        "tax",
        "rent",
        "deposit",
        "fee",
        "price",
        "cost",
        "premium",
        "excess",
        "bill",
        "invoice",
        "amount",
        "payment",
        "total",
        "costs",
    ]
)


@dataclass(slots=True)
class Side:
    """`label`: as the question names it. `value` stands in `quotes[0]`, if there is one; quotes are (passage, span)."""

    label: str
    value: Value | None = None
    quotes: list[tuple[Passage, Span]] = field(default_factory=list)


def documents_of_sides(turn: OpenTurn, sides: Sequence[str]) -> list[frozenset[str]]:
    """For each side the paths of the documents that it names; empty where it names none.

    Where one document seems to be both sides, a side that may mean another one means that: "the old loan" is not "the
    new offer" that speaks of it.
    """
    meant = [_paths(turn, side, _NAMED) for side in sides]
    if len(meant) == 2 and meant[0] == meant[1] and len(meant[0]) == 1:
        wider = [_paths(turn, side, LEAST_SHARE) for side in sides]
        for at, paths in enumerate(wider):
            if wider[1 - at] < paths:
                meant[at], meant[1 - at] = paths - wider[1 - at], wider[1 - at]
                break
    return meant


def _paths(turn: OpenTurn, side: str, least: float) -> frozenset[str]:
    return frozenset(found.path for found in find_documents(turn, side, least))


def read_side(
    turn: OpenTurn, request: CompareRequest, label: str, meant: frozenset[str], admission: Admission
) -> Generator[AnswerEvent, None, Side]:
    """What the files tell of the side `label`; only those of the paths `meant`, if there are any."""
    asked, is_named = _asked(request, label)
    scope = replace(turn.scope, paths=tuple(sorted(meant)), folders=()) if meant else turn.scope
    retrieved: dict[int, Passage] = {}
    for query in dict.fromkeys((asked.question, label)):  # what is asked may drown the name of the side
        for passage in turn.parts.retriever.retrieve(query, k=_PASSAGES, scope=scope):
            retrieved.setdefault(passage.chunk.id, passage)
    admitted = yield from admission.admit(list(retrieved.values()))
    passages = _of_this_side(admitted, label, request, is_meant=bool(meant))
    return _told(turn, Side(label), asked, passages, is_named=is_named)


def read_version(
    turn: OpenTurn, request: CompareRequest, label: str, document: Document, admission: Admission
) -> Generator[AnswerEvent, None, Side]:
    """What one version of a document tells of the aspect of `request`."""
    labels = concepts(word for word in words(request.aspect) if word not in _LITTLE)
    kind: ValueKind | None = "amount" if asked_kind(request.question) in OF_MONEY else None
    scope = replace(turn.scope, paths=(document.path,), folders=())
    found = turn.parts.retriever.retrieve(request.aspect, k=_PASSAGES, scope=scope)
    admitted = yield from admission.admit(found)
    return _told(turn, Side(label), Asked(request.aspect, labels, kind), admitted, is_named=False)


def _told(turn: OpenTurn, side: Side, asked: Asked, passages: Sequence[Passage], *, is_named: bool) -> Side:
    """`side` with its value, or with the quotes that bear most on what is asked."""
    if not passages:
        return side
    answer = ask_file(asked, [_a_sentence_a_line(passage) for passage in passages], None) if is_named else None
    if answer is not None and answer.share >= _ALL_NAMED:
        side.value = answer.value
        side.quotes.append((passages[answer.passage], answer.quote))
        return side
    read = turn.parts.reader.read(asked.question, passages)
    for candidate in sorted(read[:_MOST_READ], key=lambda one: -len(asked.labels & concepts(words(one.text)))):
        if len(side.quotes) < _MOST_QUOTES and candidate.score >= read[0].score - _MARGIN:
            side.quotes.append((passages[candidate.passage], (candidate.start, candidate.end)))
    return side


def _a_sentence_a_line(passage: Passage) -> Passage:
    """The passage with each sentence on a line of its own, every character in its place: a figure belongs to its
    sentence, not to the paragraph."""
    letters = [" " if letter == "\n" else letter for letter in passage.text]
    for _, end in sentence_spans(passage.text):
        if end < len(letters):
            letters[end] = "\n"
    return replace(passage, text="".join(letters))


def quote_text(passage: Passage, span: Span) -> str:
    """The quote, cut to what a cell of a table holds."""
    start, end = piece_around(passage.text, span, (span[0], span[0]))
    return passage.text[start:end].strip(" |*#>-•")


def _asked(request: CompareRequest, label: str) -> tuple[Asked, bool]:
    """What is asked of the side, and whether the question names it: the aspect, or what all sides have in common."""
    folded = fold_accents(request.question)
    common = set(words(request.aspect)) or set.intersection(*(set(words(side)) for side in request.sides))
    names = names_in(request)
    labels = concepts(
        word
        for word in common
        if word not in _LITTLE and word not in MONTH_NUMBER and word not in names and not _YEAR.fullmatch(word)
    )
    if set(words(folded)) & EARNED:
        labels |= concepts(["pay"])
    is_amount = bool(labels & _AMOUNTS) or asked_kind(request.question) in OF_MONEY
    kind: ValueKind | None = "amount" if is_amount else None
    about = request.aspect
    for of_kind, asking, pattern in _KINDS:
        if kind is None and pattern.search(folded):
            kind, about = of_kind, about or asking[request.language]
    # Of "is the car insurance dearer than the home insurance?" both sides name insurance, and neither names a price.
    is_named = kind is not None and bool(labels if request.aspect else labels & _AMOUNTS)
    return Asked(f"{about} {label}".strip(), labels, kind), is_named


def _of_this_side(
    passages: Sequence[Passage], label: str, request: CompareRequest, *, is_meant: bool
) -> tuple[Passage, ...]:
    """The passages that hold what tells this side from the others: its months and years, its own words.

    Words are not asked for where the passages are from documents that the side names.
    """
    others = set[str]().union(*(set(words(side)) for side in request.sides if side != label))
    letters = {letter.lower() for letter in _LETTER.findall(label)}
    own = [word for word in words(label) if word not in others and (word not in _LITTLE or word in letters)]
    months, years = months_in(label), {year for year in own if _YEAR.fullmatch(year)}
    telling = [word for word in own if not word.isdigit() and word not in MONTH_NUMBER]
    known = [
        {stem(word), *(stem(name) for others in names_of(word, request.language).values() for name in others)}
        for word in ([] if is_meant else telling)
    ]
    persons = {stem(name) for name in names_in(request) if name not in others or name in words(request.aspect)}
    kept = [passage for passage in passages if _holds(passage, months, years, known)]
    return tuple(passage for passage in kept if persons & _all_stems(passage) or not persons) or tuple(kept)


def names_in(request: CompareRequest) -> set[str]:
    """The persons and firms that the question names: "Nora's", "jonas's", and in other languages than German what has a
    capital inside a sentence."""
    question = request.question
    found = {fold_accents(name) for name in _OWNER.findall(question)}
    if request.language != "de":
        found |= {fold_accents(name) for name in _CAPITAL.findall(question)} - set(MONTH_NUMBER)
    return found


def _holds(passage: Passage, months: frozenset[tuple[int, int]], years: set[str], names: Sequence[set[str]]) -> bool:
    whole = _whole(passage)
    if months:
        return bool(months & months_in(whole))
    if not years <= set(_YEAR.findall(whole)):
        return False
    held = _all_stems(passage)
    return not names or any(not name.isdisjoint(held) for name in names)


def _whole(passage: Passage) -> str:
    chunk = passage.chunk
    return f"{passage.path} {chunk.title} {' '.join(chunk.headings)} {passage.text}"


def _all_stems(passage: Passage) -> set[str]:
    return set(stems(_whole(passage)))
