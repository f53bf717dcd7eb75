"""The unit that a question names for what it asks for: "how many kilowatt hours", "wie viel wiegt er in Gramm".

Invariant: a unit stands for all units of its measure: who asks for metres is answered in centimetres. Pure functions.
"""

from __future__ import annotations

import re

from assistant.text.folding import fold_accents

# Folded. What stands in a text behind a figure may be shorter than what a question writes out.
MEASURES: tuple[str, ...] = (
    r"[kcm]?m|(?:kilo|centi|zenti|milli|mili)?met(?:re|er|ern|ro)s?|miles?|inch(?:es)?|feet|foot|ft|zoll",
    r"[km]?g|(?:kilo|milli|mili)?gram(?:m|me|mes|mo|mos|o|os|s)?|kilos?|t|tons?|tonnes?|tonnen|toneladas?|pounds?|lbs?",
    r"[mcd]?l|(?:milli|mili|centi)?lit(?:re|er|ern|ro)s?|gallons?",
    r"[km]?wh|(?:kilo)?watt[- ]?hours?|kilowattstunden?|(?:kilo)?vatios[- ]hora|kilowatt[- ]?heures?",
    r"k?w|(?:kilo)?watts?|(?:kilo)?vatios?|ps|hp|horsepower",
    r"degrees?|grad|grados?|degres?|\u00b0 ?[cf]?",
    r"%|per ?cent|percent|prozent|por ?ciento|pour ?cent",
    r"sqm|qm|m2|m\u00b2|square[- ](?:met(?:re|er)s?|feet)|quadratmetern?|metros? cuadrados?|metres? carres?|hectares?",
    r"m3|m\u00b3|cubic[- ]met(?:re|er)s?|kubikmetern?|metros? cubicos?|metres? cubes?",
    r"h|hrs?|hours?|stunden?|horas?|heures?|min|mins|minutes?|minuten?|minutos?|\d:\d\d",
    r"bar|psi|[hk]?pa|pascals?",
    r"[kmgt]b|(?:mega|giga|tera)(?:bytes?|octets?)|[mg]o",
    r"db|decibels?|dezibel|decibelios?",
    r"v|volts?|voltios?",
    r"a|amps?|amperes?|amperios?",
)
_PATTERNS = tuple(re.compile(rf"(?<![^\W\d_])(?:{names})(?![^\W_]|[\u00b2\u00b3])") for names in MEASURES)
_LEAST = 3  # letters: a shorter unit in a question is another word ("in a week")
_ASKED = re.compile(
    r"\b(?:how many|wie ?viele?|cuant[oa]s|combien de|combien d'|in|en)\s+"
    r"((?:square|cubic)?[ -]?[^\W\d]+(?:[- ](?:hours?|hora|heures?|cuadrados?|cubicos?|carres?|cubes?))?)"
)


def asked_unit(question: str) -> re.Pattern[str] | None:
    """What finds a unit of the measure that `question` names, in folded text; None if it names none."""
    for found in _ASKED.finditer(fold_accents(question)):
        for pattern in _PATTERNS:
            if len(found[1]) >= _LEAST and pattern.fullmatch(found[1].strip()):
                return pattern
    return None


def holds_unit(unit: re.Pattern[str], text: str) -> bool:
    """Whether `text` has a unit of that measure."""
    return unit.search(fold_accents(text)) is not None
