"""Figures in what the language model writes in its own words: only those that it was given may stand.

Invariant: a word with a figure that nobody gave leaves as `BLANK`; everything else leaves unchanged.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from assistant.text.support import read_claim

BLANK = "____"
_WORD = re.compile(r"\S+\s+")
_ORDINAL = re.compile(r"\(?\d{1,2}[.):]?\s*$")  # "1." at the beginning of a line counts the lines
_DATE_PART = re.compile(r"\d+")


def known_figures(texts: Iterable[str]) -> frozenset[str]:
    """The numbers of `texts` in digits; those of a date also each by itself."""
    found: set[str] = set()
    for text in texts:
        found |= read_claim(text).numbers
        found |= {part.lstrip("0") or "0" for part in _DATE_PART.findall(text)}
    return frozenset(found)


def with_known_figures(pieces: Iterable[str], known: frozenset[str]) -> Iterator[str]:
    """`pieces` word by word, as soon as each is whole, with `BLANK` for each figure that is not in `known`."""
    held, begins = "", True
    for piece in pieces:
        held += piece
        done = 0
        for match in _WORD.finditer(held):
            yield _checked(match[0], known, begins)
            begins, done = "\n" in match[0], match.end()
        held = held[done:]
    if held:
        yield _checked(held, known, begins)


def _checked(word: str, known: frozenset[str], begins: bool) -> str:
    if not any(letter.isdigit() for letter in word) or (begins and _ORDINAL.fullmatch(word)):
        return word
    if read_claim(word).numbers <= known or {part.lstrip("0") or "0" for part in _DATE_PART.findall(word)} <= known:
        return word
    return re.sub(r"\d(?:[\d.,:/-]*\d)?", BLANK, word)
