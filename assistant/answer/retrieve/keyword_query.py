"""The keyword search's query for a question. Invariant: a plain string; quoted parts are phrases, all else words."""

from __future__ import annotations

import re

from assistant.text.months import months_in, spellings
from assistant.text.words import content_terms

_QUOTED = re.compile(r"[\"“„«]([^\"“”„«»]{3,200})[\"”“»]")


def keyword_query(question: str) -> str:
    """The question's content words, quoted parts as phrases, and its months in the spellings that files use."""
    terms = [term.word for term in content_terms(question)]
    phrases = [phrase for phrase in _QUOTED.findall(question) if " " in phrase.strip()]
    phrases += [spelling for month in sorted(months_in(question)) for spelling in spellings(month)]
    return " ".join((*terms, *(f'"{phrase}"' for phrase in phrases)))
