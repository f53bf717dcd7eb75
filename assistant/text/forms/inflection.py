"""Stems by language (Snowball) and the parts of compounds.

Invariant: a word gives the same stems wherever it stands, with its accents or typed without them.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import Any

from assistant.text.folding import fold_accents

COMPOUNDING = frozenset({"german", "dutch", "swedish", "danish", "norwegian", "finnish", "hungarian"})
LEAST_PART = 4  # letters of a part of a compound
_LEAST_COMPOUND, _LONGEST = 9, 40
_LEAST_STEM = 3
_VOWELS = frozenset("aeiouy")


def stems_in(word: str, language: str) -> tuple[str, ...]:
    """The stems of a word, folded: of the word as written and as it is typed without accents."""
    stemmer = _stemmer(language)
    lower = word.casefold()
    found = [fold_accents(stemmer.stemWord(lower))]
    folded = fold_accents(lower)
    if folded != lower:
        found.append(fold_accents(stemmer.stemWord(folded)))
    return tuple(dict.fromkeys(stem for stem in found if len(stem) >= _LEAST_STEM))


def parts_of(word: str, language: str) -> Iterator[str]:
    """The stems of what may be a part of a compound: its beginnings and ends of at least four letters.

    Which of them are words cannot be known without a dictionary; the others are found by nobody's question.
    """
    if not _LEAST_COMPOUND <= len(word) <= _LONGEST or not word.isalpha():
        return
    for cut in range(LEAST_PART, len(word) - LEAST_PART + 1):
        first, second = word[:cut], word[cut:]
        if _is_sayable(first) and _is_sayable(second):
            yield from stems_in(first, language)
            yield from stems_in(second, language)


def _is_sayable(part: str) -> bool:
    """Whether a part may be a word: more than three consonants stand at no beginning and no end ("sch" is one)."""
    folded = fold_accents(part).replace("sch", "s")
    return not _VOWELS.isdisjoint(folded[:4]) and not _VOWELS.isdisjoint(folded[-4:])


@functools.cache
def _stemmer(language: str) -> Any:
    import Stemmer  # here: most commands need none

    return Stemmer.Stemmer(language)


def version() -> str:
    """The version of the stems: another one makes other stems of the same text."""
    import Stemmer

    return str(Stemmer.version())
