"""Names of persons without a language model: by title, by given name, by the words before them.

Invariant: a capital letter alone is never enough. PERSON is less certain than the other entities: the list holds only
frequent names of six languages, and a town named after a person counts as the person.
"""

from __future__ import annotations

from pathlib import Path

import regex

from assistant.domain.records.documents import Span
from assistant.guard.matching.patterns import Pattern
from assistant.guard.matching.taken import Taken

_WORD = r"(?:(?:O'|D'|Mc|Mac|d')?\p{Lu}[\p{Ll}\p{M}]+(?:['’\-]\p{Lu}[\p{Ll}\p{M}]+)?|\p{Lu}\.)"
_PARTICLE = r"(?:(?:von|van|de|da|di|del|della|dos|der|den|la|le|zu|y|e|bin|al)\s){0,2}"
_FAMILY = rf"(?:\s{_PARTICLE}{_WORD}){{1,3}}"
_TITLE = (
    r"(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|Sir|Lady|Rev|Herrn?|Frau|Sra?|Srta|Señora?|Don|Doña|Mme|Mlle|Madame|"
    r"Monsieur|Dott|Dottoressa|Sig|Signora?|Senhora?|Dra)\.?"
)
_CUE = (
    r"(?:(?i:my name is|name is|name:|named|patient(?:in)?:|patient name:|insured:|tenant:|landlord:|mieter(?:in)?:|"
    r"versicherte[r]?:|paciente:|paziente:|signed(?: by)?:?|dear|liebe[r]?|querid[oa]|estimad[oa]|chère?|caro|cara|"
    r"regards,|sincerely,|grüßen,?))\s{1,3}"
)
# Frequent given names of six languages that are not also everyday words of these languages.
_GIVEN_NAMES = sorted(Path(__file__).with_name("given_names.txt").read_text("utf-8").split(), key=len, reverse=True)
_GIVEN = "(?:" + "|".join(_GIVEN_NAMES) + r")(?:-\p{Lu}\p{Ll}+)?"
_EDGE = r"(?<![\p{L}\p{N}_])"
_END = r"(?![\p{L}\p{N}_])"
_BY_TITLE = Pattern(
    rf"{_EDGE}{_TITLE}(?:\s{_TITLE}){{0,2}}\s{_PARTICLE}(?P<name>{_WORD}(?:\s{_PARTICLE}{_WORD}){{0,3}}){_END}",
    regex.V1,
)
_BY_GIVEN = Pattern(rf"{_EDGE}(?P<name>{_GIVEN}{_FAMILY}){_END}", regex.V1)
_BY_CUE = Pattern(rf"{_EDGE}{_CUE}(?:{_TITLE}\s)?(?P<name>{_WORD}{_FAMILY}){_END}", regex.V1)
_ALONE = Pattern(rf"{_EDGE}(?P<name>{_GIVEN})(?:['’]s)?{_END}", regex.V1)
_RULES = ((_BY_TITLE, 0.95), (_BY_GIVEN, 0.9), (_BY_CUE, 0.85), (_ALONE, 0.6))


def find_names(text: str) -> list[tuple[Span, float]]:
    """Spans of names (without titles) and certainties; of overlapping spans only the more certain."""
    found: list[tuple[Span, float]] = []
    taken = Taken()
    for pattern, score in _RULES:
        spans = (match.span("name") for match in pattern.find(text))
        found += [(span, score) for span in spans if taken.take(span)]
    return sorted(found)


def hold_names(text: str) -> int:
    """The offset of a name that may continue after the end of `text`; `len(text)` if there is none."""
    return min(pattern.hold_from(text) for pattern, _ in _RULES)
