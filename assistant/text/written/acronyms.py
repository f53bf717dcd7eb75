"""Abbreviations in capitals that are little words otherwise: OR, IT, US, WHO, DAS, SER.

Invariant: only capitals tell them from the little word, so a text that is all in capitals has none.
"""

from __future__ import annotations

import re
from functools import cache

from assistant.text.asked_language import FRENCH
from assistant.text.folding import fold_accents
from assistant.text.languages import LANGUAGES

_CAPITALS = re.compile(r"(?<![\w'\u2019])[^\W\d_a-z]{2,5}(?![\w'\u2019])")
_WORD = re.compile(r"[^\W\d_]{2,}")


def acronyms_in(text: str) -> frozenset[str]:
    """The abbreviations of `text` that are little words in small letters, as they are written."""
    found = frozenset(word for word in _CAPITALS.findall(text) if word.isupper() and fold_accents(word) in _little())
    if not found or all(word.isupper() for word in _WORD.findall(text)):
        return frozenset()
    return found


@cache
def _little() -> frozenset[str]:
    return frozenset().union(*LANGUAGES, FRENCH)
