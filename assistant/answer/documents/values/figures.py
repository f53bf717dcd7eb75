"""Numbers and sums of money as people write them: 1,234.50, 1.234,50, 1 234,50, CHF 1'234.50.

Invariant: a figure is read exactly, as a decimal number, never as a float. A mark that may part thousands or decimals
is read as the rest of the text writes its numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from assistant.answer.documents.values.value import Value

_SPACES = " \u00a0\u2009\u202f"
# Figures in groups of three with one kind of mark, or plain ones; then decimals. No two parts can match the same text.
_FIGURE = re.compile(
    rf"(?<![\w.,'\u2019])(?P<sign>[-+\u2212\u2013]?)"
    rf"(?P<whole>\d{{1,3}}(?:(?P<mark>[.,'\u2019{_SPACES}])\d{{3}})(?:(?P=mark)\d{{3}})*(?!\d)|\d+)"
    r"(?:(?P<point>[.,])(?P<decimals>\d{1,4}))?(?![\w'\u2019]|[.,]\d)"
)
_CURRENCIES = {
    "eur": "EUR", "euro": "EUR", "euros": "EUR", "\u20ac": "EUR",
    "usd": "USD", "dollar": "USD", "dollars": "USD", "$": "USD", "us$": "USD",
    "gbp": "GBP", "pound": "GBP", "pounds": "GBP", "\u00a3": "GBP",
    "chf": "CHF", "fr": "CHF", "franken": "CHF", "sfr": "CHF",
    "jpy": "JPY", "yen": "JPY", "\u00a5": "JPY", "sek": "SEK", "nok": "NOK", "dkk": "DKK", "pln": "PLN", "czk": "CZK",
}  # fmt: skip
_NAMES = "|".join(sorted((re.escape(name) for name in _CURRENCIES if name.isalpha()), key=len, reverse=True))
_BEFORE = re.compile(rf"(?:\b(?P<name>{_NAMES})\b\.?|(?P<sign>US\$|[\u20ac$\u00a3\u00a5]))[{_SPACES}]?$", re.IGNORECASE)
_AFTER = re.compile(rf"[{_SPACES}]?(?:(?P<sign>[\u20ac$\u00a3\u00a5])|(?P<name>{_NAMES})\b)", re.IGNORECASE)
_CODE = re.compile(rf"\b({_NAMES})\b|[\u20ac$\u00a3\u00a5]", re.IGNORECASE)
_AROUND = 6  # characters in which a currency stands beside its figure
_MAX_DIGITS = 18  # longer ones are numbers of accounts and devices


def figures(text: str, whole: str = "") -> Iterator[Value]:
    """The figures of `text` in order: amounts where a currency stands beside them, else numbers.

    `whole` is the text of the document that `text` is from; its other figures tell how it writes decimals.
    """
    point = decimal_mark(whole or text)
    for found in _FIGURE.finditer(text):
        number = _read(found, point)
        if number is None or _is_part_of_a_date(text, found):
            continue
        start, end, currency = _with_currency(text, found)
        yield Value("amount" if currency else "number", text[start:end], start, end, number, currency)


def decimal_mark(text: str) -> str:
    """The mark before decimals in `text`, "." or ","; "" where no figure shows it."""
    counts = {".": 0, ",": 0}
    for found in _FIGURE.finditer(text):
        mark, point, decimals = found["mark"], found["point"], found["decimals"]
        if point and mark and mark != point:
            counts[point] += 2
        elif point and not mark and decimals and len(decimals) in (1, 2):
            counts[point] += 1
        elif mark in (".", ",") and found["whole"].count(mark) > 1:
            counts["," if mark == "." else "."] += 2
    if counts["."] == counts[","]:
        return ""
    return max(counts, key=lambda mark: counts[mark])


def currencies(text: str) -> frozenset[str]:
    """The currencies that `text` names."""
    return frozenset(_CURRENCIES[found[0].casefold()] for found in _CODE.finditer(text) if found[0].casefold() != "fr")


def _read(found: re.Match[str], point: str) -> Decimal | None:
    whole, mark, decimals = found["whole"], found["mark"], found["decimals"] or ""
    digits = re.sub(r"\D", "", whole)
    if len(digits) + len(decimals) > _MAX_DIGITS:
        return None
    if mark and not decimals and whole.count(mark) == 1 and mark in ".," and (mark == point or whole.startswith("0")):
        digits, decimals = whole.split(mark)  # "1.234" where the text writes decimals behind a point
    sign = "-" if found["sign"] in ("-", "\u2212") else ""
    return Decimal(f"{sign}{digits}.{decimals or '0'}") if decimals else Decimal(f"{sign}{digits}")


def _with_currency(text: str, found: re.Match[str]) -> tuple[int, int, str]:
    """The span of the figure with its currency, and the currency's code; without one "" and the figure's span."""
    start, end = found.span()
    before = _BEFORE.search(text, max(0, start - _AROUND), start)
    if before:
        return before.start(), end, _CURRENCIES[(before["name"] or before["sign"]).casefold()]
    after = _AFTER.match(text, end)
    if after:
        return start, after.end(), _CURRENCIES[(after["name"] or after["sign"]).casefold()]
    return start, end, ""


def _is_part_of_a_date(text: str, found: re.Match[str]) -> bool:
    """Whether the figure is a piece of "31.03.2024", "3/2024" or "2024-03-31"."""
    before, after = text[max(0, found.start() - 1) : found.start()], text[found.end() : found.end() + 2]
    if before == "/" or (before == "-" and text[max(0, found.start() - 2) : found.start() - 1].isdigit()):
        return True
    return after[:1] in ("/", "-") and after[1:2].isdigit()
