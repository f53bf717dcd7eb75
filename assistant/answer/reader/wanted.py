"""What a question asks for, and how much of that a text holds.

Invariant: every share lies in 0..1; any text holds all of a question without content words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from assistant.answer.reader.forms.steps import Step, asked_step
from assistant.answer.reader.forms.yes_or_no import compared_figures
from assistant.answer.reader.lexicon.participles import are_of_one_verb
from assistant.answer.reader.synonyms import same_meaning
from assistant.text.asked_language import FRENCH, language_of
from assistant.text.months import Month, months_in
from assistant.text.words import content_terms, stemmed, stems
from assistant.text.written.acronyms import acronyms_in
from assistant.text.written.asked_kinds import Kind, asked_kind, holds
from assistant.text.written.dates import FoundDate, find_dates
from assistant.text.written.figures import plain_figures, with_plain_figures
from assistant.text.written.ids import Id, ids_in

_CAPITALS = "".join(letter for letter in map(chr, range(0x41, 0x530)) if letter.isupper())  # Latin, Greek, Cyrillic
_ANCHOR = re.compile(rf"(?<![^\s(\"'“„¿¡-])(?:[{_CAPITALS}][\w'’&-]+|\w*\d\w*)")
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
    "date": stemmed("date day month year tag datum dia dias fecha jour jours"),
    "time": stemmed("time hour uhr hora heure"),
    "person": stemmed("name person"),
    "place": stemmed("place"),
    "contact": stemmed("number phone telephone address"),
}
# What a paper does with what it says: "what does the lease ask for", "was steht im Vertrag".
_FRAME = stemmed("ask asks say says state states sagt steht lautet lauten verlangt dice pide dit demande")
# "Clause 12.2" and "page 7" are places, not what is asked for.
_REFERENCE = re.compile(
    r"\b(?:clauses?|sections?|pages?|paragraphs?|articles?|ziffer|abschnitt|absatz|seite|paragraf|clausula|apartado|"
    r"articulo|pagina|alinea)\.? ?\d+(?:\.\d+)*|\u00a7 ?\d+",
    re.IGNORECASE,
)
_QUANTITIES: tuple[Kind, ...] = ("money", "amount", "weight", "distance", "size")
_MERE_FIGURE = 0.3  # what a figure without a unit counts
_LABELLED = re.compile(
    r"(?:^|[;,|*>\-\u2022]\s*|\s)(?P<label>[^\W\d_][^:;,|\n\d]{1,40}?)(?::\s*|\s)[€$£]?\d[\d.,']*+(?![\w/:-])"
)
_KIND_WORD_SHARE = 0.3  # the share of its weight that such a word, or one of the frame, keeps
_TIME_OF_DAY = 0.6  # what a time counts where a date is asked for, and a date where a time is
_OTHER_TIME: dict[Kind, Kind] = {"date": "time", "time": "date"}
_SYNONYM_CREDIT = 0.8
_SAME_START = 5  # letters that two forms of a word must have in common at their start
_SAME_START_CREDIT = 0.7
# The least weight of what is exact: a day, an id, an abbreviation in capitals. About that of a rare word.
_EXACT_WEIGHT = 5.0


@dataclass(frozen=True, slots=True)
class Wanted:
    """The parts of a question. `weights` are by stem; `anchors` are the stems of its names and numbers.

    A day, an id and an abbreviation in capitals have a stem of their own, which no other word has: `days` are those of
    days, `ids` those of ids.
    """

    weights: Mapping[str, float]
    anchors: frozenset[str]
    months: frozenset[Month]
    kind: Kind | None
    ids: tuple[Id, ...] = ()
    days: frozenset[str] = frozenset()
    step: Step | None = None


@dataclass(frozen=True, slots=True)
class TextTerms:
    """The stems and months of a text."""

    stems: frozenset[str]
    months: frozenset[Month]

    def __or__(self, other: TextTerms) -> TextTerms:
        return TextTerms(self.stems | other.stems, self.months | other.months)


def wanted(question: str, rarity: Callable[[str], float]) -> Wanted:
    """`rarity` gives the weight of a word in the library (its IDF)."""
    days, ids, acronyms = days_in(question), ids_in(question), acronyms_in(question)
    exact = {*days, *map(id_stem, ids), *acronyms}
    terms = content_terms(with_plain_figures(_without_exact(question, ids)))
    body = re.sub(r"^\W*\w+", "", question)  # the first word has a capital because it is first, not as a name
    anchored = {stem for match in _ANCHOR.findall(with_plain_figures(body)) for stem in stems(match)}
    kind = asked_kind(question)
    light = _FRAME | (_KIND_WORDS[kind] if kind is not None else frozenset())
    left_out = {stem for text in (*compared_figures(question), *acronyms) for stem in stems(text)}
    little = FRENCH if language_of(question) == "fr" else frozenset()  # the index knows none of French
    weights = {
        term.stem: max(0.1, rarity(term.word)) * (_KIND_WORD_SHARE if term.stem in light else 1.0)
        for term in terms
        if term.stem not in left_out and term.word not in little
    }
    weights |= dict.fromkeys(exact, max([_EXACT_WEIGHT, *weights.values()]))
    anchors = frozenset(anchored & weights.keys()) | exact
    return Wanted(weights, anchors, months_in(question), kind, ids, days, asked_step(question))


def text_terms(text: str, asked: Wanted | None = None) -> TextTerms:
    """The terms of `text`; the days that it names only where the question `asked` names one."""
    own = frozenset((*stems(text), *plain_figures(text), *acronyms_in(text)))
    return TextTerms(own | days_in(text) if asked is not None and asked.days else own, months_in(text))


def id_stem(one: Id) -> str:
    """What stands for an id among stems; no word is spelt so."""
    return f"#{one.compact}"


def days_in(text: str) -> frozenset[str]:
    """The days that `text` names, however they are written: each with its year and without."""
    found = [*find_dates(text, "dmy"), *find_dates(text, "mdy")] if "/" in text else find_dates(text)
    return frozenset(form for date in found for form in _day_forms(date))


def _day_forms(found: FoundDate) -> tuple[str, ...]:
    if found.first != found.last or found.precision not in ("day", "yearless"):
        return ()
    short = f"{found.first:%m-%d}"
    return (short,) if found.precision == "yearless" else (f"{found.first.isoformat()}", short)


def _without_exact(question: str, ids: Sequence[Id]) -> str:
    """The question without its days and ids: their parts alone say nothing."""
    spans = [one.span for one in ids]
    spans += [(found.start, found.end) for found in find_dates(question) if _day_forms(found)]
    text = question
    for start, end in sorted(spans, reverse=True):
        text = f"{text[:start]} {text[end:]}"
    return text


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
    if stem.isalpha() and any(are_of_one_verb(stem, other) for other in present):
        return _SAME_START_CREDIT
    if len(stem) < _SAME_START or not stem.isalpha():  # a code that only begins alike is another one
        return 0.0
    start = stem[:_SAME_START]
    return (
        _SAME_START_CREDIT
        if any(
            other.startswith(start) or (len(other) > len(stem) and stem in other)
            for other in present
            if other.isalpha()
        )
        else 0.0
    )


def besides_kind(asked: Wanted) -> Mapping[str, float]:
    """The question's words without those that only name the kind of thing asked for: "dishwasher" of "What did the
    dishwasher cost?"."""
    light = _KIND_WORDS[asked.kind] if asked.kind is not None else frozenset()
    return {stem: weight for stem, weight in asked.weights.items() if stem not in light}


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


