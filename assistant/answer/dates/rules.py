"""Rules for a date: "within 14 days", "three months before the end of the term", "by the third working day".

Invariant: a rule's span holds its own words; a rule becomes a date only where the text itself gives the day it counts
from. Reading takes time linear in the text.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from assistant.text.written.dates import flat

Unit = Literal["day", "week", "month", "year", "working day"]

_NUMBERS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen",
    "ein zwei drei vier funf sechs sieben acht neun zehn elf zwolf dreizehn vierzehn funfzehn",
    "un dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince",
    "une deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze",
)
_NUMBER = {
    **{word: number for words in _NUMBERS for number, word in enumerate(words.split(), start=1)},
    **dict.fromkeys(("a", "an", "eine", "einen", "einem", "einer", "eines", "una"), 1),
    "twenty": 20, "thirty": 30, "sixty": 60, "ninety": 90, "dreissig": 30, "treinta": 30, "trente": 30, "veinte": 20,
    "twenty-four": 24, "vierundzwanzig": 24, "veinticuatro": 24, "vingt-quatre": 24, "zwanzig": 20, "vingt": 20,
}  # fmt: skip
_UNIT: dict[str, Unit] = {
    **dict.fromkeys(("day", "days", "tag", "tage", "tagen", "dia", "dias", "jour", "jours"), "day"),
    **dict.fromkeys(("week", "weeks", "woche", "wochen", "semana", "semanas", "semaine", "semaines"), "week"),
    **dict.fromkeys(("month", "months", "monat", "monate", "monaten", "mes", "meses", "mois"), "month"),
    **dict.fromkeys(
        ("year", "years", "jahr", "jahre", "jahren", "ano", "anos", "an", "ans", "annee", "annees"), "year"
    ),
}
_WORKING = re.compile(r"\b(?:working|business|werk|arbeits|habiles|laborables|ouvres|ouvrables)")
_AMOUNT = (
    rf"(?P<n>\d{{1,3}}|{'|'.join(sorted(_NUMBER, key=len, reverse=True))})[ ]"
    rf"(?:(?:working|calendar|business|whole|full|volle[nr]?) )?(?P<u>(?:werk|arbeits|kalender)?(?:{'|'.join(sorted(_UNIT, key=len, reverse=True))}))\b'?"
    r"(?:[ ](?:habiles|laborables|naturales|ouvres|ouvrables))?"
)
# What it counts from: words up to the next mark or the next thing that is said.
_STOP = r"(?!(?:that|which|who|they|and|or|if|with|we|you|as|dass|und|oder|wenn|wir|sie|que|y|o|si|et|ou|elle|il)\b)"
_REST = rf"(?:[ ]{_STOP}[^ .;:,()|]{{1,40}}){{0,9}}"
_RULES = (
    rf"(?:within|in less than|binnen|innerhalb(?: von)?|en un plazo de|en el plazo de|dentro de(?: los)?|dans (?:un delai de|les)|sous)[ ]{_AMOUNT}(?P<rest>{_REST})",
    rf"{_AMOUNT}(?:[ ]notice)?[ ](?:before|prior to|after|from|(?:vor|nach|ab)(?= (?:dem|der|den|ende|erhalt|zugang|ablauf|eingang|beginn|zustellung|lieferung|vertrags|rechnungs))|antes de[l]?|despues de[l]?|a partir de[l]?|avant|apres|a compter d[eu])\b(?P<rest>{_REST})",
    rf"{_AMOUNT}[ ](?:notice|kundigungsfrist|de preaviso|de preavis)\b(?P<rest>{_REST})",
    rf"(?:notice period of|notice of|kundigungsfrist von|frist von|preaviso de|preavis de|plazo de|delai de)[ ]{_AMOUNT}(?P<rest>{_REST})",
    r"(?:by|bis zum|spatestens (?:am|bis zum)|antes del|avant le)[ ](?:the )?(?P<o>first|second|third|fourth|fifth|last|ersten|zweiten|dritten|vierten|funften|letzten|primer|tercer|premier|troisieme|dernier|\d{1,2}(?:st|nd|rd|th|\.)?)"
    rf"[ ](?:working |business )?(?:day|werktag|arbeitstag|tag|dia|jour)\b(?P<rest>{_REST})",
)  # fmt: skip
_PATTERNS = tuple(re.compile(rf"(?<!\w){rule}") for rule in _RULES)
_WITHIN = 0  # the rule whose day can be told from the document's own date
# "Please pay within ten days": a demand counts from its own date, unless it names another beginning.
_DEMAND = re.compile(
    r"\b(?:please|pay|payable|due|transfer|reply|answer|return|bitte|zahlbar|zahlen|uberweisen|fallig|rogamos|abonar|pagar|"
    r"ingresar|veuillez|prions|payable|regler|payer)\b"
)
_OWN_BEGINNING = re.compile(
    r"^[ ]?(?:(?:of|from|after|ab|nach|seit|a partir de|desde|a compter de|apres)[ ](?:the )?(?:date|receipt of this|this|today|heute|diese[rms]?|rechnungsdatum|"
    r"la fecha|hoy|la date|ce jour)\b|(?:without|ohne|net|netto|sin|sans|giving|auf|an|en|sur|to|by)\b|$)"
)


@dataclass(frozen=True, slots=True)
class FoundRule:
    """A rule at `start:end`; `day` where it can be told from the document's own date, else None."""

    start: int
    end: int
    day: date | None = None


def find_rules(sentence: str, own: date | None = None) -> list[FoundRule]:
    """The rules of a sentence, in order, not overlapping. `own` is the date of the document, where it is certain."""
    folded = flat(sentence).replace("\n", " ")
    counted_from = own if own is not None and _DEMAND.search(folded) else None
    found: list[FoundRule] = []
    for number, pattern in enumerate(_PATTERNS):
        earlier, at = found, 0
        found = list(earlier)
        for match in pattern.finditer(folded):
            while at < len(earlier) and earlier[at].end <= match.start():
                at += 1
            if at < len(earlier) and earlier[at].start < match.end():
                continue  # a form that goes before this one has read it
            day = _counted(match, counted_from) if number == _WITHIN and counted_from is not None else None
            found.append(FoundRule(*match.span(), day))
        found.sort(key=lambda rule: rule.start)
    return found


def _counted(match: re.Match[str], own: date) -> date | None:
    """The last day of "within so long", counted from `own`; None where the rule names another beginning."""
    if not _OWN_BEGINNING.match(match["rest"]):
        return None
    words = match.group()
    unit: Unit = "working day" if _WORKING.search(words) else _UNIT[match["u"].removeprefix("kalender")]
    return after(own, int(match["n"]) if match["n"].isdigit() else _NUMBER[match["n"]], unit)


def after(day: date, count: int, unit: Unit) -> date | None:
    """The day `count` units behind `day`; months that are too short end on their last day. None beyond the calendar.

    Working days are Monday to Friday: which holidays a place has no file tells.
    """
    try:
        if unit == "working day":
            while count:
                day += timedelta(days=1)
                count -= day.weekday() < 5
            return day
        if unit in ("day", "week"):
            return day + timedelta(days=count * (7 if unit == "week" else 1))
        months = day.month - 1 + count * (12 if unit == "year" else 1)
        year, month = day.year + months // 12, months % 12 + 1
        return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
    except (OverflowError, ValueError):
        return None
