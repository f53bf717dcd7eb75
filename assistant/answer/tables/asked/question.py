"""A question over tables: what is asked for, per what, when, above what, and the words that a table has to explain.

Invariant: every word of the question is taken as one of these, is of no meaning, or is left as a word to explain.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

from assistant.answer.tables.asked.numbered import Numbered, lettered_in, numbered_in, ordinals_in
from assistant.answer.tables.asked.vocabulary import (
    ASKS,
    FILLER,
    NEGATIONS,
    NUMBER_WORDS,
    PER,
    QUALITIES,
    RELATIVE,
    SIGNS,
    TIME_UNITS,
    WHEN,
    WHO,
    Language,
    Sign,
    language_of,
    stop_words,
)
from assistant.answer.tables.asked.when import Limit, find_limits
from assistant.answer.tables.cells.concepts import keys_of
from assistant.answer.tables.cells.numbers import point_of, read_number
from assistant.text.folding import fold_accents
from assistant.text.words import words

Comparison = tuple[Literal[">", ">=", "<", "<="], float]

_AMOUNT = r"(?:[$\u20ac\u00a3] ?|eur |usd |chf )?(?P<number>\d[\d.,]*\d|\d)(?![\d-])"
_MORE = (
    r"(?:more|longer|higher|bigger|larger|greater|older|heavier|taller|dearer|faster|warmer) than|more \w{3,12} than"
    r"|over|above|exceeding|(?:mehr|langer|hoher|grosser|alter|schwerer|teurer|weiter) als|uber"
    r"|mas de|mas \w{3,8} (?:que|de)|mayor(?:es)? (?:que|de|a)|superior(?:es)? a"
    r"|plus de|plus \w{3,8} que|superieure?s? a"
)
_LESS = (
    r"(?:less|fewer|shorter|lower|smaller|younger|lighter|cheaper|slower|colder) than|under|below"
    r"|(?:weniger|kurzer|niedriger|kleiner|junger|leichter|billiger|gunstiger) als|unter"
    r"|menos de|menor(?:es)? (?:que|de|a)|inferior(?:es)? a|moins de|moins \w{3,8} que|inferieure?s? a"
)
_COMPARED: tuple[tuple[Literal[">", ">=", "<", "<="], str], ...] = (
    (">=", r"at least|mindestens|al menos|por lo menos|au moins"),
    ("<=", r"at most|no more than|hochstens|como mucho|au plus"),
    (">", _MORE),
    ("<", _LESS),
)
_COMPARISONS = [(sign, re.compile(rf"\b(?:{words}) {_AMOUNT}")) for sign, words in _COMPARED]
_NUMBERS = "|".join(NUMBER_WORDS)
_MOST = re.compile(
    rf"\b(?:top |the |die |las? |los |les )?(?P<n>\d{{1,2}}|{_NUMBERS})(?= (?:most |least |mas |plus "
    rf"|moins )?(?:expensive|highest"
    r"|largest|biggest|cheapest|lowest|smallest|latest|last|first|hochst|grosst|teuerst|kleinst|niedrigst|billigst|gunstigst"
    r"|letzt|erst|caras?\b|caros?\b|chers?\b|cheres?\b|eleve|dernier|premier|ultim|primer))|\btop (?P<top>\d{1,2})\b"
    r"|\b(?:las|los|les) (?P<behind>\d{1,2}|" + _NUMBERS + r")(?= [a-z]+ (?:mas|plus|moins|menos) )"
)
_DISTINCT = re.compile(
    r"\b(?:different|distinct|unique|verschiedene\w?|unterschiedliche\w?|diferentes|distint[oa]s|differente?s)\b"
)
_PAST = re.compile(
    r"\b(?:did|was|were|had|have|has|spent|(?:we|i|they|she|he) paid|cost|earned"
    r"|wurden?|haben|hat|hatten|war|waren|kostete|kosteten|gastamos|gastaron"
    r"|pagamos|costo|costaron|hemos|fue|fueron|avons|ont|a ete|ai|avez|etait|coute)\b"
)
_QUANTITY = re.compile(r"\b(?:most|least|fewest|(?:am )?meisten?|(?:am )?wenigsten?|mas|menos|le plus|le moins)\b")
_MONEY = re.compile(
    r"\b(?:expensive|dearest|costliest|priciest|cheap\w{0,3}|teuer\w{0,4}|billig\w{0,4}|gunstig\w{0,4}|car[oa]s?|barat[oa]s?"
    r"|chere?s?)\b"
)
_TIMES = re.compile(r"\b(?:often|times|oft|haufig|veces|fois)\b")
_WORD = re.compile(r"[^\W_]+")
_SIGN_ORDER: tuple[Sign, ...] = ("difference", "count", "much", "average", "sum", "last", "first", "max", "min", "list")


@dataclass(frozen=True, slots=True)
class Token:
    """A word to explain: folded, with its keys and its place among the words of the question."""

    word: str
    keys: frozenset[str]
    place: int
    is_older: bool = False  # of the question before a follow-up


@dataclass(slots=True)
class Asked:
    """What a question asks of tables."""

    text: str  # folded
    language: Language
    signs: set[Sign] = field(default_factory=set)
    per: frozenset[str] = frozenset()  # the keys of the word behind "per"
    per_word: str = ""
    target: str = ""  # the word behind "which"; "when" or "who" stand for themselves
    noun: str = ""  # the word behind the target, which may be a value: "which grocery shop"
    counted: str = ""  # the word behind "how many"
    limits: list[Limit] = field(default_factory=list)
    mentions: list[str] = field(default_factory=list)  # the words of the dates
    comparisons: list[Comparison] = field(default_factory=list)
    at_most: int = 1  # "the three most expensive"
    qualities: frozenset[str] = frozenset()  # the groups of columns that adjectives compare: "oldest" is of an age
    of_quantity: bool = False  # "the most hours", not "the highest"
    distinct: bool = False
    is_past: bool = False
    of_money: bool = False  # an adjective says so: "expensive", "cheapest"
    tokens: list[Token] = field(default_factory=list)
    numbered: tuple[Numbered, ...] = ()  # words with the number that tells one from others: "shelf 2"
    ordinals: tuple[tuple[str, str], ...] = ()  # "first floor", "last quarter": the sign may be part of a name
    letters: frozenset[str] = frozenset()  # single letters that are names: "shelf B"
    understood: bool = True  # False: it holds what this grammar does not know (a negation, "last year")

    @property
    def target_unit(self) -> str:
        """ "month", "year", ... where the question asks for one of them."""
        return unit_of_time(keys_of(self.target)) if self.target else ""

    @property
    def unit_word(self) -> str:
        """The word for a unit of time where the most or the least of something is asked for: "the dearest month"."""
        named = (token.word for token in self.tokens if unit_of_time(token.keys))
        return next(named, "") if self.signs & {"max", "min"} and not self.target else ""

    @property
    def per_unit(self) -> str:
        return unit_of_time(self.per)


def unit_of_time(keys: frozenset[str]) -> str:
    return next((unit for key, unit in TIME_UNITS.items() if key in keys), "")


def read_question(question: str) -> Asked:
    """Read `question`; quick, and of no table."""
    folded = " ".join(fold_accents(question).replace("\u2019", " ").replace("'", " ").split())
    asked = Asked(folded, language_of(words(folded)))
    asked.understood = not RELATIVE.search(folded) and not NEGATIONS & set(words(folded))
    asked.letters = frozenset(one.number for one in lettered_in(question))
    asked.is_past = bool(_PAST.search(folded))
    asked.qualities = frozenset(group for word in words(folded) for group in QUALITIES.get(word, ()))
    asked.of_quantity = bool(_QUANTITY.search(folded))
    asked.of_money = bool(_MONEY.search(folded))
    asked.distinct = bool(_DISTINCT.search(folded))
    rest = _DISTINCT.sub(" ", folded)
    asked.limits, rest, asked.mentions = find_limits(rest)
    rest = _take_comparisons(asked, rest)
    asked.numbered, asked.ordinals = numbered_in(rest, question), ordinals_in(rest)
    rest = _take_number_of_rows(asked, rest)
    rest = _take_per(asked, rest)
    _find_target(asked, rest)
    rest = _take_signs(asked, rest)
    asked.tokens = _tokens(asked, rest)
    return asked


def _take_comparisons(asked: Asked, rest: str) -> str:
    for sign, pattern in _COMPARISONS:
        for found in pattern.finditer(rest):
            number = read_number(
                found["number"], point_of([found["number"]]) or ("," if asked.language != "en" else ".")
            )
            if number is not None:
                asked.comparisons.append((sign, number.value))
        rest = pattern.sub(" ; ", rest)
    return rest


def _take_number_of_rows(asked: Asked, rest: str) -> str:
    found = _MOST.search(rest)
    if found is None:
        return rest
    shown = found["n"] or found["top"] or found["behind"]
    asked.at_most = max(1, min(20, int(shown) if shown.isdecimal() else NUMBER_WORDS[shown]))
    if found["top"]:
        asked.signs.add("max")
    return f"{rest[: found.start()]} {rest[found.end() :]}"


def _take_per(asked: Asked, rest: str) -> str:
    for found in PER[asked.language].finditer(rest):
        keys = keys_of(found[1])
        if found[1] in stop_words(asked.language) or (
            asked.language in ("es", "fr") and not _may_group(found[0], keys)
        ):
            continue
        if asked.language == "de" and found[0].startswith("nach") and unit_of_time(keys):
            continue
        asked.per, asked.per_word = keys, found[1]
        return f"{rest[: found.start()]} ; {rest[found.end() :]}"
    return rest


def _may_group(phrase: str, keys: frozenset[str]) -> bool:
    """ "por" and "par" are often no "per": they count before a unit of time and before words that tables group by."""
    known = {"=person", "=category", "=payee", "=month", "=year", "=week", "=day", "=quarter", "=product", "=customer"}
    return phrase.startswith(("cada", "por cada", "chaque", "pour chaque")) or bool(known & keys)


def _find_target(asked: Asked, rest: str) -> None:
    found = ASKS[asked.language].search(rest)
    if found is not None:
        asked.target = found[1] if found[1] in WHEN | WHO else found[2] or ""
        asked.noun = found[3] or ""
    if asked.target in stop_words(asked.language) and asked.target not in WHEN | WHO:
        asked.target = ""


def _take_signs(asked: Asked, rest: str) -> str:
    """Find the signs and take their words away, the longest meaning first."""
    for sign in _SIGN_ORDER:
        pattern = SIGNS[asked.language][sign]
        found = pattern.search(rest)
        if found is None or (sign == "much" and "count" in asked.signs):
            continue
        asked.signs.add(sign)
        if sign == "count":
            if _TIMES.search(found[0]):
                rest = pattern.sub(" ", rest)
                continue
            stop = stop_words(asked.language)
            following = [word for word in _WORD.findall(rest[found.end() :]) if word not in stop]
            asked.counted = following[0] if following else ""
        rest = pattern.sub(" ; " if sign == "list" else " ", rest)
    return rest


def _tokens(asked: Asked, rest: str) -> list[Token]:
    stop = stop_words(asked.language) | FILLER
    found: list[Token] = []
    for place, match in enumerate(_WORD.finditer(rest)):
        word = match[0]
        if len(word) == 1 and word in asked.letters:
            found.append(Token(word, keys_of(word), place))
            continue
        if word in WHEN | WHO or word in stop or len(word) < 2 or (word in NUMBER_WORDS and len(word) < 4):
            continue
        found.append(Token(word, keys_of(word), place))
    return found
