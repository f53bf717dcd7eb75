"""Keyword and vector scores made comparable and added up.

Invariant: every figure lies in 0..1 and means the same for every question: a share of the highest possible score, not
of the best candidate's score. Only a passage that repeats every word and means the same reaches 1.

Chosen on six public sets against reciprocal ranks (k = 60, 10) and min-max: this sum had the best mean nDCG@10 and was
not below min-max on any of them. `assistant eval retrieval` prints it beside keywords and vectors alone.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from assistant.text.forms.tongue import asked_in
from assistant.text.words import Term

_K1 = 1.2  # of FTS5's bm25(): a term's weight approaches idf * (k1 + 1) as it is repeated
_LEAST_IDF = 1e-6  # as FTS5 has it, for terms in more than half of all chunks
# A word that stands in one of two chunks is none of a common kind: of fewer chunks than these the figures say nothing.
_FEWEST = 50
_FOREIGN_ODDS = 0.43  # a weight of .3 instead of .5


def inverse_frequency(chunks_with_term: int, chunks: int) -> float:
    """BM25's IDF as FTS5 computes it."""
    return max(_LEAST_IDF, math.log((chunks - chunks_with_term + 0.5) / (chunks_with_term + 0.5)))


def rarity(chunks_with_term: int, chunks: int) -> float:
    """The weight of a word in a question: its IDF, in a library of a few files as in one of some more."""
    return inverse_frequency(chunks_with_term, max(chunks, chunks_with_term, _FEWEST))


@dataclass(frozen=True, slots=True)
class Trust:
    """How much a model's vectors say against keywords, as odds. `english_only`: it was trained on English alone.

    Fitted on halves of the public sets: for all-MiniLM-L6-v2 equal weights are best on the English ones, and less than
    half the odds on German ones; multilingual-e5-small finds better than keywords in every language.
    """

    odds: float = 1.0
    english_only: bool = False

    def weight(self, equal: float, question: str) -> float:
        """The share of the vectors in the sum, 0..1, where it is `equal` for odds of 1."""
        odds = self.odds * (_FOREIGN_ODDS if self.english_only and not _may_be_english(question) else 1.0)
        return odds * equal / (odds * equal + (1 - equal))


def _may_be_english(question: str) -> bool:
    letters = [letter for letter in question if letter.isalpha()]
    return asked_in(question) in ("english", "") and 2 * sum(letter.isascii() for letter in letters) >= len(letters)


@dataclass(frozen=True, slots=True)
class QueryTerms:
    """A question's content terms with their weight in one library. `idf`, `found` and `rare` go by stem."""

    terms: tuple[Term, ...]
    idf: Mapping[str, float]  # as the keyword index counts
    found: frozenset[str]  # the stems that occur in the library at all
    rare: Mapping[str, float]  # how much each says

    @property
    def best_bm25(self) -> float:
        """What BM25 cannot exceed for the terms that occur."""
        return sum(self.idf[stem] for stem in self.found) * (_K1 + 1)

    @property
    def known_share(self) -> float:
        """How much of the question's weight is in words that occur in the library; 1 for a question without words."""
        total = sum(self.rare.values())
        return sum(self.rare[stem] for stem in self.found) / total if total else 1.0


def weigh(terms: Sequence[Term], document_frequency: Callable[[str], int], chunks: int) -> QueryTerms:
    """Look up how rare each term is."""
    counts = {term.stem: document_frequency(term.typed) for term in terms}
    idf = {stem: inverse_frequency(count, max(chunks, count)) for stem, count in counts.items()}
    rare = {stem: rarity(count, chunks) for stem, count in counts.items()}
    return QueryTerms(tuple(terms), idf, frozenset(stem for stem, count in counts.items() if count), rare)


def fuse(
    keyword: Mapping[int, float], cosine: Mapping[int, float], query: QueryTerms, vector_weight: float
) -> dict[int, float]:
    """The convex sum of BM25's share of its maximum and the cosine, for every id of `cosine`; each 0..1."""
    best = query.best_bm25
    shares = {chunk_id: min(1.0, score / best) for chunk_id, score in keyword.items()} if best > 0 else {}
    return {
        chunk_id: (1 - vector_weight) * shares.get(chunk_id, 0.0) + vector_weight * min(1.0, max(0.0, similarity))
        for chunk_id, similarity in cosine.items()
    }


def by_score(score: float) -> float:
    """A key that sorts the best first. Scores that differ in their last digits alone are equal, and keep their order:
    the vector of a text hangs on the batch that it was embedded in."""
    return -round(score, 6)
