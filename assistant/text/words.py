"""The words of a text in the form of the keyword index: folded, without accents, stemmed.

Invariant: two texts share a term exactly if the keyword index would match them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.text.folding import composed, fold_accents
from assistant.text.forms.pairs import word_pairs
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
    """All words of `text`, folded, in order, with repetitions; of a script without spaces the pairs of letters that
    may be words or parts of them."""
    found = _WORD.findall(fold_accents(text))
    if text.isascii():
        return found
    return [part for word in found for part in (word_pairs(word) or (word,))]


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


def folded_apart(text: str) -> list[str]:
    """The words of `text` that folding takes apart, as they were typed: the keyword index holds them whole."""
    return [] if text.isascii() else [word for word in _WORD.findall(composed(text)) if _whole(word) is None]


def _as_typed(text: str) -> dict[str, str]:
    """The words of `text` as they were typed, by their folded form; without those that folding takes apart."""
    if text.isascii():
        return {}
    typed = ((_whole(word), word) for word in reversed(_WORD.findall(composed(text))))
    return {folded: word for folded, word in typed if folded is not None}


def _whole(word: str) -> str | None:
    """The word folded; None if it comes apart."""
    folded = words(word)
    return folded[0] if len(folded) == 1 and not word_pairs(word) else None
