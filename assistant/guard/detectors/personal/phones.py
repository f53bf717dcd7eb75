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
    r"|0\d{1,4}[ /\-]\d{2,8}(?:[ \-]\d{2,4}){0,4}"
    r"|0\d(?:\.\d\d){4}"
    rf"){_EXTENSION}{_END}"
)
_JOINT = r"(?:\)?[ \t\u00a0]?\(?|[.\-/])"
_WEAK = Pattern(rf"{_EDGE}\(?\d{{2,5}}(?:{_JOINT}\d{{1,5}}){{1,5}}{_EXTENSION}{_END}")
_AFTER = r"office|fax|mobile|cell|home|work|phone|handy|mobil|privat|büro"
# A number that may be unfinished, or be followed by a cue.
UNFINISHED = Pattern(
    rf"{_EDGE}[+(]{{0,2}}\d(?:{_JOINT}\d){{0,24}}(?:\)?[ \t]{{0,2}}[-(,]?[ \t]?(?:{_AFTER})\b|{_EXTENSION}|{_JOINT})"
)
_CUE_BEFORE = re.compile(
    r"(?:\b(?:tele)?(?:phone|fax|fon|foon)s?\b|\btel\b|\btlf\b|\bmobile?s?\b|\bcell(?:ular)?\b|\bcall(?:ing|ed)?\b"
    r"|\bdial"
    r"|\breach(?:ed)?\b|\banswer(?:ing)?\b|\bring\b|\bhotline\b|\bwhats?app\b|\bsms\b|\btext(?:ed)? (?:me|us|him"
    r"|her|them)\b"
    r"|\bhandy|\bmobil|\banruf|\bruf|\berreichbar|\bdurchwahl|\btel[eé]fono|\bm[oó]vil|\bll[aá]m|\bt[eé]l[eé]phone"
    r"|\bt[eé]l\b"
    r"|\banschluss|\bfestnetz|\brückruf|\bnummer ist|\bnummer lautet|\b(?:her|his|my|your|their|our"
    r"|whose)(?: new| mobile"
    r"| home| work)? number\b|\bmijn nummer\b|\bmeine nummer\b|\bmi número\b|\bmon numéro\b|\bmio numero\b"
    r"|\bbel(?:len|t)?(?: me| mij| ons| hem| haar)? ?(?:op|naar)?\b|\bmobiel|\bgsm\b|\btoestel"
    r"|电话|電話|手机|手機|携帯|連絡先|전화"
    r"|телефон|\bтел\b|\bмоб|τηλ|هاتف|फ़ोन|फोन|मोबाइल"
    r"|\bportable\b|\bappel|\bjoindre\b|\bcellulare\b|\bchiam|\btelefon|\btelem[oó]vel|\bligar?\b|\bligue\b|☎|📞)"
    r"[^\d\n]{0,40}$",
    re.IGNORECASE,
)
_CUE_AFTER = re.compile(rf"[ \t]{{0,2}}[-(,]?[ \t]?(?:{_AFTER})\b", re.IGNORECASE)
_DATE = re.compile(
    r"\d{1,2}[-./]\d{1,2}[-./](?:19|20)?\d{2}|\d{1,2} \d{1,2} (?:19|20)\d\d|(?:19|20)\d\d[-./ ]\d{1,2}[-./ ]\d{1,2}"
)


def find_phones(text: str) -> list[tuple[Span, float]]:
    """Spans and certainties: 0.9 for a clear format or a number beside a cue, 0.6 for a leading zero alone."""
    found: dict[Span, float] = {}
    for match in _STRONG.find(text):
        if _plausible(match[0], 7) and not is_named_otherwise(text, match.start()):
            certain = match[0][0] in "+(" or _has_cue(text, match.span())
            found[match.span()] = 0.9 if certain or not match[0].startswith("0") else 0.6
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
