"""Sums that a person types: read by a small grammar and computed exactly, within bounds.

    sum     = term { ("+" | "-") term }
    term    = signed { ("*" | "/") signed }
    signed  = "-" signed | power
    power   = value [ "^" signed ]
    value   = number [ "%" ] | "(" sum ")"

Invariant: nothing is evaluated as code; time and memory are bounded whatever is typed, because the length, the digits,
the depth and the size of every result are.
"""

from __future__ import annotations

import re
from decimal import Context, Decimal
from fractions import Fraction

from assistant.text.asked_language import Language
from assistant.text.folding import fold_accents

_MOST_CHARS = 200
_MOST_DIGITS = 30  # of a number that is typed
_MOST_BITS = 4_000  # of the parts of a result: about 1,200 digits
_MOST_DEPTH = 30
_SHOWN_DIGITS = 12

_LEAD = re.compile(
    r"^(?:(?:and|so|ok|hey|please|bitte|por favor|und|y|et)[,\s]+)*(?:what(?:'s|’s| is| are| does)|how much (?:is|are)|calculate|compute|work out|"
    r"was (?:ist|sind|ergibt|macht)|wie ?viel (?:ist|sind|ergibt|macht)|rechne(?: aus)?|berechne|"
    r"cuanto (?:es|son|da|suma)|calcula|que es|combien (?:font|fait|ca fait)|calcule|que fait)?[\s:¿]*"
)  # read from folded text
_TAIL = re.compile(
    r"(?:\s*(?:=|equals?|make|makes|gleich|es igual a|igual|egal))?\s*(?:please|bitte|por favor|s'il (?:te|vous) plait)?\s*[?.!=]*\s*$"
)
_WORDS = (
    (r"\b(?:plus|und|mas|y|and)\b", "+"),
    (r"\b(?:minus|less|weniger|menos|moins)\b", "-"),
    (r"\b(?:times|multiplied by|mal|por|fois|multiplie par)\b", "*"),
    (r"\b(?:divided by|over|geteilt durch|durch|dividido (?:por|entre)|entre|divise par)\b", "/"),
    (r"\b(?:to the power of|hoch|elevado a|puissance)\b", "^"),
    (r"\b(?:squared|zum quadrat|al cuadrado|au carre)\b", "^2"),
    (r"(?<=[\d)])\s*(?:%|percent|per cent|prozent|por ciento|pour ?cent)\s*(?:of|von|de|du|des)\b", "%*"),
    (r"(?<=[\d)])\s*(?:percent|per cent|prozent|por ciento|pour ?cent)\b", "%"),
    (r"\*\*", "^"),
    (r"[x×·](?=\s*[\d(.-])", "*"),
    (r"[÷:]", "/"),
    (r"[−–]", "-"),
)  # fmt: skip
_WORD_PATTERNS = tuple((re.compile(pattern), sign) for pattern, sign in _WORDS)
_SUM = re.compile(r"[\d\s.,'+*/^%()-]+")
_TOKEN = re.compile(r"\s*(\d[\d.,']*|[-+*/^%()])")
_OPERATION = re.compile(r"[\d)%]\s*[-+*/^]\s*[\d(.-]|%\s*\*")
# "2024-03-01", "3/4/2024", "0170-12345": dates and telephone numbers are no sums.
_NO_SUM = re.compile(r"\d{4}-\d{1,2}(?:-\d{1,2})?|\d{1,2}([./-])\d{1,2}\1\d{2,4}|0\d[\d\s/-]*")
_POINT_LANGUAGES = ("en",)


class NoResult(Exception):
    """A sum without a result: a division by zero, or a number too large to write down."""


def find_sum(message: str) -> str | None:
    """The sum that `message` is, in signs ("12*7"); None if it is anything else."""
    if len(message) > _MOST_CHARS:
        return None
    text = _TAIL.sub("", _LEAD.sub("", fold_accents(message).strip(" ¿¡\n\t")))
    for pattern, sign in _WORD_PATTERNS:
        text = pattern.sub(f" {sign} ", text)
    text = " ".join(text.split())
    if not _SUM.fullmatch(text) or not _OPERATION.search(text) or _NO_SUM.fullmatch(text):
        return None
    return text


def compute(text: str, language: Language) -> Fraction:
    """The value of a sum; points and commas in its numbers are read as `language` writes them.

    Raises NoResult, and ValueError for what is no sum by the grammar.
    """
    reader = _Reader(_tokens(text), language)
    value = reader.sum(0)
    if reader.left:
        raise ValueError("The sum does not end where it should.")
    return value


