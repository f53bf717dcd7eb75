"""Misspelt words of a question, put right by the words of the library, of the lexicon and of the language.

Invariant: a word that any of them holds is never changed, nor is one with a digit; what stands between words stays.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from assistant.answer.retrieve.gloss.distance import edit_cost
from assistant.answer.retrieve.gloss.entries import vocabulary
from assistant.answer.retrieve.gloss.gloss import STOP_WORDS, is_known
from assistant.domain.ports.store import Library
from assistant.domain.scope import Scope
from assistant.text.asked_language import Language
from assistant.text.folding import fold_accents
from assistant.text.stems import stem
from assistant.text.words import words

_WORD = re.compile(r"[^\W_]+")
_LEAST = 3  # letters: a shorter word is near to too many others
_LONGEST = 24
_MAX_WRONG = 4  # words: a question with more of them is of another language, or about what the library does not hold
_LEAST_NAME = 5  # letters of a word with a capital


@dataclass(frozen=True, slots=True)
class Speller:
    """Corrects questions over one library."""

    library: Library

    def correct(self, question: str, language: Language) -> str:
        """`question` with its misspelt words replaced by the nearest ones; unchanged where none is near."""
        written = list(_WORD.finditer(question))
        wrong = [match for match in written if self._is_unknown(match[0], language)]
        text = question
        if not 0 < len(wrong) <= _MAX_WRONG:
            return text
        for match in reversed(wrong):
            named = match[0][0].isupper() and match is not written[0]
            right = self._nearest(fold_accents(match[0]), language, named)
            if right:
                text = text[: match.start()] + _with_case(right, match[0]) + text[match.end() :]
        return text

    def _is_unknown(self, written: str, language: Language) -> bool:
        word = fold_accents(written)
        if not word.isalpha() or not _LEAST <= len(word) <= _LONGEST:
            return False
        if word in STOP_WORDS[language] or word in vocabulary(language) or is_known(written, language):
            return False
        return not self.library.document_frequency(word)

    def _nearest(self, word: str, language: Language, named: bool) -> str:
        """The nearest word, of equals the most frequent one; "" if none is near enough."""
        most = _most_cost(word)
        if named and len(word) < _LEAST_NAME:
            return ""
        found: list[tuple[float, int, str]] = []
        if not named or language == "de":
            listed = near(word, STOP_WORDS[language] | vocabulary(language), most)
            found += [(cost, -self.library.document_frequency(other), other) for other, cost in listed.items()]
        if language == "en" and len(word) >= _LEAST_NAME:
            terms = {start: self.library.terms(start) for start in {word[:1], word[1:2]}}
            counts = {term: count for part in terms.values() for term, count in part.items()}
            root = stem(word)  # "nicked" is not two slips away from "neck": what is compared is the short "nick"
            for term, cost in near(root, counts, min(most, _most_cost(root))).items():
                found.append((cost, -counts[term], term))
        if not found:
            return ""
        best = min(found)[2]
        return best if best in vocabulary(language) or best in STOP_WORDS[language] else self._spelt_out(best)

    def _spelt_out(self, term: str) -> str:
        """The word as files spell it of which the index holds the stem `term`."""
        found = self.library.search_keywords(term, 1, Scope())
        chunks = self.library.chunks([chunk_id for chunk_id, _ in found])
        spelt = Counter(word for chunk in chunks.values() for word in words(chunk.text) if stem(word) == term)
        return spelt.most_common(1)[0][0] if spelt else term


def near(word: str, others: Iterable[str] | Mapping[str, int], most: float) -> dict[str, float]:
    """Those of `others` within the cost `most` of `word` that begin as it does, with their costs."""
    starts = (word[0], word[1::-1])  # its first letter, or its first two letters swapped
    letters = set(word)
    return {
        other: cost
        for other in others
        if other.startswith(starts)
        and abs(len(other) - len(word)) <= 2
        and len(letters.symmetric_difference(other)) <= 4
        and (cost := edit_cost(word, other, most)) <= most
    }


def _most_cost(word: str) -> float:
    """How far a word may be: one slip in a short word (no other letter in up to four), two in a longer one."""
    if len(word) <= 4:
        return 0.9
    return 1.0 if len(word) == 5 else 1.8 if len(word) <= 7 else 2.0


def _with_case(word: str, like: str) -> str:
    return word[:1].upper() + word[1:] if like[:1].isupper() else word
