"""How well a source supports a sentence: the parts of both that can be compared, and the share that the source holds.

Invariant: pure functions of text; 1 is full support, 0 none.

There are two measures. `coverage` and `contradictions` judge a sentence that a model has reworded, in any language:
longer words weigh more, numbers count by value, and the caller decides what a contradiction costs. `literal_support`
judges the words that a citation quotes: each word counts once, and the source must hold each figure (a date, a time) as
the claim writes it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from assistant.text.covers import without_covers
from assistant.text.folding import fold_accents
from assistant.text.languages import NEGATIONS, STOP_WORDS
from assistant.text.months import month_of
from assistant.text.stems import strip_ending
from assistant.text.words import content_terms, stems

_TOKEN = re.compile(r"\d{1,3}:\d{2}(?!\d)|\d+(?:[.,]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)?")
_CITATION = re.compile(r"\[\d{1,3}(?:\s?[,;]\s?\d{1,3})*\]")
# The second year of "2018-19": its century, and the year.
_YEARS = re.compile(r"(?<!\d)(1[89]|20)\d\d[-–/](\d\d)$")
_DENIED = 2  # content words behind a negation
_COUNTING = (
    "zero one two three four five six seven eight nine ten eleven twelve",
    "null ein zwei drei vier funf sechs sieben acht neun zehn elf zwolf",
    "cero un dos tres cuatro cinco seis siete ocho nueve diez once doce",
    "zero un deux trois quatre cinq six sept huit neuf dix onze douze",
)
NUMBER_WORDS: Final = {word: str(n) for words in _COUNTING for n, word in enumerate(words.split()) if n > 1} | {
    "one": "1",
    "twenty": "20",
    "thirty": "30",
    "fifty": "50",
    "hundred": "100",
}


@dataclass(frozen=True, slots=True)
class Claim:
    """The parts of a sentence that are compared with those of another sentence."""

    words: dict[str, float]  # stem -> weight
    numbers: frozenset[str]
    names: frozenset[str]
    negated: bool
    clocks: frozenset[tuple[str, str]] = frozenset()  # "2:10" as its two parts: it may be told as "2 hours 10 minutes"
    denied: frozenset[str] = frozenset()  # stems beside its negations: what they deny
    figures: frozenset[str] = frozenset()  # the numbers that are written in figures

    def lacks(self, claim: Claim) -> frozenset[str]:
        """The numbers of `claim` that this source does not hold. A part of a time alone is another number."""
        parts = (set(clock) for clock in self.clocks if set(clock) <= claim.numbers)
        return claim.numbers - self.numbers - frozenset().union(*parts)


def read_claim(text: str) -> Claim:
    """The parts of the sentence `text`. Names are the words that are capitalised inside the sentence, without months;
    numbers are written in digits, and a time is a single one ("2:10")."""
    bare = _CITATION.sub(" ", without_covers(text))
    words: dict[str, float] = {}
    numbers: set[str] = set()
    names: set[str] = set()
    negated = False
    clocks: set[tuple[str, str]] = set()
    figures: set[str] = set()
    said: list[str] = []  # stems in their order, "" for a negation
    for index, match in enumerate(_TOKEN.finditer(bare)):
        token = match[0]
        folded = _plain(token)
        if folded[0].isdigit() or folded in NUMBER_WORDS:
            number = _number(NUMBER_WORDS.get(folded, token.replace(":", ".")))
            if number_of_range := _YEARS.search(bare, max(0, match.start() - 6), match.end()):
                number = number_of_range[1] + number_of_range[2]
            numbers.add(number)
            figures.update([number] if folded[0].isdigit() else [])
            if ":" in token:
                first, second = token.split(":")
                clocks.add((_number(first), _number(second)))
        elif folded in NEGATIONS:
            negated = not negated
            said.append("")
        elif folded not in STOP_WORDS and len(folded) > 1:
            stem = strip_ending(folded)
            words[stem] = 1.0 + min(len(stem), 10) / 10
            said.append(stem)
            if index and token[0].isupper() and len(token) > 2 and not month_of(folded):
                names.add(stem)
    denied = {stem for at, word in enumerate(said) if not word for stem in _denied(said, at)}
    return Claim(
        words,
        frozenset(numbers),
        frozenset(names),
        negated,
        frozenset(clocks),
        denied=frozenset(denied),
        figures=frozenset(figures),
    )


def _denied(said: Sequence[str], at: int) -> list[str]:
    """The stems behind the negation at `at`; where none follows, the one in front ("gilt nicht")."""
    behind = [stem for stem in said[at + 1 : at + 1 + _DENIED] if stem]
    return behind or [stem for stem in said[max(0, at - 1) : at] if stem]


def _plain(token: str) -> str:
    """The token folded, without apostrophes: "don't" becomes "dont"."""
    return fold_accents(token).replace("'", "").replace("’", "")


def _number(token: str) -> str:
    """The number in a normal form: 1,200, 1.200 and 1200 become equal, and so do 3.50 and 3,5."""
    compact = re.sub(r"[.,](?=\d{3}(?:\D|$))", "", token).replace(",", ".")
    if "." in compact and compact.count(".") == 1:
        compact = compact.rstrip("0").rstrip(".")
    return compact.lstrip("0") or "0"


_FIGURE = re.compile(r"\d+(?:[.,:/-]\d+)*")
_NUMBER_WEIGHT = 1.5  # a word weighs 1 to 2
_SAME_SUBJECT = 0.5  # above this coverage a sentence is about the same subject, and a "not" makes it deny the claim


@dataclass(frozen=True, slots=True)
class Contradictions:
    """Signs that a source contradicts a claim, although they share words."""

    missing_number: bool
    missing_name: bool
    negated: bool


def held_share(wanted: Mapping[str, float], held: Collection[str]) -> float:
    """The share (0..1) of the total weight of `wanted` whose keys are in `held`; 1 if `wanted` is empty."""
    total = sum(wanted.values())
    return sum(weight for word, weight in wanted.items() if word in held) / total if total else 1.0


def coverage(claim: Claim, evidence: Claim) -> float:
    """The weighted share (0..1) of the claim's words and numbers that the evidence holds."""
    wanted = {**claim.words, **{f"#{number}": _NUMBER_WEIGHT for number in claim.numbers}}
    return held_share(wanted, {*evidence.words, *(f"#{number}" for number in evidence.numbers)})


