"""Personal data with a form that can be checked.

Invariant: a number counts only if its check digit, its registry or the words around it confirm it; spans are in the
original text, even with invisible characters or full-width digits in it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Literal

from pydantic import Field

from assistant.domain.records.documents import Span
from assistant.guard.detectors.detector import Content, ExactDetector, Hit
from assistant.guard.detectors.models import DetectorModels
from assistant.guard.detectors.personal import names, national, phones
from assistant.guard.detectors.personal.checksums import digits, iban_length, is_card, is_iban, is_ip, is_ssn
from assistant.guard.detectors.personal.other_numbers import is_named_otherwise, is_version
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
# A card or an account that is named counts with a wrong check digit too.
_CARD_CUE = re.compile(
    r"\b(?:(?:credit|debit) ?card|card|kredit-?karte\w*|karten-?n(?:umme)?r|carte (?:bancaire|bleue"
    r"|de crédit)|carte|tarjeta"
    r"(?: de crédito)?|carta(?: di credito)?|cartão(?: de crédito)?|creditcard\w*|visa|mastercard|amex)"
    r"(?: ?(?:number|no|n\.?[o°]|nummer|nr|número|numéro|numero|#))?\.? ?(?:is|ist|es|est|è|é)?[ :#(]{0,3}$"
)
_GROUPS_OF_FOUR = re.compile(r"\d{4}([ \-]?)\d{4}\1\d{4}\1\d{4}")
_IBAN_CUE = re.compile(r"\biban\b[^\d\n]{0,20}$")
_SSN = Pattern(r"(?<![\w.\-/])\d{3}([ \-])\d{2}\1\d{4}(?![\w]|[.,\-/]\d)")
_SSN_BARE = Pattern(r"(?<![\w.\-/])\d{9}(?![\w]|[.,\-/]\d)")
_SSN_CUE = re.compile(r"(?:\bssn\b|social security|\bitin\b|\btin\b)[^\d\n]{0,30}$")
_IPV4 = Pattern(r"(?<![\w.\-])(?:\d{1,3}\.){3}\d{1,3}(?![\w\-]|\.\d)")
_IPV6 = Pattern(
    r"(?<![\w:.])(?:[0-9a-f]{1,4}:){1,7}(?::|[0-9a-f]{1,4}|(?::[0-9a-f]{1,4}){1,6})(?![\w:])"
    r"|(?<![\w:.])::(?:[0-9a-f]{1,4}:){0,6}[0-9a-f]{1,4}(?![\w:])"
)
_GROUPS = re.compile(r"[0-9a-f]+")
_LEAST_GROUPS = 3
# "icon@2x.png" is a file, "git@host:path" a place of code.
_FILE = re.compile(r"@\dx\.|\.(?:png|jpe?g|gif|webp|svg|pdf|css|js|json|md|txt|zip|docx?|xlsx?)$")
_CODE_PLACE = re.compile(r":[\w~/-]")


# Cheap checks before the slow patterns run.
_AT = re.compile(r"@|[(\[]\s?(?:at|ät)")
_DIGIT = re.compile(r"\d")
# No match is longer than this.
_LONGEST = 260


def _emails(text: str) -> Found:
    if _AT.search(text):
        for match in _EMAIL.find(text):
            if not _FILE.search(match[0]) and not (
                match[0].startswith("git@") and _CODE_PLACE.match(text, match.end())
            ):
                yield match.span(), 1.0


def _cards(text: str) -> Found:
    for match in _CARD.find(text):
        start = match.start()
        if is_card(digits(match[0])) and not is_named_otherwise(text, start):
            yield match.span(), 1.0
        elif _GROUPS_OF_FOUR.fullmatch(match[0]) and _CARD_CUE.search(text, max(0, start - 50), start):
            yield match.span(), 0.8


def _ibans(text: str) -> Found:
    for match in _IBAN.find(text):
        end = _end_of(match[0], iban_length(match[0]))
        start = match.start()
        if end and is_iban(re.sub(r"[ \-]", "", match[0][:end])):
            yield (start, start + end), 1.0
        elif end and _IBAN_CUE.search(text, max(0, start - 30), start):
            yield (start, start + end), 0.8


def _ssns(text: str) -> Found:
    for match in _SSN.find(text):
        if is_ssn(digits(match[0])) and not is_named_otherwise(text, match.start()):
            yield match.span(), 1.0
    for match in _SSN_BARE.find(text):
        if is_ssn(match[0]) and _SSN_CUE.search(text, max(0, match.start() - 50), match.start()):
            yield match.span(), 0.9


def _ips(text: str) -> Found:
    for match in _IPV4.find(text):
        if is_ip(match[0]) and not is_version(text, match.start(), match[0]):
            yield match.span(), 0.9
    for match in _IPV6.find(text):
        if is_ip(match[0]) and _is_long(match[0]):
            yield match.span(), 0.9


def _is_long(address: str) -> bool:
    """Not "10::15", which may be a time: a short address has letters."""
    return len(_GROUPS.findall(address)) >= _LEAST_GROUPS or any(map(str.isalpha, address))


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
_BEFORE_NATIONAL = "US_SSN"  # national numbers are looked for before this kind
_RANK = ("IBAN", "CREDIT_CARD", "EMAIL", "US_SSN", "IP", "PHONE")


Entity = Literal[
    "EMAIL", "PHONE", "IBAN", "CREDIT_CARD", "US_SSN", "IP", "PERSON",
    "TAX_ID", "SOCIAL_SECURITY", "NATIONAL_ID", "HEALTH_ID", "PASSPORT", "COMPANY_ID",
]  # fmt: skip


class PiiSpec(DetectorSpec):
    """Personal data with a checkable format; PERSON is optional and less certain. The national kinds (TAX_ID ...) are
    those of 15 countries (see `national`)."""

    type: Literal["pii"]
    entities: tuple[Entity, ...] = Field(("EMAIL", "PHONE", "IBAN", "CREDIT_CARD", "US_SSN", "IP"), min_length=1)

    def make(self, models: DetectorModels) -> PiiDetector:
        return PiiDetector(self)


class PiiDetector(ExactDetector):
    """Labels are the entities of `PiiSpec`. PERSON is found by `names`, in the text as written."""

    identity = "pii"

    def __init__(self, spec: PiiSpec) -> None:
        self._kinds = tuple(kind for kind in _RANK if kind in spec.entities)
        self._national = frozenset(national.LABELS) & set(spec.entities)
        self._kinds_without_numbers = tuple(kind for kind in self._kinds if kind == "EMAIL")
        self._names = "PERSON" in spec.entities

    def detect(self, content: Content) -> list[Hit]:
        view = plain_view(content.text)
        hits: list[Hit] = []
        taken = Taken()
        numbers = _DIGIT.search(view.text) is not None or "::" in view.text
        for kind, span, score in self._found(view.text, numbers=numbers):
            first, last = view.span(*span)
            if taken.take((first, last)):
                hits.append(Hit(kind, score, (first, last)))
        if self._names:
            hits += [Hit("PERSON", score, span) for span, score in names.find_names(content.text)]
        return sorted(hits, key=lambda hit: hit.span or (0, 0))

    def _found(self, text: str, *, numbers: bool) -> Iterator[tuple[str, Span, float]]:
        """Kind, span and certainty, the kinds with the stronger proof first."""
        for kind in self._kinds if numbers else self._kinds_without_numbers:
            if kind == _BEFORE_NATIONAL and self._national:
                yield from national.find_numbers(text, self._national)
            yield from ((kind, span, score) for span, score in _FINDERS[kind](text))
        if numbers and self._national and _BEFORE_NATIONAL not in self._kinds:
            yield from national.find_numbers(text, self._national)

    def hold_from(self, content: Content) -> int:
        view: View = plain_view(content.text)
        held = [pattern.hold_near_end(view.text, _LONGEST) for kind in self._kinds for pattern in _HOLDS[kind]]
        held += [national.hold_numbers(view.text)] if self._national else []
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
