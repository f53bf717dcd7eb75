"""What the index of forms holds of a passage, and what a question asks it for: words as marked terms.

Invariants: the entry of a passage is a function of its text alone, so that it can be made again to remove it. A term
begins with a private-use character that says its kind; no word of a text can hold one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator

from assistant.text.folding import composed, fold_accents
from assistant.text.forms.inflection import COMPOUNDING, LEAST_PART, parts_of, stems_in, version
from assistant.text.forms.pairs import pairs, runs
from assistant.text.forms.tongue import tongue_of
from assistant.text.stems import stem

FORM, PART, PAIR, TONGUE, FOLDED = "\ue000", "\ue001", "\ue002", "\ue003", "\ue004"
_ENTRY_VERSION = 2  # of this module and those that it uses; to be raised when an entry of the same text changes
# A letter or digit, then these and the marks that belong to letters: accents, points, and the vowel signs of India.
_WORD = re.compile(
    "[^\\W_](?:[^\\W_]|[\u0300-\u036f\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    "\u0900-\u0963\u0971-\u09e3\u09f0-\u0a65\u0a70-\u0ae5\u0af0-\u0b65\u0b70-\u0be5\u0bf0-\u0c65\u0c70-\u0ce5"
    "\u0cf0-\u0d65\u0d70-\u0dff])*"
)
_LONGEST = 64  # characters of a word; a longer one is data


def entry(header: str, text: str) -> str:
    """The terms of a passage, a space between two; "" for a passage that the index of words serves well.

    Each form once, because how often a word stands there the index of words knows; pairs in their order.
    """
    whole = composed(f"{header}\n{text}")
    language = tongue_of(composed(text))
    known = "" if language == "english" else language
    if not known and whole.isascii():
        return ""
    found = dict.fromkeys([f"{TONGUE}{known}"] if known else [])
    for word in dict.fromkeys(_WORD.findall(whole)):
        found.update(dict.fromkeys(_terms_of(word, known)))
    return " ".join([*found, *(f"{PAIR}{pair}" for run in runs(whole) for pair in pairs(run))])


def _terms_of(word: str, language: str) -> Iterator[str]:
    if len(word) > _LONGEST or word.isdigit():
        return
    if not word.isascii() and _is_folded_otherwise(word):
        yield f"{FOLDED}{stem(fold_accents(word))}"
    if language and word.isalpha():
        yield from (f"{FORM}{one}" for one in stems_in(word, language))
        if language in COMPOUNDING:
            yield from (f"{PART}{part}" for part in parts_of(word, language))


def _is_folded_otherwise(word: str) -> bool:
    """Whether the index of words may fold the word otherwise than `fold_accents`: it knows Latin letters with accents
    as these do, but no ligatures, no Korean, no kana."""
    base = "".join(one for one in unicodedata.normalize("NFD", word.lower()) if not unicodedata.combining(one))
    return not base.isascii() or base != fold_accents(word)


def asked(word: str, languages: Collection[str]) -> tuple[str, ...]:
    """The terms that find a word of a question in passages of these languages (names as of `tongue_of`)."""
    word = composed(word)
    found = [f"{FOLDED}{stem(fold_accents(word))}"]
    if word.isalpha() and len(word) <= _LONGEST:
        for language in languages:
            stems = stems_in(word, language)
            found += [f"{FORM}{one}" for one in stems]
            if language in COMPOUNDING and len(word) >= LEAST_PART:
                found += [f"{PART}{one}" for one in stems]
                found += [f"{FORM}{part}" for part in parts_of(word, language)]
    return tuple(dict.fromkeys(found))


def asked_runs(text: str) -> Iterator[list[str]]:
    """The pairs of each run of letters without spaces in a question, in order. A single letter is a start of pairs."""
    return ([f"{PAIR}{pair}" for pair in (pairs(run)[:-1] or [run])] for run in runs(composed(text)))


def entry_version() -> str:
    """Entries of another version cannot be removed: all are made anew."""
    return f"{_ENTRY_VERSION}, Snowball {version()}"


def languages_in(terms: Iterable[str]) -> tuple[str, ...]:
    """The languages that the terms of the index name."""
    return tuple(term.removeprefix(TONGUE) for term in terms if term.startswith(TONGUE))
