"""Questions about one document that they name, which ask for no list: "Which supplier sent invoice 417?".

Invariant: a pure function of words.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answer.documents import frame_words as frame
from assistant.text.asked_language import Language
from assistant.text.languages import word_set
from assistant.text.written.ids import ids_in

_THE = word_set("the der die das den dem el la le l")
_NUMBER_WORDS = 3  # behind the word for the document: "invoice number 417"


def names_one(lead: Sequence[str], head: Sequence[str], language: Language) -> bool:
    """Whether one document is meant: by its number behind the word for it, or by "the" behind another noun.

    `lead` are the folded words in front of the word for the document, `head` that word and what follows, as written.
    """
    if ids_in(" ".join(("the", *head[: 1 + _NUMBER_WORDS]))) and any(_has_digit(word) for word in head[1:3]):
        return True
    nouns = [at for at, word in enumerate(lead) if word not in frame.LITTLE[language] and word not in frame.OPENERS]
    return bool(nouns) and any(word in _THE for word in lead[nouns[0] + 1 :])


def _has_digit(word: str) -> bool:
    return any(letter.isdigit() for letter in word)
