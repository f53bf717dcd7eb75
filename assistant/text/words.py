"""The words of a text in the form of the keyword index: folded, without accents, stemmed.

Invariant: two texts share a term exactly if the keyword index would match them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.text.folding import fold_accents
from assistant.text.languages import stop_words_for
from assistant.text.stems import stem

_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Term:
    """A content word of a question: as written (folded), and its stem."""

    word: str
    stem: str


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
    seen: dict[str, Term] = {}
    for word in content:
        seen.setdefault(stem(word), Term(word, stem(word)))
    return list(seen.values())
