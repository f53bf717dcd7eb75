"""The value in a sentence that answers a question of a kind: "three months" for how long, "EUR 150" for how much.

Invariant: a span holds exactly the characters of one value as they are written; kinds whose values cannot be told from
other words (persons, places, plain numbers) have none.
"""

from __future__ import annotations

import re

from assistant.text.written.asked_kinds import Kind
from assistant.text.written.dates import find_dates

_FIGURE = r"(?:\d{1,3}(?:[.,' \u00a0\u202f]\d{3})+(?:[.,]\d{1,2})?|\d+(?:[.,]\d{1,2})?)(?!\d)"
_CURRENCY = r"(?:EUR|USD|CHF|GBP|euros?|dollars?|pounds?|Franken|francs?|[€$£¥])"
_PERCENT = r"(?:%|per ?cent\b|Prozent\b|por ciento\b|pour cent\b)"
_TERM = r"(?:day|week|month|quarter|year|hour|Tag|Woche|Monat|Quartal|Jahr|Stunde|d[ií]a|semana|mes|año|jour|semaine|mois|an)"
_EACH = rf"(?:[ ](?:a|an|per|each|every|pro|im|je|par|al|por|à la)[ ]{_TERM}\b)?"
_WORD = (
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fourteen|fifteen|eighteen|twenty|thirty|forty|"
    r"fifty|sixty|ninety|ein(?:e[mnrs]?)?|zwei|drei|vier|f[uü]nf|sechs|sieben|acht|neun|zehn|elf|zw[oö]lf|vierzehn|"
    r"zwanzig|drei(?:ß|ss)ig|un[ao]?|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|doce|quince|treinta|une|deux|trois|"
    r"quatre|cinq|sept|huit|neuf|dix|douze|quinze|trente)"
)
_COUNT = rf"(?:\d+(?:[.,]\d+)?|{_WORD}(?:-{_WORD})?)"
_KIND_OF_TERM = (
    r"(?:[ ](?:full|whole|calendar|working|business|consecutive|volle[nr]?|ganze[nr]?|aufeinanderfolgende[nr]?))?"
)
_TERMS = (
    r"(?:days?|weeks?|months?|years?|hours?|minutes?|nights?|Tage?n?|Werktage?n?|Wochen?|Monate?n?|Jahre?n?|Stunden?|"
    r"Minuten?|d[ií]as?|semanas?|mes(?:es)?|años?|horas?|minutos?|jours?|semaines?|mois|ans?|ann[ée]es?|heures?)"
)
_MONEY = (
    rf"{_CURRENCY}[ \u00a0]?{_FIGURE}{_EACH}|{_FIGURE}[ \u00a0]?{_CURRENCY}(?!\w){_EACH}|{_FIGURE}[ \u00a0]?{_PERCENT}"
)
_WEIGHT = rf"{_FIGURE}[ \u00a0]?(?:kg|kilos?|kilograms?|g|grams?|Gramm|gramos?|t|tonnes?|tons?|mg|lbs?)\b"
_PATTERNS: dict[Kind, str] = {
    "money": _MONEY,
    "amount": rf"{_MONEY}|{_WEIGHT}|{_FIGURE}[ \u00a0]?(?:ml|cl|l|litres?|liters?|Liter|drops|pieces|Tropfen)\b",
    "duration": rf"{_COUNT}{_KIND_OF_TERM}[ \u00a0-]{_TERMS}\b",
    "time": r"\d{1,2}[:.]\d\d(?:[ \u00a0]?(?:Uhr|h|am|pm|a\.m\.|p\.m\.|o'clock)\b)?|\d{1,2}[ \u00a0]?(?:Uhr|am|pm|o'clock)\b",
    "weight": _WEIGHT,
    "temperature": rf"{_FIGURE}[ \u00a0]?(?:°[ ]?[CF]?|degrees?\b|Grad\b|grados?\b|degr[ée]s?\b)",
    "distance": rf"{_FIGURE}[ \u00a0]?(?:km|kilomet(?:re|er)s?|Kilometer|m|met(?:re|er)s?|Meter|miles?|cm|mm)\b",
    "size": rf"{_FIGURE}[ \u00a0]?(?:m²|m2|square met(?:re|er)s?|Quadratmeter|km|m|cm|mm|inch(?:es)?|l|litres?|Liter)(?!\w)",
    "speed": rf"{_FIGURE}[ \u00a0]?(?:km/h|km an hour|kmh|mph|Mbit/s|m/s|knots)",
}  # fmt: skip
_COMPILED = {kind: re.compile(rf"(?<![\w.,/-])(?:{pattern})", re.IGNORECASE) for kind, pattern in _PATTERNS.items()}


def said_values(kind: Kind | None, text: str) -> list[tuple[int, int]]:
    """The spans of the values of `kind` in `text`, in reading order; none for a kind that has no pattern."""
    if kind == "date":
        return [(found.start, found.end) for found in find_dates(text) if found.first == found.last]
    pattern = _COMPILED.get(kind) if kind is not None else None
    return [] if pattern is None else [match.span() for match in pattern.finditer(text)]


def same_value(text: str) -> str:
    """What two spellings of the same value have in common: case, spaces and a full stop at the end aside."""
    return " ".join(text.replace("\u00a0", " ").replace("-", " ").split()).rstrip(".").casefold()
