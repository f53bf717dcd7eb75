"""The keyword search's query for a question. Invariant: a plain string; quoted parts are phrases, all else words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.text.months import months_in, spellings
from assistant.text.words import content_terms, folded_apart
from assistant.text.written.figures import with_plain_figures

_QUOTED = re.compile(r"[\"“„«]([^\"“”„«»]{3,200})[\"”“»]")


def keyword_query(question: str, spelt: Sequence[str] = ()) -> str:
    """The question's content words, quoted parts as phrases, its months in the spellings that files use, and `spelt`:
    other spellings of what is exact in it."""
    terms = [term.typed for term in content_terms(with_plain_figures(question))]
    terms += folded_apart(question)
    phrases = [phrase for phrase in _QUOTED.findall(question) if " " in phrase.strip()]
    phrases += [spelling for month in sorted(months_in(question)) for spelling in spellings(month)]
    phrases += spelt
    return " ".join((*terms, *(f'"{phrase}"' for phrase in phrases)))
