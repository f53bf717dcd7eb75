"""Ways in which people spell words around a filter. Invariant: the text keeps its words and their order."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

_WORD = re.compile(r"[A-Za-z]{4,}")
_DIGITS = str.maketrans("aeiost", "431057")
_SIGNS = str.maketrans("aeiosl", "@3!0$1")
_VOWEL = re.compile(r"(?<=\w)[aeiou](?=\w)")


def disguise(text: str, rng: random.Random) -> str:
    """`text` with one to three of its longer words spelt around, or all blanks taken out of a short text."""
    if len(text) < 40 and rng.random() < 0.1:
        return text.replace(" ", "")
    return _change(text, rng, rng.choice((1, 1, 2, 3)), _HIDING)


def smudge(text: str, rng: random.Random) -> str:
    """`text` with one or two slips of the hand."""
    return _change(text, rng, rng.choice((1, 2)), _SLIPS)


def _change(text: str, rng: random.Random, count: int, ways: tuple[Callable[[str, random.Random], str], ...]) -> str:
    words = list(_WORD.finditer(text))
    for found in sorted(rng.sample(words, min(count, len(words))), key=lambda word: -word.start()):
        changed = rng.choice(ways)(found.group(), rng)
        text = text[: found.start()] + changed + text[found.end() :]
    return text


def _inner(word: str, rng: random.Random) -> int:
    return rng.randrange(1, len(word) - 1)


def _swap(word: str, rng: random.Random) -> str:
    at = rng.randrange(1, len(word) - 1)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def _drop(word: str, rng: random.Random) -> str:
    at = _inner(word, rng)
    return word[:at] + word[at + 1 :]


def _double(word: str, rng: random.Random) -> str:
    at = _inner(word, rng)
    return word[:at] + word[at] * rng.choice((2, 2, 4)) + word[at + 1 :]


def _star(word: str, rng: random.Random) -> str:
    at = _inner(word, rng)
    return word[:at] + rng.choice("*#-_") + word[at + 1 :]


def _digits(word: str, rng: random.Random) -> str:
    return word.lower().translate(rng.choice((_DIGITS, _SIGNS)))


def _spaced(word: str, rng: random.Random) -> str:
    return rng.choice((" ", " ", ".", "-")).join(word)


def _split(word: str, rng: random.Random) -> str:
    at = _inner(word, rng) + 1
    return f"{word[:at]} {word[at:]}"


def _no_vowels(word: str, rng: random.Random) -> str:
    return _VOWEL.sub("", word)


_SLIPS = (_swap, _drop, _double)
_HIDING = (_swap, _drop, _double, _star, _digits, _digits, _spaced, _split, _no_vowels)
