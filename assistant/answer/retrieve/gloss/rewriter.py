"""What to search for besides the question as it is: the question spelt right, and its gloss in the files' languages.
Of a question that cannot be read, the words that the library holds.

Invariant: at most `MAX_REWRITES` texts, likeliest first, none twice; the first is the one that a well-spelt question
in the files' language needs.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence

from assistant.answer.reader.lexicon.groups import LANGUAGES
from assistant.answer.retrieve.followup import Weigh, rewrites
from assistant.answer.retrieve.gloss.gloss import gloss
from assistant.answer.retrieve.gloss.spelling import Speller
from assistant.answer.retrieve.gloss.unread import held_words
from assistant.domain.ports.store import Library
from assistant.domain.records.passages import Turn
from assistant.domain.scope import Scope
from assistant.text.asked_language import Language, language_of

# Each is a search of 0.3 to 1 s, and only a question that found too little pays for the next one: the question as it
# is, and a gloss in each other language.
MAX_REWRITES = 4
_MAX_GLOSSED_CHARS = 600  # a longer question is a pasted text
_SAMPLED = 3  # chunks
_HELD = 0.3  # of the weight of a gloss: with less in words of the library it has lost what the question is about
# Small words that stand in nearly every paragraph of one language and in none of the others.
_TELLING: dict[Language, str] = {
    "en": "the and of is with are this for",
    "de": "und der ist nicht auf für wir ein",
    "es": "los para una del pero muy con las",
    "fr": "les dans est pour nous avec une vous",
}


class Rewriter:
    """Rewrites questions over one library. The library's languages are looked up again when its size changes."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._speller = Speller(library)
        self._lock = threading.Lock()
        self._spoken: tuple[int, tuple[Language, ...]] | None = None

    def rewrites(self, question: str, history: Sequence[Turn], weigh: Weigh) -> tuple[str, ...]:
        """The texts to search for, likeliest first."""
        usual = rewrites(question, history, weigh)
        if len(question) > _MAX_GLOSSED_CHARS:
            return usual
        held = held_words(usual[0], self._library)
        if held:  # to put right or gloss what cannot be read would make words of it that it does not hold
            return tuple(dict.fromkeys((usual[0], held, *usual[1:])))[:MAX_REWRITES]
        language = language_of(question)
        spelt = self._speller.correct(usual[0], language)
        others = [other for other in self._languages() if other != language]
        glosses = [gloss(spelt, language, other, self._library.document_frequency) for other in others]
        glosses = [text for text in glosses if weigh(text).known_share >= _HELD]
        return tuple(dict.fromkeys(text for text in (usual[0], spelt, *usual[1:], *glosses) if text))[:MAX_REWRITES]

    def _languages(self) -> tuple[Language, ...]:
        """The languages that the library has texts in; English first."""
        chunks = self._library.count_chunks()
        with self._lock:
            if self._spoken is None or self._spoken[0] != chunks:
                self._spoken = (chunks, tuple(language for language in LANGUAGES if self._is_spoken(language)))
            return self._spoken[1]

    def _is_spoken(self, language: Language) -> bool:
        """Whether one of the chunks with the most small words of `language` is written in it."""
        found = self._library.search_keywords(_TELLING[language], _SAMPLED, Scope())
        chunks = self._library.chunks([chunk_id for chunk_id, _ in found])
        return any(language_of(chunk.text) == language for chunk in chunks.values())
