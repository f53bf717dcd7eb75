"""What a sentence says against the sentence that it rewords: another number, date, unit, name or quantifier, the opposite.

Invariant: pure functions of text; a sentence says nothing against itself, and nothing is said against a sentence that
shares few words with it.

Both are compared word by word (`difflib`). Only small differences count: a clause that is left out takes its "not"
with it and says nothing.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final, Literal

from assistant.text.folding import fold_accents
from assistant.text.languages import STOP_WORDS, word_set
from assistant.text.months import month_of
from assistant.text.stems import strip_ending
from assistant.text.support import NUMBER_WORDS
from assistant.text.written.opposites import (
    CONFLICTS,
    NEGATORS,
    PHRASES,
    QUANTIFIER,
    STRONG,
    UNIT,
    are_opposites,
)

Kind = Literal["number", "date", "unit", "name", "quantifier", "opposite"]

_TOKEN = re.compile(r"\d+(?:[.,:]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)?|[%$€£]")
_CITATION = re.compile(r"\[\d{1,3}(?:\s?[,;]\s?\d{1,3})*\]")
_THOUSANDS = re.compile(r"[.,](?=\d{3}(?:\D|$))")
_CENTURY = re.compile(r"(?<!\d)(1[89]|20)\d\d[-–/]$")
_SHORT_YEAR = 2  # figures
_SAME = 0.6  # share of the sentence's words, in order, from which it rewords the other one
_SMALL = 4  # words: a larger difference is a clause of its own
_MOST_WORDS = 120
_LEAST_NAME = 3
_NUMBERS: Final = NUMBER_WORDS | {
    "once": "1", "twice": "2", "thrice": "3", "einmal": "1", "zweimal": "2", "dreimal": "3", "eenmaal": "1",
    "tweemaal": "2", "driemaal": "3",
}  # fmt: skip
_NO_NAMES: Final = STOP_WORDS | word_set(
    "mrs miss herr frau prof professor lady lord madame monsieur senor senora signor signora"
)


@dataclass(frozen=True, slots=True)
class _Word:
    """A word, folded; `key` is what is compared, `kind` the table that knows it."""

    folded: str
    key: str
    number: bool = False
    name: bool = False
    month: int = 0
    quantifier: str = ""


def said_against(claim: str, sentence: str) -> frozenset[Kind]:
    """The kinds of what `claim` says against `sentence`; empty where it does not reword it."""
    new, old = _read(claim), _read(sentence)
    if not new or max(len(new), len(old)) > _MOST_WORDS:
        return frozenset()
    matcher = SequenceMatcher(None, [word.key for word in old], [word.key for word in new], autojunk=False)
    if sum(block.size for block in matcher.get_matching_blocks()) < _SAME * len(new):
        return frozenset()
    changes = [
        (old[first:last], new[begin:end])
        for tag, first, last, begin, end in matcher.get_opcodes()
        if tag != "equal" and max(last - first, end - begin) <= _SMALL
    ]
    found: set[Kind] = set()
    for lost, gained in changes:
        found.update(_replaced(lost, gained))
    if _turns(changes) % 2:
        found.add("opposite")
    return frozenset(found)


def wrong_units(claim: str, source: str) -> bool:
    """Whether a figure of the claim has another unit than the source gives to the same figure everywhere."""
    given = defaultdict(set)
    for number, unit in _measures(source):
        given[number].add(unit)
    return any(unit not in given.get(number, {unit}) for number, unit in _measures(claim))


def _read(text: str) -> list[_Word]:
    found: list[_Word] = []
    text = _CITATION.sub(" ", text)
    matches = list(_TOKEN.finditer(text))
    for at, match in enumerate(matches):
        folded = fold_accents(match[0]).replace("'", "").replace("’", "")
        quantifier = QUANTIFIER.get(folded, "")
        if found and (phrase := PHRASES.get((found[-1].folded, folded))):
            found[-1] = _Word(folded, f"~{phrase}", quantifier=phrase)
        elif folded[0].isdigit() or folded in _NUMBERS:
            # "2018-19" is "2018-2019".
            century = (
                _CENTURY.search(text, max(0, match.start() - 6), match.start()) if len(folded) == _SHORT_YEAR else None
            )
            value = _NUMBERS.get(folded) or _value(folded)
            found.append(_Word(folded, century[1] + folded if century else value, number=True))
        else:
            # The first word of a sentence is a name where a capital follows: "Anna Weber pays".
            inside = at > 0 or (len(matches) > 1 and matches[1][0][0].isupper())
            capital = match[0][0].isupper() and inside and len(folded) >= _LEAST_NAME
            month = month_of(folded) if capital else 0
            named = capital and not month and folded not in _NO_NAMES
            key = UNIT.get(folded) or strip_ending(folded)
            found.append(_Word(folded, key, name=named, month=month, quantifier=quantifier))
    return found


def _value(figure: str) -> str:
    """1,200 and 1.200 and 1200 as one, 3.50 and 3,5 too."""
    compact = _THOUSANDS.sub("", figure).replace(",", ".")
    return (compact.rstrip("0").rstrip(".") if compact.count(".") == 1 else compact).lstrip("0") or "0"


def _replaced(lost: Sequence[_Word], gained: Sequence[_Word]) -> Iterator[Kind]:
    """What a small difference puts in place of something else."""
    if _differ(_months(lost), _months(gained)):
        yield "date"
    if _differ({word.key for word in lost if word.number}, {word.key for word in gained if word.number}):
        yield "number"
    if _differ(_units(lost), _units(gained)):
        yield "unit"
    if _differ(_names(lost), _names(gained)):
        yield "name"
    had, has = _quantifiers(lost), _quantifiers(gained)
    if any(frozenset((one, other)) in CONFLICTS for one in had for other in has) or (has & STRONG and not had):
        yield "quantifier"


def _differ(lost: Iterable[object], gained: Iterable[object]) -> bool:
    before, after = set(lost), set(gained)
    return bool(before and after and not before & after)


def _months(words: Iterable[_Word]) -> set[int]:
    return {word.month for word in words if word.month}


def _units(words: Iterable[_Word]) -> set[str]:
    return {UNIT[word.folded] for word in words if word.folded in UNIT}


def _names(words: Iterable[_Word]) -> set[str]:
    return {word.key for word in words if word.name}


def _quantifiers(words: Iterable[_Word]) -> set[str]:
    return {word.quantifier for word in words if word.quantifier}


def _turns(changes: Sequence[tuple[Sequence[_Word], Sequence[_Word]]]) -> int:
    """How often the differences turn the statement round: each "not", and each opposite."""
    lost = [word.folded for words, _ in changes for word in words]
    gained = [word.folded for _, words in changes for word in words]
    denied = sum(word in NEGATORS for word in [*lost, *gained])
    pairs = ((word, other) for word in gained for other in lost if word not in NEGATORS and other not in NEGATORS)
    return denied + len({word for word, other in pairs if are_opposites(word, other)})


def _measures(text: str) -> Iterator[tuple[str, str]]:
    """(figure, unit) of each figure with a unit behind it, or a currency in front."""
    words = _read(text)
    for at, word in enumerate(words):
        if not word.number:
            continue
        behind = UNIT.get(words[at + 1].folded) if at + 1 < len(words) else None
        before = UNIT.get(words[at - 1].folded) if at else None
        unit = behind or (before if before in _MONEY else None)
        if unit:
            yield word.key, unit


_MONEY: Final = frozenset(("dollar", "euro", "pound", "franc"))
