"""Personal data with a form that can be checked.

Invariant: a number counts only if its check digit, its registry or the words around it confirm it; spans are in the
original text, even with invisible characters or full-width digits in it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Literal

from pydantic import Field

from assistant.domain.records.documents import Span
from assistant.guard.detectors.detector import Content, ExactDetector, Hit
from assistant.guard.detectors.models import DetectorModels
from assistant.guard.detectors.personal import names, phones
from assistant.guard.detectors.personal.checksums import digits, iban_length, is_card, is_iban, is_ip, is_ssn
from assistant.guard.detectors.spec import DetectorSpec
from assistant.guard.matching.normalise import View, plain_view
from assistant.guard.matching.patterns import Pattern
from assistant.guard.matching.taken import Taken

Found = Iterable[tuple[Span, float]]

_EMAIL = Pattern(
    r"(?<!\w)\w(?:[\w.+%'\-]{0,62}[\w+%\-])?(?:@| ?[(\[] ?(?:at|ät) ?[)\]] ?)"
    r"[\w\-]{1,63}(?:(?:\.| ?[(\[] ?(?:dot|punkt) ?[)\]] ?)[\w\-]{1,63}){0,5}"
    r"(?:\.| ?[(\[] ?(?:dot|punkt) ?[)\]] ?)[^\W\d_]{2,24}(?!\w)"
)
_CARD = Pattern(r"(?<![\w.\-])\d{4}(?:[ \-]?\d{2,6}){2,4}(?![\w\-]|[.,]\d)")
_IBAN = Pattern(r"(?<![a-z0-9])[a-z]{2}\d{2}(?:[ \-]?[a-z0-9]){10,31}")
_SSN = Pattern(r"(?<![\w.\-/])\d{3}([ \-])\d{2}\1\d{4}(?![\w]|[.,\-/]\d)")
_SSN_BARE = Pattern(r"(?<![\w.\-/])\d{9}(?![\w]|[.,\-/]\d)")
_SSN_CUE = re.compile(r"(?:\bssn\b|social security|\bitin\b|\btin\b)[^\d\n]{0,30}$")
_IPV4 = Pattern(r"(?<![\w.\-])(?:\d{1,3}\.){3}\d{1,3}(?![\w\-]|\.\d)")
_IPV6 = Pattern(
    r"(?<![\w:.])(?:[0-9a-f]{1,4}:){1,7}(?::|[0-9a-f]{1,4}|(?::[0-9a-f]{1,4}){1,6})(?![\w:])"
    r"|(?<![\w:.])::(?:[0-9a-f]{1,4}:){0,6}[0-9a-f]{1,4}(?![\w:])"
)
_NOT_IP = re.compile(
    r"(?:\bversion|\bver\.?|\bv|\brelease|\bbuild|\bfirmware|§|\bsection|\bclause|\babschnitt|\bkapitel|\bno\.?)\s*$"
)


# Cheap checks before the slow patterns run.
_AT = re.compile(r"@|[(\[]\s?(?:at|ät)")
_DIGIT = re.compile(r"\d")
# No match is longer than this.
_LONGEST = 260


def _emails(text: str) -> Found:
    if _AT.search(text):
        for match in _EMAIL.find(text):
            yield match.span(), 1.0


def _cards(text: str) -> Found:
    for match in _CARD.find(text):
        if is_card(digits(match[0])):
            yield match.span(), 1.0


def _ibans(text: str) -> Found:
    for match in _IBAN.find(text):
        end = _end_of(match[0], iban_length(match[0]))
        if end and is_iban(re.sub(r"[ \-]", "", match[0][:end])):
            yield (match.start(), match.start() + end), 1.0


def _ssns(text: str) -> Found:
    for match in _SSN.find(text):
        if is_ssn(digits(match[0])):
            yield match.span(), 1.0
    for match in _SSN_BARE.find(text):
        if is_ssn(match[0]) and _SSN_CUE.search(text, max(0, match.start() - 50), match.start()):
            yield match.span(), 0.9


def _ips(text: str) -> Found:
    for pattern in (_IPV4, _IPV6):
        for match in pattern.find(text):
            if is_ip(match[0]) and not _NOT_IP.search(text, max(0, match.start() - 16), match.start()):
                yield match.span(), 0.9


_FINDERS: dict[str, Callable[[str], Found]] = {
    "EMAIL": _emails,
    "CREDIT_CARD": _cards,
    "IBAN": _ibans,
    "US_SSN": _ssns,
    "IP": _ips,
    "PHONE": phones.find_phones,
}
_HOLDS: dict[str, tuple[Pattern, ...]] = {
    "EMAIL": (_EMAIL,),
    "CREDIT_CARD": (_CARD,),
    "IBAN": (_IBAN,),
    "US_SSN": (_SSN, _SSN_BARE),
    "IP": (_IPV4, _IPV6),
    "PHONE": (phones.UNFINISHED,),
}
# The kind of a span that matches two kinds: the first here, because its format is the stronger proof.
_RANK = ("IBAN", "CREDIT_CARD", "EMAIL", "US_SSN", "IP", "PHONE")


Entity = Literal["EMAIL", "PHONE", "IBAN", "CREDIT_CARD", "US_SSN", "IP", "PERSON"]


class PiiSpec(DetectorSpec):
    """Personal data with a checkable format; PERSON is optional and less certain."""

    type: Literal["pii"]
    entities: tuple[Entity, ...] = Field(("EMAIL", "PHONE", "IBAN", "CREDIT_CARD", "US_SSN", "IP"), min_length=1)

    def make(self, models: DetectorModels) -> PiiDetector:
        return PiiDetector(self)


class PiiDetector(ExactDetector):
    """Labels are the entities of `PiiSpec`. PERSON is found by `names`, in the text as written."""

    identity = "pii"

    def __init__(self, spec: PiiSpec) -> None:
        self._kinds = tuple(kind for kind in _RANK if kind in spec.entities)
        self._kinds_without_numbers = tuple(kind for kind in self._kinds if kind == "EMAIL")
        self._names = "PERSON" in spec.entities

    def detect(self, content: Content) -> list[Hit]:
        view = plain_view(content.text)
        hits: list[Hit] = []
        taken = Taken()
        numbers = _DIGIT.search(view.text) is not None or "::" in view.text
        for kind in self._kinds if numbers else self._kinds_without_numbers:
            for span, score in _FINDERS[kind](view.text):
                first, last = view.span(*span)
                if taken.take((first, last)):
                    hits.append(Hit(kind, score, (first, last)))
        if self._names:
            hits += [Hit("PERSON", score, span) for span, score in names.find_names(content.text)]
        return sorted(hits, key=lambda hit: hit.span or (0, 0))

    def hold_from(self, content: Content) -> int:
        view: View = plain_view(content.text)
        held = [pattern.hold_near_end(view.text, _LONGEST) for kind in self._kinds for pattern in _HOLDS[kind]]
        first = view.position(min(held, default=len(view.text)), len(content.text))
        return min(first, names.hold_names(content.text)) if self._names else first


def _end_of(text: str, count: int) -> int:
    """The offset after the `count`-th letter or digit of `text`; 0 if there are fewer, or if `count` is 0."""
    seen = 0
    for index, character in enumerate(text):
        seen += character.isalnum()
        if seen == count and count:
            return index + 1
    return 0