def kind_score(question: Wanted, text: str, *, by_label: bool = False) -> float:
    """1 where the text holds the kind of thing asked for, 0 where it does not, 0.5 where no kind is asked for.

    Names and figures that the question itself gives do not count as an answer. A plain figure counts 0.3 where a
    quantity is asked for: its unit may stand in a heading. `by_label`: it counts in full behind the label asked for.
    """
    if question.kind is None:
        return 0.5
    bare = _REFERENCE.sub(" ", text)
    new = " ".join(word for word in bare.split() if not question.anchors.intersection(stems(word)))
    if holds(question.kind, new):
        return 1.0
    other = _OTHER_TIME.get(question.kind)
    if other is not None and holds(other, new):  # "when is it cleaned?" - "at 19:00"; "when does it close?" - "in May"
        return _TIME_OF_DAY
    if question.kind not in _QUANTITIES or not holds("number", new):
        return 0.0
    return 1.0 if by_label and _is_labelled(question, new) else _MERE_FIGURE


def _is_labelled(question: Wanted, text: str) -> bool:
    """Whether what the question asks for is the label of a figure: "Weekly rent: 120", "deposit 1690"."""
    asked = {stem for stem in question.weights if not stem.startswith("#")} - question.anchors
    return any(asked.intersection(stems(match["label"])) for match in _LABELLED.finditer(text))
