"""What kind of thing a question asks for, and whether a text holds one.

Invariant: no kind is claimed for a question that does not name one; an open question has none.
"""

from __future__ import annotations

import re
from typing import Literal

from assistant.core.language.terms import fold_accents

Kind = Literal["amount", "number", "date", "time", "duration", "person", "place", "contact"]

# Order matters: the first pattern that fits names the kind. All patterns read folded text.
_ASKS: tuple[tuple[Kind, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern))  # type: ignore[misc]
    for kind, pattern in (
        ("contact", r"\b(phone|telephone|e-?mail address|iban|account number|policy number|customer number|telefonnummer|"
                    r"kontonummer|telefono|correo)\b"),
        ("duration", r"\bhow long\b|\bhow (many|much) (days|weeks|months|years|hours|minutes|time|notice)\b|\bwie lange?\b|"
                     r"\bwie viele? (tage|wochen|monate|jahre|stunden|minuten)\b|\bcuanto (tiempo|dura|tarda)\b|"
                     r"\bcuantos (dias|meses|anos|minutos)\b|\bcuantas (semanas|horas)\b|\bnotice period\b|\bkundigungsfrist\b"),
        ("time", r"\bwhat time\b|\bat what hour\b|\bopening hours\b|\bum wie ?viel uhr\b|\ba que hora\b|\bwhen does .* (open|close|start|begin)\b"),
        ("date", r"^(and |und |y )?(when|wann|cuando)\b|\b(since|until|by) when\b|\b(what|which) (date|day|month|year)\b|"
                 r"\b(seit|bis) wann\b|\bin which (month|year)\b|\bdeadline\b|\bdue date\b|\bexpir\w+\b.*\?|\bwelche[sm]? (datum|tag|jahr)\b|"
                 r"\bque (dia|fecha|ano)\b|, when\b"),
        ("amount", r"\bhow much\b|\bwie ?viel\b|\bwie hoch\b|\bcuanto\b|\bwhat (is|was|are|were|does) .*\b(cost|price|fee|rent|deposit|"
                   r"salary|premium|excess|total|amount|balance|budget|interest rate|rate|net pay|gross pay)\b|\bwas kostet\b"),
        ("number", r"\bhow (many|old|far|tall|large|big|heavy|often|hot|high|wide|deep|fast)\b|\bwie (viele|alt|weit|gross|oft|schwer|heiss)\b|"
                   r"\bcuant[ao]s\b|\bwhat (percentage|percent|number|temperature|weight|size|height)\b"),
        ("person", r"\b(who|whom|whose|wer|wem|wen|wessen|quien|quienes)\b"),
        ("place", r"\b(where|wo|wohin|woher|donde|adonde)\b|\b(which|what) (city|town|country|place|address|street|room|station)\b"),
    )
)  # fmt: skip

_MONTH = (
    r"(?:jan(?:uary|uar)?|feb(?:ruary|ruar)?|mar(?:ch|z)?|maerz|apr(?:il)?|may|mai|june?|juni|july?|juli|aug(?:ust)?|sept?(?:ember)?|"
    r"o[ck]t(?:ober)?|nov(?:ember)?|de[cz](?:ember)?|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|"
    r"noviembre|diciembre)"
)
_DAY = (
    r"(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|montags?|dienstags?|mittwochs?|donnerstags?|freitags?|samstags?|"
    r"sonntags?|lunes|martes|miercoles|jueves|viernes|sabado|domingo)"
)
_NUMBER_WORD = (
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|fifty|hundred|thousand|once|twice|"
    r"half|zwei|drei|vier|funf|sechs|sieben|acht|neun|zehn|elf|zwolf|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|doce)"
)
_UNIT = (
    r"(?:days?|weeks?|months?|years?|hours?|minutes?|mins?|seconds?|tagen?|wochen?|monaten?|jahren?|stunden?|minuten?|"
    r"dias?|semanas?|mes(?:es)?|anos?|horas?|minutos?)"
)
_HOLDS: dict[Kind, re.Pattern[str]] = {
    "amount": re.compile(
        r"[€$£¥]\s?\d|\d\s?[€$£¥%]|\b(?:eur|euros?|usd|chf|gbp|dollars?|pounds?|cents?|percent|prozent)\b|\d[.,]\d\d\b|\d{3}"
    ),
    "number": re.compile(rf"\d|\b{_NUMBER_WORD}\b"),
    "date": re.compile(
        rf"\b\d{{4}}\b|\b\d{{1,2}}[./-]\d{{1,2}}\b|\b{_MONTH}\b|\b{_DAY}\b|"
        r"\b(?:every|each|yesterday|today|tomorrow|century|easter|christmas)\b"
    ),
    "time": re.compile(r"\b\d{1,2}[:.]\d\d\b|\b\d{1,2}\s?(?:am|pm|uhr|h|o'clock)\b|\bnoon\b|\bmidnight\b"),
    "duration": re.compile(rf"\b(?:\d+|{_NUMBER_WORD}|an?|eine?[nrm]?|una?)[\s-]+(?:\w+\s)?{_UNIT}\b|\d\s?(?:h|min)\b"),
    "contact": re.compile(r"(?:\d[\s/-]?){5,}|\S@\S|[a-z]{2}\d{2}\s?\d{4}|\b[a-z]{1,4}[- ]?\d{3,}"),
}
_NAME = re.compile(r"(?<![.!?]\s)(?<!^)\b[A-ZÄÖÜÁÉÍÓÚÑ][\w'’-]+")


def asked_kind(question: str) -> Kind | None:
    """The kind of thing asked for, or None for an open question."""
    folded = fold_accents(question).strip()
    return next((kind for kind, pattern in _ASKS if pattern.search(folded)), None)


def holds(kind: Kind, text: str) -> bool:
    """Whether `text` has anything of that kind in it."""
    if kind in ("person", "place"):
        return _NAME.search(text) is not None
    return _HOLDS[kind].search(fold_accents(text)) is not None
