"""Words of a text as the keyword index sees them: folded, without accents, stemmed.

Invariant: two texts share a term here exactly where the keyword index would match them.
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
    """The stems of a list written out as text."""
    return frozenset(stems(listed_words))


def content_terms(question: str) -> list[Term]:
    """The words that carry the question, each stem once, in order; all words where none carries anything."""
    spoken = words(question)
    unwanted = stop_words_for(spoken)
    carrying = [word for word in spoken if word not in unwanted] or spoken
    seen: dict[str, Term] = {}
    for word in carrying:
        seen.setdefault(stem(word), Term(word, stem(word)))
    return list(seen.values())
