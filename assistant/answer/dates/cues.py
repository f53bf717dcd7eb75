"""What kind of date a sentence tells: something is due, ends, or takes place.

Invariant: pure functions of text as `forms.flat` folds it, so that offsets are those of the page. A cue counts for a date
only in its own clause: "due" in one column of a table says nothing of the date in another.
"""

from __future__ import annotations

import re
from typing import Literal

from assistant.text.written.dates import flat

DateKind = Literal["deadline", "end", "appointment", "any"]

_NEAR_CHARS = 90  # between a cue and its date
_CLAUSE_ENDS = ";|"
_TITLE = r"(?:the |den |dem |der |el |la |le |monday |tuesday |wednesday |thursday |friday |saturday |sunday )?"
# Directly in front of the date: until then something must have been done.
_BEFORE_DATE = re.compile(
    rf"(?<![^\W_])(?:by|until|till|before|on or before|no later than|not later than|at the latest(?: by| on)?|latest|bis(?: zum| spatestens| ende)?|"
    rf"spatestens(?: am| bis| zum)?|vor(?: dem)?|antes de[l]?|hasta|a mas tardar(?: el)?|avant|jusqu'?(?:au|a)|au plus tard(?: le)?|d'ici(?: le| au)?)"
    rf"(?: the (?:beginning|middle|end) of| (?:early|mid|late|anfang|mitte|ende|principios de|mediados de|finales de|debut|mi|fin))?[ :]*{_TITLE}$"
)
# Anywhere in the clause of the date.
_DUE = re.compile(
    r"(?<![^\W_])(?:due|overdue|deadlines?|payable|expires?|expiry|valid (?:until|till|to|through)|good until|use by|best before|no later than|not later than|at the latest|"
    r"please (?:pay|return|send|give|report|reply|confirm|transfer|fill)|closing date|last day|cancel by|notice|"
    r"fallig\w*|falligkeit|spatestens|fristen?|ablaufdatum|lauft ab|gultig bis|zahlbar|kundig\w+|bitte (?:zahlen|uberweisen|melden|senden|geben)|"
    r"vence|vencen|vencimiento|plazos?|fecha limite|caduca|caducidad|valido hasta|a mas tardar|pagar|"
    r"echeances?|au plus tard|date limite|delais?|expire|expiration|valable jusqu|a regler|a payer|veuillez)(?![^\W_])"
)
_ENDS = re.compile(
    r"(?<![^\W_])(?:ends?|ended|ending|expires?|expired|expiry|runs? (?:until|out|to)|terms?|terminat\w+|notice|cancel\w*|prolong\w*|renew\w*|valid (?:until|till|to)|insured from|minimum term|"
    r"endet|enden|ende|lauft (?:ab|aus|bis)|laufzeit|kundig\w+|gultig bis|verlanger\w+|vertragsende|"
    r"termina|terminan|finaliza\w*|vence\w*|caduca\w*|vigencia|prorroga\w*|fin|rescis\w+|"
    r"se termine|prend fin|prennent fin|expire\w*|echeance|duree|resili\w+|preavis|renouvel\w+)(?![^\W_])"
)
_TAKES_PLACE = re.compile(
    r"(?<![^\W_])(?:appointments?|meetings?|meet|visits?|check(?:-?up)?s?|examination|inspection|test|evening|party|fair|operation|surgery|interview|lessons?|course|training|trip|concert|takes? place|"
    r"ceremony|opening|welcome|removal|planned for|next|"
    r"termine?|besuch\w*|untersuchung\w*|treffen|sitzung|versammlung|feier|fest|prufung|impfung|findet statt|"
    r"citas?|reunion\w*|visitas?|revision\w*|examen\w*|fiesta|consulta|"
    r"rendez-?vous|reunions?|visites?|controles?|fete|consultation|aura lieu|a lieu)(?![^\W_])"
)
_SAID: tuple[tuple[DateKind, re.Pattern[str]], ...] = (
    ("deadline", _DUE),
    ("end", _ENDS),
    ("appointment", _TAKES_PLACE),
)
_TO_DO = re.compile(r"\s*(?:[-*] )?\[ ?\]\s|\s*\u2610\s")  # an open box of a list
_ROW = re.compile(r":[^;]*;[^;:]*:")  # "date: 2025-02-05; what: Check"
_CLOCK = re.compile(r"(?:\b(?:at|um|a las|a)[ ])?\b(?:[01]?\d|2[0-3])[:.h][0-5]\d\b")


def kinds_of(folded: str, start: int, end: int) -> frozenset[DateKind]:
    """The kinds of the date at `start:end` of a sentence."""
    left = max((folded.rfind(mark, 0, start) for mark in _CLAUSE_ENDS), default=-1) + 1
    right = min((at for mark in _CLAUSE_ENDS if (at := folded.find(mark, end)) >= 0), default=len(folded))
    near = folded[max(left, start - _NEAR_CHARS) : start]
    around = near + folded[start : min(right, end + _NEAR_CHARS)]
    kinds: set[DateKind] = {"any"}
    if _BEFORE_DATE.search(near) or _DUE.search(around) or _TO_DO.match(folded):
        kinds.add("deadline")
    if _ENDS.search(around):
        kinds.add("end")
    # What takes place may stand in another column of the row than its date.
    if _TAKES_PLACE.search(folded if _ROW.search(folded) else around) or _CLOCK.search(
        folded[end : min(right, end + 20)]
    ):
        kinds.add("appointment")
    return frozenset(kinds)


def kinds_in_text(sentence: str) -> frozenset[DateKind]:
    """The kinds of a sentence below a date that stands over it like a heading."""
    folded = flat(sentence)
    kinds: set[DateKind] = {"any"}
    for kind, pattern in _SAID:
        if pattern.search(folded):
            kinds.add(kind)
    return frozenset(kinds)


def kinds_of_rule(folded: str) -> frozenset[DateKind]:
    """The kinds of a sentence with a rule ("two months before the end of the year")."""
    kinds: set[DateKind] = {"any", "deadline"}
    if _ENDS.search(folded):
        kinds.add("end")
    return frozenset(kinds)
