"""Whether two sentences say the same of different things: rows of a table, items of a list, sentences made alike.

Invariant: every comparison is symmetric, and figures do not count: they are what tells the things apart.
"""

from __future__ import annotations

import re
from collections.abc import Set
from functools import lru_cache

from assistant.text.words import stems

_CELL = re.compile(r"\s*(?:[-*|\u2022]\s+)?(?P<label>[^\W\d_][^:;\n]{0,60}?)\s*:\s")
_ITEM = re.compile(r"\s*(?:[-*+\u2022\u2013]\s|\|\s|\(?\d{1,3}[.)]\s)")
# From so many common words on, and such a share of the longer one's words, two sentences say the same.
_WORDS = 2
APART, BESIDE = 0.4, 0.5  # under different headings; in one section, where more is said of the same thing


def are_alike(one: str, other: str, share: float) -> bool:
    """Whether the sentences are rows with the same columns, or have `share` of their words in common."""
    labels = _labels(one)
    if len(labels) > 1 and labels == _labels(other):
        return True
    first, second = _words(one), _words(other)
    shared = len(first & second)
    return shared >= _WORDS and shared >= share * max(len(first), len(second))


def are_rows(one: str, other: str) -> bool:
    """Whether both are rows of tables or items of lists: what the one says is not said of the other."""
    return all(len(_labels(text)) > 1 or _ITEM.match(text) is not None for text in (one, other))


@lru_cache(maxsize=4_096)
def _labels(sentence: str) -> tuple[str, ...]:
    """The names of the columns of a row: "Day: Monday; Room: 4"."""
    found = [_CELL.match(cell) for cell in sentence.split(";")]
    return tuple(match["label"].casefold() for match in found if match is not None)


@lru_cache(maxsize=4_096)
def _words(sentence: str) -> Set[str]:
    return frozenset(term for term in stems(sentence) if term.isalpha())
