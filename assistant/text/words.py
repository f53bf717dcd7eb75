"""The words of a text in the form of the keyword index: folded, without accents, stemmed.

Invariant: two texts share a term exactly if the keyword index would match them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.text.folding import composed, fold_accents
from assistant.text.languages import stop_words_for
from assistant.text.stems import stem

_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Term:
    """A content word of a question: folded, its stem, and as it was typed, as the keyword index wants it."""

    word: str
    stem: str
    typed: str


def words(text: str) -> list[str]:
    """All words of `text`, folded, in order, with repetitions."""
    return _WORD.findall(fold_accents(text))


def stems(text: str) -> list[str]:
    """All words of `text` as stems, in order, with repetitions."""
    return [stem(word) for word in words(text)]


def stemmed(listed_words: str) -> frozenset[str]:
    """The stems of a space-separated list of words."""
    return frozenset(stems(listed_words))


def content_terms(question: str) -> list[Term]:
    """The words of the question that are no stop words, each stem once, in order; all words if all are stop words."""
    written = words(question)
    stop_words = stop_words_for(written)
    content = [word for word in written if word not in stop_words] or written
    typed = _as_typed(question)
    seen: dict[str, Term] = {}
    for word in content:
        seen.setdefault(stem(word), Term(word, stem(word), typed.get(word, word)))
    return list(seen.values())


def _as_typed(text: str) -> dict[str, str]:
    """The words of `text` as they were typed, by their folded form; without those that are folded into several."""
    if text.isascii():
        return {}
    found: dict[str, str] = {}
    for typed in _WORD.findall(composed(text)):
        folded = words(typed)
        if len(folded) == 1:
            found.setdefault(folded[0], typed)
    return found