def written(value: Fraction, language: Language) -> tuple[str, bool]:
    """The value as `language` writes it, and whether it is exact; else it is rounded to twelve digits."""
    if value.denominator == 1:
        digits = f"{abs(value.numerator):,}"
        exact, text = True, digits if len(str(abs(value.numerator))) > 4 else digits.replace(",", "")
    else:
        context = Context(prec=_SHOWN_DIGITS)
        rounded = context.divide(Decimal(abs(value.numerator)), Decimal(value.denominator)).normalize()
        exact = Fraction(rounded) == abs(value)
        text = f"{rounded:,f}" if -_SHOWN_DIGITS < rounded.adjusted() < 2 * _SHOWN_DIGITS else f"{rounded:e}"
    if language not in _POINT_LANGUAGES:
        text = text.translate(str.maketrans(",.", "\u202f," if language == "fr" else ".,"))
    return ("-" if value < 0 else "") + text, exact


def _tokens(text: str) -> list[str]:
    tokens, at = [], 0
    while at < len(text.rstrip()):
        match = _TOKEN.match(text, at)
        if match is None:
            raise ValueError("There is a sign that no sum has.")
        tokens.append(match[1])
        at = match.end()
    return tokens


def _number(token: str, language: Language) -> Fraction:
    """ "1,234.5" in English, "1.234,5" elsewhere; a single sign that cannot part thousands parts the decimals."""
    plain = token.replace("'", "").rstrip(".,")
    point, group = (".", ",") if language in _POINT_LANGUAGES else (",", ".")
    if re.fullmatch(rf"\d{{1,3}}(?:{re.escape(group)}\d{{3}})+(?:{re.escape(point)}\d*)?", plain):
        plain = plain.replace(group, "")
    elif plain.count(group) == 1 and point not in plain:
        plain = plain.replace(group, point)
    plain = plain.replace(point, ".")
    if sum(sign.isdigit() for sign in plain) > _MOST_DIGITS:
        raise NoResult("too large")
    if not re.fullmatch(r"\d+(?:\.\d+)?", plain):
        raise ValueError(f"{token!r} is no number.")
    return Fraction(plain)


def _bounded(value: Fraction) -> Fraction:
    if max(value.numerator.bit_length(), value.denominator.bit_length()) > _MOST_BITS:
        raise NoResult("too large")
    return value


def _power(base: Fraction, exponent: Fraction) -> Fraction:
    if exponent.denominator != 1:
        raise NoResult("too large" if exponent > _MOST_BITS else "no whole exponent")
    size = max(base.numerator.bit_length(), base.denominator.bit_length())
    if base not in (0, 1, -1) and abs(exponent) * max(1, size - 1) > _MOST_BITS:
        raise NoResult("too large")
    if base == 0 and exponent < 0:
        raise NoResult("division by zero")
    if base in (0, 1, -1):
        return base if exponent % 2 or (base == 0 and exponent) else Fraction(1)
    return Fraction(base ** int(exponent))


class _Reader:
    """Recursive descent over the tokens of one sum."""

    def __init__(self, tokens: list[str], language: Language) -> None:
        self._tokens = tokens
        self._language = language
        self._at = 0

    @property
    def left(self) -> bool:
        return self._at < len(self._tokens)

    def _take(self, *signs: str) -> str:
        """The next token, if it is one of `signs`; else ""."""
        if self.left and self._tokens[self._at] in signs:
            self._at += 1
            return self._tokens[self._at - 1]
        return ""

    def sum(self, depth: int) -> Fraction:
        if depth > _MOST_DEPTH:
            raise NoResult("too deep")
        value = self._term(depth)
        while sign := self._take("+", "-"):
            share = self._is_bare_share()
            other = self._term(depth)
            other = value * other if share else other  # "100 - 15%" takes 15% of the 100 away, as calculators do
            value = _bounded(value + other if sign == "+" else value - other)
        return value

    def _is_bare_share(self) -> bool:
        """Whether a number with a percent sign comes next, and nothing is done with it."""
        number, percent, after = (*self._tokens[self._at : self._at + 3], "", "", "")[:3]
        return number[:1].isdigit() and percent == "%" and after in ("", "+", "-", ")")

    def _term(self, depth: int) -> Fraction:
        value = self._signed(depth)
        while sign := self._take("*", "/"):
            other = self._signed(depth)
            if sign == "/" and other == 0:
                raise NoResult("division by zero")
            value = _bounded(value * other if sign == "*" else value / other)
        return value

    def _signed(self, depth: int) -> Fraction:
        if depth > _MOST_DEPTH:
            raise NoResult("too deep")
        if self._take("-"):
            return -self._signed(depth + 1)
        return self._raised(depth)

    def _raised(self, depth: int) -> Fraction:
        value = self._value(depth)
        return _power(value, self._signed(depth + 1)) if self._take("^") else value

    def _value(self, depth: int) -> Fraction:
        if self._take("("):
            value = self.sum(depth + 1)
            if not self._take(")"):
                raise ValueError("A bracket is not closed.")
        elif self.left and self._tokens[self._at][0].isdigit():
            value = _number(self._tokens[self._at], self._language)
            self._at += 1
        else:
            raise ValueError("A number is missing.")
        return value / 100 if self._take("%") else value
