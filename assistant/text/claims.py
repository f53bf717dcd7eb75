"""Sentences as bags of what can be compared: words, numbers, names, negation. Invariant: pure functions of text."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from assistant.text.covers import without_covers

_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)?")
_CITATION = re.compile(r"\[\d{1,3}(?:\s?[,;]\s?\d{1,3})*\]")
_SUFFIX = re.compile(r"(?:ingly|edly|ings?|ied|ies|ed|es|ly|s|en|er|em|e|n)$")
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
_NEGATIONS = """
    not no never none neither nor without cannot nobody nothing nowhere isnt wasnt arent werent dont doesnt didnt
    wont wouldnt cant couldnt shouldnt hasnt havent hadnt nicht kein keine keinen keiner keinem nie niemals ohne
    weder noch nunca jamas ni sin ningun ninguna pas jamais sans aucun aucune ne non mai senza nessun nessuna nao
    sem nenhum nenhuma
"""
_STOP_WORDS = """
    the a an of to in on at by for from with as is are was were be been being it its this that these those and or
    but if then than so such there here which who whom whose what when where how do does did has have had will would
    can could may might shall should must i you he she we they me him her us them my your his our their also into
    about over after before between during per said says according document file page der die das den dem des und
    oder ein eine einer eines einem einen ist sind war waren im am zum zur von mit fur auf el la los las de del en y
    o que es son fue un una le les du des et ou dans est sont il lo gli e di da che sono os do dos em um uma para
    por com se
"""
_NEGATION: Final = frozenset(_NEGATIONS.split())
_STOP: Final = frozenset(_STOP_WORDS.split())


@dataclass(frozen=True, slots=True)
class Claim:
    """What one sentence says, ready for comparison."""

    words: dict[str, float]  # stem -> weight
    numbers: frozenset[str]
    names: frozenset[str]
    negated: bool


def read_claim(text: str) -> Claim:
    """Content words by weight, numbers in plain digits, names (capitalised inside the sentence), negation."""
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
        elif folded in _NEGATION:
            negated = not negated
        elif folded not in _STOP and len(folded) > 1:
            stem = stem_of(folded)
            words[stem] = 1.0 + min(len(stem), 10) / 10
            if index and token[0].isupper() and len(token) > 2:
                names.add(stem)
    return Claim(words, frozenset(numbers), frozenset(names), negated)


def stem_of(folded: str) -> str:
    """A word without its commonest endings; short words stay."""
    return _SUFFIX.sub("", folded) if len(folded) > 4 else folded


def coverage(claim: Claim, evidence: Claim) -> float:
    """The weighted share (0..1) of the claim's words and numbers that the evidence holds."""
    weights = {**claim.words, **{f"#{number}": 1.5 for number in claim.numbers}}
    held = {*evidence.words, *(f"#{number}" for number in evidence.numbers)}
    total = sum(weights.values())
    return sum(weight for word, weight in weights.items() if word in held) / total if total else 1.0


def _plain(token: str) -> str:
    decomposed = unicodedata.normalize("NFKD", token.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter) and letter not in "'’")


def _number(token: str) -> str:
    """1,200 and 1.200 and 1200 are one number; 3.50 and 3,5 are one."""
    compact = re.sub(r"[.,](?=\d{3}(?:\D|$))", "", token).replace(",", ".")
    if "." in compact and compact.count(".") == 1:
        compact = compact.rstrip("0").rstrip(".")
    return compact.lstrip("0") or "0"
