"""Dates and lengths of time in text, in English, German, Spanish and French.

Invariant: only days of the calendar are dates; of 3/4/2024 the day comes first unless only the second can be a day.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from assistant.answer.documents.values.value import Value

_MONTHS = (
    "january januar janner enero janvier jan ene janv", "february februar febrero fevrier feb fevr",
    "march marz maerz marzo mars mar", "april abril avril apr abr avr", "may mai mayo",
    "june juni junio juin jun", "july juli julio juillet jul juil", "august agosto aout aug ago",
    "september septiembre setiembre septembre sept sep", "october oktober octubre octobre oct okt",
    "november noviembre novembre nov", "december dezember diciembre decembre dec dez dic",
)  # fmt: skip
_NUMBER = {name: number for number, names in enumerate(_MONTHS, start=1) for name in names.split()}
_NAME = "|".join(sorted(_NUMBER, key=len, reverse=True))
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_DAY = r"(?P<day>0?[1-9]|[12]\d|3[01])"
_DATES = (
    re.compile(
        rf"(?<![\w.]){_DAY}(?:st|nd|rd|th|er|\.)? ?(?:of |de )?(?P<name>{_NAME})\b\.?,?(?: (?:de|del|of))? {_YEAR}\b"
    ),
    re.compile(rf"\b(?P<name>{_NAME})\b\.? {_DAY}(?:st|nd|rd|th)?,? {_YEAR}\b"),
    re.compile(rf"(?<![\d.-]){_YEAR}-(?P<month>0[1-9]|1[0-2])-{_DAY}(?!\d)"),
    re.compile(rf"(?<![\d./-])(?P<day>\d{{1,2}})[./-] ?(?P<month>\d{{1,2}})[./-] ?{_YEAR}(?!\d|[./-]\d)"),
)  # fmt: skip
_COUNTING = (
    "one two three four five six seven eight nine ten eleven twelve",
    "ein zwei drei vier funf sechs sieben acht neun zehn elf zwolf",
    "un dos tres cuatro cinco seis siete ocho nueve diez once doce",
    "un deux trois quatre cinq six sept huit neuf dix onze douze",
)
_WORDS: dict[str, Decimal] = {
    word: Decimal(number) for words in _COUNTING for number, word in enumerate(words.split(), start=1)
} | {
    word: Decimal(number)
    for number, names in (
        ("0.5", "half"),
        ("1", "a an eine einem einen einer eines una une"),
        ("14", "fourteen vierzehn catorce quatorze"),
        ("15", "fifteen funfzehn quince quinze"),
        ("20", "twenty zwanzig veinte vingt"),
        ("30", "thirty dreissig treinta trente"),
        ("60", "sixty sechzig sesenta soixante"),
        ("90", "ninety neunzig noventa"),
    )
    for word in names.split()
}
_UNIT_NAMES = (
    (Decimal(1) / Decimal(1440), "minute minutes min mins minuten minuto minutos"),
    (Decimal(1) / Decimal(24), "hour hours h hrs stunde stunden std hora horas heure heures"),
    (Decimal(1), "day days tag tage tagen dia dias jour jours"),
    (Decimal(7), "week weeks woche wochen semana semanas semaine semaines"),
    (Decimal(30), "month months monat monate monaten monats mes meses mois"),
    (Decimal(365), "year years jahr jahre jahren ano anos an ans annee annees"),
)
_UNITS = {name: days for days, names in _UNIT_NAMES for name in names.split()}
_DURATION = re.compile(
    rf"(?<![\w.,])(?P<count>\d{{1,4}}(?:[.,]\d{{1,2}})?|{'|'.join(sorted(_WORDS, key=len, reverse=True))})[ -]"
    rf"(?:(?:calendar|working|full|whole|volle|vollen|ganze|ganzen|dias|jours) )?"
    rf"(?P<unit>{'|'.join(sorted(_UNITS, key=len, reverse=True))})\b"
)


def folded_in_place(text: str) -> str:
    """`text` in lower case without accents and with as many characters, so that spans in it are spans of `text`."""
    return "".join(_base(letter) for letter in text)


def dates(text: str) -> Iterator[Value]:
    """The days that `text` names, in order."""
    folded = folded_in_place(text)
    found: dict[int, Value] = {}
    for pattern in _DATES:
        for match in pattern.finditer(folded):
            day = _day(match)
            if day is not None and not any(
                one.start < match.end() and match.start() < one.end for one in found.values()
            ):
                found[match.start()] = Value("date", text[match.start() : match.end()], *match.span(), day=day)
    yield from (found[start] for start in sorted(found))


def durations(text: str) -> Iterator[Value]:
    """The lengths of time that `text` names, in order; their number is in days, a month as 30 and a year as 365."""
    for match in _DURATION.finditer(folded_in_place(text)):
        count = match["count"]
        number = _WORDS.get(count) or Decimal(count.replace(",", "."))
        yield Value("duration", text[slice(*match.span())], *match.span(), number=number * _UNITS[match["unit"]])


def _day(match: re.Match[str]) -> date | None:
    parts = match.groupdict()
    day, month = int(parts["day"]), _NUMBER[parts["name"]] if parts.get("name") else int(parts["month"])
    if month > 12:
        day, month = month, day
    try:
        return date(int(parts["year"]), month, day)
    except ValueError:
        return None


def _base(letter: str) -> str:
    lowered = letter.lower()
    base = unicodedata.normalize("NFD", lowered)[0] if lowered else letter
    return base if len(lowered) == 1 else letter
