"""The parts of a sentence that can be compared: words, numbers, names, negation. Invariant: pure functions of text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from assistant.text.covers import without_covers
from assistant.text.folding import fold_accents
from assistant.text.languages import NEGATIONS, STOP_WORDS
from assistant.text.stems import strip_ending

_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)?")
_CITATION = re.compile(r"\[\d{1,3}(?:\s?[,;]\s?\d{1,3})*\]")
_COUNTING = (
    "zero one two three four five six seven eight nine ten eleven twelve",
    "null ein zwei drei vier funf sechs sieben acht neun zehn elf zwolf",
    "cero un dos tres cuatro cinco seis siete ocho nueve diez once doce",
    "zero un deux trois quatre cinq six sept huit neuf dix onze douze",
)
_NUMBER_WORDS: Final = {word: str(n) for words in _COUNTING for n, word in enumerate(words.split()) if n > 1} | {
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


def read_claim(text: str) -> Claim:
    """The parts of the sentence `text`. Names are the words that are capitalised inside the sentence; numbers are
    written in digits."""
    bare = _CITATION.sub(" ", without_covers(text))
    words: dict[str, float] = {}
    numbers: set[str] = set()
    names: set[str] = set()
    negated = False
    for index, match in enumerate(_TOKEN.finditer(bare)):
        token = match[0]
        folded = _plain(token)
        if folded[0].isdigit() or folded in _NUMBER_WORDS:
            numbers.add(_number(_NUMBER_WORDS.get(folded, token)))
        elif folded in NEGATIONS:
            negated = not negated
        elif folded not in STOP_WORDS and len(folded) > 1:
            stem = strip_ending(folded)
            words[stem] = 1.0 + min(len(stem), 10) / 10
            if index and token[0].isupper() and len(token) > 2:
                names.add(stem)
    return Claim(words, frozenset(numbers), frozenset(names), negated)


def _plain(token: str) -> str:
    """The token folded, without apostrophes: "don't" becomes "dont"."""
    return fold_accents(token).replace("'", "").replace("’", "")


def _number(token: str) -> str:
    """The number in a normal form: 1,200, 1.200 and 1200 become equal, and so do 3.50 and 3,5."""
    compact = re.sub(r"[.,](?=\d{3}(?:\D|$))", "", token).replace(",", ".")
    if "." in compact and compact.count(".") == 1:
        compact = compact.rstrip("0").rstrip(".")
    return compact.lstrip("0") or "0"
