"""Questions in a language that the program cannot read: what is left are the words of them that the library holds.

"Kde bydlí Božena Malá?" names a person, and a library that knows her has one record to show. Chinese and Japanese write
without spaces, and a file may hold the name as a word of its own, so that the longest pieces are looked for.
Invariant: a question in a language of the lexicon is left alone, and so is one that names nothing in the library.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.answer.retrieve.gloss.entries import vocabulary
from assistant.answer.retrieve.gloss.gloss import STOP_WORDS
from assistant.domain.ports.store import Library
from assistant.text.folding import fold_accents

_WORD = re.compile(r"[^\W_]+")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff]")
# Thai, kana, Chinese characters; and Korean, which writes its particles behind the word.
_UNSPACED = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]")
_MOST_READ = 1 / 3  # of the words that are no names; more of them are of a language that is read
_LEAST_PIECE, _LONGEST_PIECE = 2, 8  # letters of a piece of a script without spaces
_LONGEST_RUN = 40
_LEAST_START, _LONGEST_ENDING = 4, 3  # letters: "Novákové" is a form of "Novák"


def held_words(question: str, library: Library) -> str:
    """The words of an unread question that the library holds, as it spells them; "" where it is read or names none."""
    written = _WORD.findall(question)
    latin = [word for word in written if _LATIN.match(word)]
    if len(latin) * 2 < len(written):
        parts = (_pieces(word, library) if _UNSPACED.match(word) else (_held(word, True, library),) for word in written)
        return " ".join(piece for part in parts for piece in part if piece)
    return _of_names(written, library) if _is_unread(latin) else ""


def _is_unread(written: list[str]) -> bool:
    plain = [word for place, word in enumerate(written) if not place or not word[0].isupper()]
    folded = [fold_accents(word) for word in plain]
    most = max(sum(word in STOP_WORDS[one] or word in vocabulary(one) for word in folded) for one in STOP_WORDS)
    return most <= 1 and most <= _MOST_READ * len(folded)


def _of_names(written: list[str], library: Library) -> str:
    """The known words; nothing where none of them is a name or has a digit."""
    found: list[str] = []
    named = False
    for place, word in enumerate(written):
        is_name = word[0].isupper() and place > 0
        known = _held(word, is_name, library)
        if known:
            found.append(known)
            named = named or is_name or any(letter.isdigit() for letter in word)
    return " ".join(found) if named else ""


def _held(word: str, is_name: bool, library: Library) -> str:
    """The word where the library holds it, a name also by a form of it, with its capital; else ""."""
    if is_name and word[0].isupper():
        known = _known(fold_accents(word), library)
        return word if known == fold_accents(word) else known.capitalize()
    return word if library.document_frequency(word) else ""


def _known(word: str, library: Library) -> str:
    """The word, or the one of the library that it is a form of, by its start."""
    if library.document_frequency(word):
        return word
    start = word[: max(_LEAST_START, len(word) - _LONGEST_ENDING)]
    if len(start) < _LEAST_START:
        return ""
    near = {term: count for term, count in library.terms(start).items() if len(term) <= len(word) + _LONGEST_ENDING}
    return min(near, key=lambda term: (abs(len(term) - len(word)), -near[term]), default="")


def _pieces(run: str, library: Library) -> Iterator[str]:
    """The longest known pieces of a run of letters, from its start; a figure counts as it is."""
    if library.document_frequency(run):
        yield run
        return
    at = 0
    while at < len(run[:_LONGEST_RUN]):
        ends = range(min(len(run), at + _LONGEST_PIECE), at + _LEAST_PIECE - 1, -1)
        end = next((end for end in ends if library.document_frequency(run[at:end])), 0)
        if end:
            yield run[at:end]
        at = end or at + 1
