"""A text as tokens that are compared by what they say: numbers, dates, times, currencies, units, words.

Invariant: a token says at least one thing; where its writing leaves several open ("1.234", "once"), it says each.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from assistant.evaluation.matching.calendar_words import find_dates, find_times
from assistant.evaluation.matching.number_words import LONGEST, NUMBER_WORDS
from assistant.text.folding import fold_accents

_CITATION = re.compile(r"\[\d{1,3}(?:\s?[,;]\s?\d{1,3})*\]")
# A space of any width between thousands; a plain one only before decimals, because figures also stand side by side.
_GROUP_SPACES = re.compile(r"(?<=\d)(?:[\u00a0\u2009\u202f'’](?=\d{3}(?!\d))| (?=\d{3}[.,]\d\d(?!\d)))")
_PER_CENT = re.compile(r"\b(?:per cent|percent|prozent|por ciento|pour cent)\b|%")
# Of Chinese each letter is a piece, because nothing stands between its words.
_PIECE = re.compile(
    r"(?P<sign>(?<![\w)\]])[-\u2212\u2013])?(?P<number>(?<![^\W_])\d+(?:[.,]\d+)*)(?P<unit>[^\W\d_]{1,3}(?![^\W_]))?"
    r"(?![^\W_])|(?P<word>[\u3400-\u9fff]|[^\W_\u3400-\u9fff]+)|(?P<mark>[€$£%])"
)
_GROUPED = re.compile(r"\d+|[1-9]\d{0,2}(?:,\d{3})+|[1-9]\d{0,2}(?:\.\d{3})+")
_MIXED = re.compile(r"\d{1,3}(?:,\d{3})+\.\d+|\d{1,3}(?:\.\d{3})+,\d+")
_DECIMAL = re.compile(r"\d+[.,]\d+")
_MINUS = ("minus", "menos", "moins")
_UNITS = {
    "minute": "min mins minute minutes minuten minuto minutos",
    "hour": "h hr hrs hour hours stunde stunden hora horas heure heures",
    "day": "day days tag tage tagen dia dias jour jours",
    "week": "week weeks woche wochen semana semanas semaine semaines",
    "month": "month months monat monate monaten mes meses mois",
    "year": "year years jahr jahre jahren ano anos annee annees ans",
    "kilometre": "km kilometre kilometres kilometer kilometers kilometern kilometro kilometros",
    "metre": "m metre metres meter meters metern metro metros",
    "centimetre": "cm centimetre centimetres zentimeter centimetro centimetros",
    "kilogram": "kg kilo kilos kilogram kilograms kilogramm kilogramo kilogramos kilogrammes",
    "gram": "g gram grams gramm gramo gramos gramme grammes",
    "litre": "l litre litres liter liters litern litro litros",
    "eur": "eur euro euros €",
    "usd": "usd dollar dollars $",
    "gbp": "gbp pound pounds £",
    "cent": "ct cts cent cents centimo centimos centime centimes",
    "degree": "degree degrees grad grado grados degre degres",
    "%": "%",
}
_UNIT_OF = {word: unit for unit, words in _UNITS.items() for word in words.split()}
_GLUED_UNITS = frozenset({*_UNIT_OF, "bn", "mn", "mm", "w", "v", "a", "gb", "mb", "ml", "db", "kwh", "x"})
_CURRENCIES = frozenset({"eur", "usd", "gbp"})


@dataclass(frozen=True, slots=True)
class Token:
    """`says` is what it states in full, `implies` also what follows: a day with its year is that day of any year."""

    says: frozenset[str]
    implies: frozenset[str]

    def numbers(self) -> frozenset[Decimal]:
        """The values that it may have as a number."""
        return frozenset(Decimal(one[2:]) for one in self.implies if one.startswith("n:"))


def tokens(text: str) -> tuple[Token, ...]:
    """The tokens of `text`; citation markers are none. A currency stands behind its number, wherever it was written."""
    folded = fold_accents(_GROUP_SPACES.sub("", _CITATION.sub(" ", text)))
    folded = _PER_CENT.sub(" % ", " ".join(folded.replace("*", " ").split()))
    return tuple(_with_currency_behind(_with_number_words(list(_pieces(folded)))))


def says(text: Sequence[Token], expected: Sequence[Token]) -> bool:
    """Whether `text` holds the tokens of `expected`, one after the other."""
    size = len(expected)
    return size > 0 and any(
        all(wanted.says & found.implies for wanted, found in zip(expected, text[start : start + size], strict=True))
        for start in range(len(text) - size + 1)
    )


def says_one(text: Sequence[Token], expected: Sequence[str]) -> bool:
    """Whether `text` holds one of these strings."""
    return any(says(text, tokens(one)) for one in expected)


def number_readings(written: str) -> frozenset[str]:
    """What a number in figures may mean: "1.234" is 1234 or 1.234; with both marks the last one is the decimal one.

    Empty where it is none, as the number of a version or the figures of several columns.
    """
    found = {_normal(re.sub("[.,]", "", written))} if _GROUPED.fullmatch(written) else set()
    if _MIXED.fullmatch(written) or _DECIMAL.fullmatch(written):
        mark = max(written.rfind("."), written.rfind(","))
        found.add(_normal(f"{re.sub('[.,]', '', written[:mark])}.{written[mark + 1 :]}"))
    return frozenset(found)


def _normal(figures: str) -> str:
    number = Decimal(figures)
    return f"n:{number.normalize():f}" if number else "n:0"


@dataclass(frozen=True, slots=True)
class _Piece:
    """A token with the word that it was written as, "" for a number or date."""

    word: str
    token: Token


def _pieces(folded: str) -> Iterator[_Piece]:
    """Words, numbers, dates and times in order."""
    whens = sorted([*find_dates(folded), *find_times(folded)], key=lambda when: (when.start, -when.end))
    position = 0
    for when in whens:
        if when.start < position:
            continue
        yield from _plain(folded, position, when.start)
        yield _Piece("", Token(when.precise, when.readings))
        position = when.end
    yield from _plain(folded, position, len(folded))


def _plain(folded: str, start: int, end: int) -> Iterator[_Piece]:
    for match in _PIECE.finditer(folded, start, end):
        if match["number"] and (match["unit"] is None or match["unit"] in _GLUED_UNITS):
            yield from _number(match["number"], negative=match["sign"] is not None)
            if match["unit"]:
                yield _word(match["unit"])
        elif match["number"]:
            yield _word(match["number"] + match["unit"])
        else:
            yield _word(match["word"] or match["mark"])


def _number(written: str, *, negative: bool) -> Iterator[_Piece]:
    readings = number_readings(written)
    if not readings:  # figures of several columns, or the number of a version
        for part in written.split(","):
            yield from _number(part, negative=False) if number_readings(part) else (_word(part),)
    elif negative:
        below = frozenset(f"n:-{one[2:]}" for one in readings)
        yield _Piece("", Token(below, below | readings))
    else:
        yield _Piece("", Token(readings, readings))


def _word(word: str) -> _Piece:
    said = frozenset({f"w:{word}", *([f"w:{_UNIT_OF[word]}"] if word in _UNIT_OF else [])})
    return _Piece(word, Token(said, said))


def _with_number_words(pieces: list[_Piece]) -> list[_Piece]:
    """Number words as numbers: compounds as one number; a single word keeps its other meaning as well."""
    made: list[_Piece] = []
    index = 0
    while index < len(pieces):
        for size in range(min(LONGEST, len(pieces) - index), 0, -1):
            written = tuple(piece.word for piece in pieces[index : index + size])
            number = NUMBER_WORDS.get(written)
            if number is not None:
                said = frozenset({f"n:{number}"}) | (pieces[index].token.says if size == 1 else frozenset())
                made.append(_Piece(written[0] if size == 1 else "", Token(said, said)))
                index += size
                break
        else:
            made.append(pieces[index])
            index += 1
    return _with_signs(made)


def _with_signs(pieces: list[_Piece]) -> list[_Piece]:
    """ "minus 1.5" is one number below zero."""
    made: list[_Piece] = []
    for piece in pieces:
        numbers = frozenset(one for one in piece.token.says if one.startswith("n:"))
        if numbers and made and made[-1].word in _MINUS:
            below = frozenset(f"n:-{one[2:]}" for one in numbers)
            made[-1] = _Piece("", Token(below, below | numbers))
        else:
            made.append(piece)
    return made


def _with_currency_behind(pieces: list[_Piece]) -> Iterator[Token]:
    waiting: Token | None = None
    for piece in pieces:
        if waiting is not None:
            if piece.token.numbers():
                yield from (piece.token, waiting)
                waiting = None
                continue
            yield waiting
            waiting = None
        if _UNIT_OF.get(piece.word) in _CURRENCIES:
            waiting = piece.token
        else:
            yield piece.token
    if waiting is not None:
        yield waiting
