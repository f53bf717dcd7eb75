"""Telephone numbers by their shape and by the words around them.

Invariant: a format that many other numbers share counts only beside a word about telephones (a cue).
"""

from __future__ import annotations

import re

from assistant.domain.records.documents import Span
from assistant.guard.detectors.personal.checksums import digits
from assistant.guard.detectors.personal.other_numbers import is_named_otherwise
from assistant.guard.matching.patterns import Pattern

_EXTENSION = r"(?:[ \t\u00a0]?(?:x|ext\.?|extension|durchwahl|dw|app\.?)[ \t\u00a0]?\d{1,6})?"
_EDGE = r"(?<![\w+\-]|[\d][.,/]|/)"
_END = r"(?![\w]|[.,/\-]\d)"
# Formats that only telephone numbers have: international, area code in brackets, North American, national with
# a leading zero in groups.
_STRONG = Pattern(
    rf"{_EDGE}(?:"
    r"\+\d{1,3} ?\(0\) ?\d{1,4} ?[/\-] ?\d{1,5}(?:[ \-]\d{1,5}){0,4}"
    r"|(?:\+"
    r"|00(?=[1-9]))\d{1,3}[ \t\u00a0.\-/]?(?:\(0?\d{0,5}\)[ \t\u00a0.\-/]?)?\d{1,5}(?:[ \t\u00a0.\-/]?\d{1,5}){1,5}"
    r"|\(0?\d{2,5}\)[ \t\u00a0]?\d{3,4}[ \t\u00a0\-]?\d{3,4}"
    r"|(?:1[\-. ])?\d{3}([\-.])\d{3}\1\d{4}"
    r"|\d{3}-\d{3}-\d{3}-\d{4}"
    r"|0\d{1,4}(?:[ /\-]| / )\d{2,8}(?:[ \-]\d{2,4}){0,4}"
    r"|0\d(?:\.\d\d){4}"
    rf"){_EXTENSION}{_END}"
)
_JOINT = r"(?:\)?[ \t\u00a0]?\(?|[.\-/]| / )"
_WEAK = Pattern(rf"{_EDGE}\(?\d{{2,5}}(?:{_JOINT}\d{{1,5}}){{1,5}}{_EXTENSION}{_END}")
_AFTER = r"office|fax|mobile|cell|home|work|phone|handy|mobil|privat|büro"
# A verb that stands behind: "bitte unter 04321 555 melden".
_VERB = r"[ \t](?:\w{1,15} )?(?:anrufen|anzurufen|melden|erreichbar|zurückrufen|durchrufen|bellen|bereikbaar)\b"
# A number that may be unfinished, or be followed by a cue.
UNFINISHED = Pattern(
    rf"{_EDGE}[+(]{{0,2}}\d(?:{_JOINT}\d){{0,24}}(?:\)?[ \t]{{0,2}}[-(,]?[ \t]?(?:{_AFTER})\b|{_VERB}|{_EXTENSION}"
    rf"|{_JOINT})"
)
# Words that speak of telephones, in front of a number; beginnings of words, unless they end in "$".
_WORDS = (
    r"(?:tele)?(?:phone|fax|fon|foon)s?$ ph$ tel$ telf$ tlf$ tfno$ tfn\.?o$ tlfno$ tlm$ mob$ mobile?s?$ cell(?:ular)?$ "
    r"call(?:ing|ed|s)?$ dial reach(?:ed|es)?$ answer(?:ing)?$ ring$ rang$ rung$ hotline$ landline$ voicemail$ "
    r"whats?app$ sms$ text(?:ed)?\s(?:me|us|him|her|them)$ (?:contact|helpline|emergency)\snumber$ "
    r"(?:her|his|my|your|their|our|whose)(?:\snew|\smobile|\shome|\swork)?\snumber$ "
    # German, Dutch
    r"handy mobil anruf angerufen ruf$ rufe?n?$ erreich durchwahl anschluss festnetz rückruf natel fon$ nummer\sist$ "
    r"nummer\slautet$ meine\snummer$ (?:bel|bellen|belt)(?:\s(?:me|mij|ons|hem|haar))?(?:\s(?:op|naar))?$ mobiel gsm$ "
    r"toestel mijn\snummer$ bereik telefoon "
    # French, Spanish, Italian, Portuguese
    r"t[eé]l[eé]phone t[eé]l$ portable$ appel rappel joindre$ joignable mon\snum[eé]ro$ "
    r"tel[eé]fono m[oó]vil ll[aá]m mi\snúmero$ cellulare$ chiam mio\snumero$ recapito telefon telem[oó]vel telem$ "
    r"ligar?$ "
    r"ligue$ contacto$ contatto$ kontakt$ "
    # Polish and others
    r"dzwoni zadzwoni kom[oó]rk телефон тел$ моб τηλ"
)
_CUE_BEFORE = re.compile(
    r"(?:\b(?:"
    + "|".join(word.replace("$", r"\b") for word in _WORDS.split())
    + r")|电话|電話|手机|手機|携帯|連絡先|전화|هاتف|फ़ोन|फोन|मोबाइल|☎|📞)[^\d\n]{0,40}$",
    re.IGNORECASE,
)
_CUE_AFTER = re.compile(rf"[ \t]{{0,2}}[-(,]?[ \t]?(?:{_AFTER})\b|{_VERB}", re.IGNORECASE)
# A leading zero that only telephone numbers have: an area code, and five figures or more in one piece.
_AREA_CODE = re.compile(r"0\d{2,4}(?:[ \-/]| / )\d{5,8}")
_DATE = re.compile(
    r"\d{1,2}[-./]\d{1,2}[-./](?:19|20)?\d{2}|\d{1,2} \d{1,2} (?:19|20)\d\d|(?:19|20)\d\d[-./ ]\d{1,2}[-./ ]\d{1,2}"
)


def find_phones(text: str) -> list[tuple[Span, float]]:
    """Spans and certainties: 0.9 for a clear format or a number beside a cue, 0.75 for an area code, 0.6 for another
    leading zero."""
    found: dict[Span, float] = {}
    for match in _STRONG.find(text):
        if _plausible(match[0], 7) and not is_named_otherwise(text, match.start()):
            certain = match[0][0] in "+(" or not match[0].startswith("0") or _has_cue(text, match.span())
            found[match.span()] = 0.9 if certain else 0.75 if _AREA_CODE.fullmatch(match[0]) else 0.6
    for match in _WEAK.find(text):
        if _plausible(match[0], 6) and _has_cue(text, match.span()) and not is_named_otherwise(text, match.start()):
            found[match.span()] = 0.9
    return sorted(found.items())


def _plausible(value: str, least: int) -> bool:
    count = len(digits(re.split(r"[a-z]", value, maxsplit=1, flags=re.IGNORECASE)[0]))
    return least <= count <= 15 and not _DATE.fullmatch(value.strip())


def _has_cue(text: str, span: Span) -> bool:
    start, end = span
    return bool(_CUE_BEFORE.search(text, max(0, start - 60), start) or _CUE_AFTER.match(text, end))
