"""Words that two languages write nearly the same: "Injektoren" and "injectors", "alergia" and "allergy".

Invariant: a pure function of stems; short words are never alike, because too many of them are by chance.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

_LEAST = 6  # letters of a word
_SAME_START = 6  # letters of the skeletons
_SAID_ALIKE = (
    (re.compile("ph"), "f"),
    (re.compile("th"), "t"),
    (re.compile("qu|ck|[kzsç]|c"), "c"),
    (re.compile("[yj](?![aeiou])"), "i"),
    (re.compile("v|w"), "v"),
    (re.compile(r"(.)\1"), r"\1"),
)


def is_cognate(stem: str, others: Iterable[str]) -> bool:
    """Whether one of `others` begins as `stem` is spoken; both are folded stems."""
    if len(stem) < _LEAST:
        return False
    start = _skeleton(stem)[:_SAME_START]
    return len(start) >= _LEAST - 1 and any(
        len(other) >= _LEAST and _skeleton(other).startswith(start) for other in others
    )


@lru_cache(maxsize=20_000)
def _skeleton(stem: str) -> str:
    """The word with one letter for each sound that languages write in several ways."""
    for pattern, letter in _SAID_ALIKE:
        stem = pattern.sub(letter, stem)
    return stem
