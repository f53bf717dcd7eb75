"""What a question asks for, and how much of that a text holds.

Invariant: every share lies in 0..1; any text holds all of a question without content words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from assistant.answer.reader.answer_kinds import Kind, asked_kind, holds
from assistant.answer.reader.synonyms import same_meaning
from assistant.text.months import Month, months_in
from assistant.text.words import content_terms, stemmed, stems

_ANCHOR = re.compile(r"(?<![^\s(\"'“„¿¡-])(?:[A-ZÄÖÜÁÉÍÓÚÑ][\w'’&-]+|\w*\d\w*)")
# Words that only name the kind of thing asked for; `kind_score` measures that better than a matching word does.
_KIND_WORDS: dict[Kind, frozenset[str]] = {
    "money": stemmed(
        "cost price charge fee pay paid much high large big sum amount wie viel hoch kostet cuanto cuesta combien "
        "coute prix most"
    ),
    "amount": stemmed(
        "cost price charge fee pay paid much high large big sum amount wie viel hoch kostet cuanto cuesta most"
    ),
    "number": stemmed("number many often did viele oft"),
    "weight": stemmed("heavy weigh weight schwer wiegt pesa peso"),
    "temperature": stemmed("hot warm cold temperature degrees heiss kalt"),
    "distance": stemmed("far distance weit distancia kilometres"),
    "size": stemmed("tall large big high wide deep thick size height width gross hoch breit tief"),
    "speed": stemmed("fast speed schnell velocidad"),
    "age": stemmed("old age alt edad"),
    "duration": stemmed(
        "long many days weeks months years hours minutes time early soon take last lang lange dura tarda"
    ),
    "date": stemmed("date day month year tag datum dia dias fecha"),
    "time": stemmed("time hour uhr hora"),
    "person": stemmed("name person"),
    "place": stemmed("place"),
    "contact": stemmed("number phone telephone address"),
}
# "Clause 12.2" and "page 7" are places, not what is asked for.
_REFERENCE = re.compile(
    r"\b(?:clauses?|sections?|pages?|paragraphs?|articles?|ziffer|abschnitt|absatz|seite|paragraf|clausula|apartado|"
    r"articulo|pagina|alinea)\.? ?\d+(?:\.\d+)*|\u00a7 ?\d+",
    re.IGNORECASE,
)
_KIND_WORD_SHARE = 0.3  # the share of its weight that such a word keeps
_SYNONYM_CREDIT = 0.8
_SAME_START = 5  # letters that two forms of a word must have in common at their start
_SAME_START_CREDIT = 0.7


@dataclass(frozen=True, slots=True)
class Wanted:
    """The parts of a question. `weights` are by stem; `anchors` are the stems of its names and numbers."""

    weights: Mapping[str, float]
    anchors: frozenset[str]
    months: frozenset[Month]
    kind: Kind | None


@dataclass(frozen=True, slots=True)
class TextTerms:
    """The stems and months of a text."""

    stems: frozenset[str]
    months: frozenset[Month]

    def __or__(self, other: TextTerms) -> TextTerms:
        return TextTerms(self.stems | other.stems, self.months | other.months)


def wanted(question: str, rarity: Callable[[str], float]) -> Wanted:
    """`rarity` gives the weight of a word in the library (its IDF)."""
    terms = content_terms(question)
    body = re.sub(r"^\W*\w+", "", question)  # the first word has a capital because it is first, not as a name
    anchored = {stem for match in _ANCHOR.findall(body) for stem in stems(match)}
    kind = asked_kind(question)
    light = _KIND_WORDS[kind] if kind is not None else frozenset()
    weights = {
        term.stem: max(0.1, rarity(term.word)) * (_KIND_WORD_SHARE if term.stem in light else 1.0) for term in terms
    }
    return Wanted(weights, frozenset(anchored & weights.keys()), months_in(question), kind)


def text_terms(text: str) -> TextTerms:
    return TextTerms(frozenset(stems(text)), months_in(text))


def coverage(weights: Mapping[str, float], present: Collection[str]) -> float:
    """The share of the weight whose stems are in `present`; a word form or compound counts in part."""
    total = sum(weights.values())
    if not total:
        return 1.0
    return sum(weight * _credit(stem, present) for stem, weight in weights.items()) / total


def _credit(stem: str, present: Collection[str]) -> float:
    if stem in present:
        return 1.0
    if any(other in present for other in same_meaning(stem)):
        return _SYNONYM_CREDIT
    if len(stem) < _SAME_START or stem.isdigit():
        return 0.0
    start = stem[:_SAME_START]
    return (
        _SAME_START_CREDIT
        if any(other.startswith(start) or (len(other) > len(stem) and stem in other) for other in present)
        else 0.0
    )


def anchor_share(question: Wanted, text: TextTerms) -> float:
    """The share of the question's names, numbers and months that the text holds."""
    if not question.anchors and not question.months:
        return 1.0
    names = {stem: question.weights[stem] for stem in question.anchors}
    months = {f"{year}-{month}": 6.0 for year, month in question.months}
    total = sum(names.values()) + sum(months.values())
    found = sum(weight * _credit(stem, text.stems) for stem, weight in names.items())
    found += sum(6.0 for month in question.months if month in text.months)
    return found / total


def kind_score(question: Wanted, text: str) -> float:
    """1 where the text holds the kind of thing asked for, 0 where it does not, 0.5 where no kind is asked for.

    Names and figures that the question itself gives do not count as an answer. A plain figure counts 0.3 where a
    quantity is asked for: its unit may stand in a heading.
    """
    if question.kind is None:
        return 0.5
    bare = _REFERENCE.sub(" ", text)
    new = " ".join(word for word in bare.split() if not question.anchors.intersection(stems(word)))
    if holds(question.kind, new):
        return 1.0
    return 0.3 if question.kind in ("money", "amount", "weight", "distance", "size") and holds("number", new) else 0.0
