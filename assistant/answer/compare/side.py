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
from assistant.answer.documents.find import find_documents
from assistant.answer.documents.values.value import Value, ValueKind
from assistant.answer.reader.answer_kinds import asked_kind
from assistant.answer.turn import OpenTurn
from assistant.domain.events import AnswerEvent
from assistant.domain.records.documents import Span
from assistant.domain.records.passages import Passage
from assistant.domain.scope import Scope
from assistant.text.asked_language import FRENCH
from assistant.text.folding import fold_accents
from assistant.text.languages import ENGLISH, GERMAN, SPANISH
from assistant.text.months import months_in
from assistant.text.words import stems, words

_NAMED = 0.75  # share of a side's words that the name of a document must hold to be meant
_PASSAGES = 6
_MOST_QUOTES = 3
_MARGIN = 1.5  # logits behind the best sentence, as when quoting
_LITTLE = ENGLISH | GERMAN | SPANISH | FRENCH
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
# What a comparing word asks for, where the question does not name it.
_KINDS: tuple[tuple[ValueKind, frozenset[str], re.Pattern[str]], ...] = (
    ("amount", concepts(["price", "fee"]), re.compile(r"\b(?:cheap\w*|expensive|dear\w*|costs?|teuer\w*|teurer|billig\w*|gunstig\w*|kostet|car[oa]s?|barat[oa]s?|cuesta|chere?s?)\b")),
    ("duration", concepts(["period", "term"]), re.compile(r"\b(?:longer|shorter|langer|kurzer|mas (?:larg|cort)[oa]|plus (?:longue?|courte?))\b")),
    ("date", concepts(["date"]), re.compile(r"\b(?:later|earlier|spater|fruher|mas (?:tarde|pronto)|plus (?:tard|tot))\b")),
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


def read_side(
    turn: OpenTurn, request: CompareRequest, label: str, admission: Admission
) -> Generator[AnswerEvent, None, Side]:
    """What the files tell of the side `label`."""
    asked = _asked(request, label)
    found = turn.parts.retriever.retrieve(f"{request.aspect} {label}".strip(), k=_PASSAGES, scope=_scope(turn, label))
    passages = _of_this_side((yield from admission.admit(found)), label, request.sides)
    side = Side(label)
    if not passages:
        return side
    answer = ask_file(asked, passages, turn.parts.reader) if asked.labels else None
    if answer is not None:
        side.value = answer.value
        side.quotes.append((passages[answer.passage], answer.quote))
        return side
    read = turn.parts.reader.read(f"{request.aspect} {label}".strip(), passages)
    for candidate in read[:_MOST_QUOTES]:
        if candidate.score >= read[0].score - _MARGIN:
            side.quotes.append((passages[candidate.passage], (candidate.start, candidate.end)))
    return side


def quote_text(passage: Passage, span: Span) -> str:
    """The quote, cut to what a cell of a table holds."""
    start, end = piece_around(passage.text, span, (span[0], span[0]))
    return passage.text[start:end].strip(" |*#>-•")


def _asked(request: CompareRequest, label: str) -> Asked:
    """What is asked of the side: the aspect, or what all sides name, and of which kind."""
    folded = fold_accents(request.question)
    common = set(words(request.aspect)) or set.intersection(*(set(words(side)) for side in request.sides))
    said = [word for word in common if word not in _LITTLE and not _YEAR.fullmatch(word)]
    labels = concepts(word for word in said if not months_in(f"{word} 2024"))
    if set(words(folded)) & EARNED:
        labels |= concepts(["pay"])
    kind: ValueKind | None = "amount" if labels & _AMOUNTS else None
    for named, of_kind, pattern in _KINDS:
        if pattern.search(folded):
            kind, labels = kind or named, labels or of_kind
    if kind is None and asked_kind(request.question) == "amount":
        kind = "amount"
    return Asked(f"{request.aspect} {label}".strip(), labels, kind)


def _scope(turn: OpenTurn, label: str) -> Scope:
    """The documents that the side names, inside the turn's own scope; that scope if it names none."""
    meant = find_documents(turn, label, _NAMED)
    if not meant:
        return turn.scope
    return replace(turn.scope, paths=tuple(document.path for document in meant), folders=())


def _of_this_side(passages: Sequence[Passage], label: str, sides: Sequence[str]) -> tuple[Passage, ...]:
    """The passages that hold what tells this side from the others: its months and years, its other own words."""
    others = set[str]().union(*(set(stems(side)) for side in sides if side != label))
    own = {word for word in stems(label) if word not in others}
    months, years = months_in(label), {year for year in _YEAR.findall(label) if year in own}
    left = own - {stem for month in months for stem in stems(f"{month[0]}")} - years
    kept = [passage for passage in passages if _holds(passage, months, years, left)]
    return tuple(kept or (passages if not months and not years else ()))


def _holds(passage: Passage, months: frozenset[tuple[int, int]], years: set[str], own: set[str]) -> bool:
    chunk = passage.chunk
    whole = f"{passage.path} {chunk.title} {' '.join(chunk.headings)} {passage.text}"
    if months:
        return bool(months & months_in(whole))
    if not years <= set(_YEAR.findall(whole)):
        return False
    telling = {word for word in own if not word.isdigit() and len(word) > 2}
    return not telling or bool(telling & set(stems(whole)))
