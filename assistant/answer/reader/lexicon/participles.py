"""Participles and the verbs that they are of, in German, French and Spanish: "gemäht" and "mähen", "lavé" and "laver".

Longer forms share their beginning; here are the short ones, and those with "ge" in front. Invariant: two words are of
one verb only if both end as its forms do, and the rest has at least three letters.
"""

from __future__ import annotations

import re
from functools import lru_cache

_LEAST_ROOT = 3
# By family: the endings of infinitives and participles. Words are folded, and stems of the index: "lavées" is "lave".
_ENDINGS = {
    "fr-er": re.compile(r"(?:er|ees?|es?)$"),
    "fr-ir": re.compile(r"(?:ir|ies?|is?)$"),
    "es-ar": re.compile(r"(?:ar|ad[oa]s?)$"),
    "es-ir": re.compile(r"(?:[ei]r|id[oa]s?)$"),
}
_GERMAN = re.compile(r"(?:e?t|e?n)$")
_GE = re.compile(r"(?P<before>|ab|an|auf|aus|bei|ein|fest|fort|her|hin|los|mit|nach|um|vor|weg|zu|zuruck)ge(?=\w{3})")


def are_of_one_verb(one: str, other: str) -> bool:
    """Whether two folded words or stems are forms of one verb."""
    return not _roots(one).isdisjoint(_roots(other))


@lru_cache(maxsize=16_384)
def _roots(word: str) -> frozenset[str]:
    """What is left of the word without the endings of each family that it has, with the family's name."""
    found = {f"{family} {word[: match.start()]}" for family, end in _ENDINGS.items() if (match := end.search(word))}
    participle = _GE.match(word)
    for form in (word, participle["before"] + word[participle.end() :]) if participle else (word,):
        if end := _GERMAN.search(form):
            found.add(f"de {form[: end.start()]}")
    return frozenset(root for root in found if len(root.split(" ")[1]) >= _LEAST_ROOT)