def contradictions(claim: Claim, source: Claim, sentences: Iterable[Claim]) -> Contradictions:
    """Whether the whole `source` lacks a number or a name of the claim, and whether the nearest of its `sentences` says
    the opposite: it denies what the claim says, or says what the claim denies. "One" in letters is no number."""
    closest = max(sentences, key=lambda sentence: coverage(claim, sentence), default=claim)
    denier, other = (claim, closest) if claim.negated else (closest, claim)
    return Contradictions(
        missing_number=bool(source.lacks(claim) - ({"1"} - claim.figures)),
        missing_name=bool(claim.names - set(source.words)),
        negated=claim.negated != closest.negated
        and coverage(claim, closest) > _SAME_SUBJECT
        and (not denier.denied or not denier.denied.isdisjoint(other.words)),
    )


def literal_support(claim: str, source: str, least_words: int) -> float:
    """The share (0..1) of the claim's content words that `source` holds.

    0 if the claim has fewer than `least_words` of them, or if the source lacks a figure of it. Hidden parts of the
    claim do not count."""
    claim = without_covers(claim)
    wanted = {term.stem: 1.0 for term in content_terms(claim)}
    if len(wanted) < least_words or not set(_FIGURE.findall(claim)) <= set(_FIGURE.findall(source)):
        return 0.0
    return held_share(wanted, set(stems(source)))
