"""Word stems, so that "tenants" finds "tenant": suffix stripping after M. F. Porter (Program 14(3), 1980).

Invariant: `stem` makes the same stems as the keyword index (SQLite FTS5's `porter` tokenizer over ASCII words); a word
with any other character, or with more than 64 letters, is returned unchanged. `stem` handles English only.
`strip_ending` is rougher, independent of the index, and used to compare sentences of several languages.
"""

from __future__ import annotations

import re
from functools import lru_cache

_STEP_2 = (
    ("ational", "ate"), ("tional", "tion"), ("enci", "ence"), ("anci", "ance"), ("izer", "ize"), ("logi", "log"),
    ("bli", "ble"), ("alli", "al"), ("entli", "ent"), ("eli", "e"), ("ousli", "ous"), ("ization", "ize"),
    ("ation", "ate"), ("ator", "ate"), ("alism", "al"), ("iveness", "ive"), ("fulness", "ful"), ("ousness", "ous"),
    ("aliti", "al"), ("iviti", "ive"), ("biliti", "ble"),
)  # fmt: skip
_STEP_3 = (
    ("icate", "ic"), ("ative", ""), ("alize", "al"), ("iciti", "ic"), ("ical", "ic"), ("ful", ""), ("ness", ""),
)  # fmt: skip
_STEP_4 = (
    "ement", "ance", "ence", "able", "ible", "ment", "ant", "ent", "ion", "ism", "ate", "iti", "ous", "ive", "ize",
    "al", "er", "ic", "ou",
)  # fmt: skip
_MOST_LETTERS = 64  # FTS5 takes a longer word as it is
_ENDING = re.compile(r"(?:ingly|edly|ings?|ied|ies|ed|es|ly|s|en|er|em|e|n)$")


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """The stem of a lower-case word."""
    if not 3 <= len(word) <= _MOST_LETTERS or not (word.isascii() and word.isalpha()):
        return word
    word = _plural(word)
    word = _past(word)
    if word.endswith("y") and _has_vowel(word[:-1]):
        word = word[:-1] + "i"
    word = _replace(word, _STEP_2)
    word = _replace(word, _STEP_3)
    word = _drop(word)
    return _tidy(word)


def strip_ending(word: str) -> str:
    """A folded word without the most frequent endings of European languages; short words stay unchanged."""
    return _ENDING.sub("", word) if len(word) > 4 else word


def _consonant(word: str, at: int) -> bool:
    letter = word[at]
    if letter in "aeiou":
        return False
    return letter != "y" or at == 0 or not _consonant(word, at - 1)


def _pattern(word: str) -> str:
    """The word as a string of c (consonant) and v (vowel)."""
    return "".join("c" if _consonant(word, at) else "v" for at in range(len(word)))


def _measure(word: str) -> int:
    """Porter's m: how often vowels are followed by consonants."""
    return _pattern(word).count("vc")


def _has_vowel(word: str) -> bool:
    return "v" in _pattern(word)


def _short_end(word: str) -> bool:
    """Consonant, vowel, consonant at the end, the last not w, x or y: "hop"."""
    return _pattern(word).endswith("cvc") and word[-1] not in "wxy"


def _double_end(word: str) -> bool:
    """Two equal consonants at the end. Here FTS5 takes every y for a consonant."""
    return len(word) > 1 and word[-1] == word[-2] and word[-1] not in "aeiou"


def _plural(word: str) -> str:
    """FTS5 asks for a letter before these endings, and before "eed"."""
    if (word.endswith("sses") and len(word) > 4) or (word.endswith("ies") and len(word) > 3):
        return word[:-2]
    if word.endswith("s") and not word.endswith("ss"):
        return word[:-1]
    return word


def _past(word: str) -> str:
    if word.endswith("eed") and len(word) > 3:
        return word[:-1] if _measure(word[:-3]) > 0 else word
    for ending in ("ed", "ing"):
        if word.endswith(ending) and _has_vowel(word[: -len(ending)]):
            word = word[: -len(ending)]
            if word.endswith(("at", "bl", "iz")):
                return word + "e"
            if _double_end(word) and word[-1] not in "lsz":
                return word[:-1]
            return word + "e" if _measure(word) == 1 and _short_end(word) else word
    return word


def _replace(word: str, rules: tuple[tuple[str, str], ...]) -> str:
    for ending, new in rules:
        if word.endswith(ending):
            rest = word[: -len(ending)]
            return rest + new if _measure(rest) > 0 else word
    return word


def _drop(word: str) -> str:
    for ending in _STEP_4:
        if word.endswith(ending):
            rest = word[: -len(ending)]
            if _measure(rest) > 1 and (ending != "ion" or rest.endswith(("s", "t"))):
                return rest
            return word
    return word


def _tidy(word: str) -> str:
    if word.endswith("e"):
        rest = word[:-1]
        measure = _measure(rest)
        if measure > 1 or (measure == 1 and not _short_end(rest)):
            word = rest
    if word.endswith("ll") and _measure(word) > 1:
        word = word[:-1]
    return word
