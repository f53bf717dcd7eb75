"""Makes a follow-up question stand alone, without a language model: the previous question gives the missing terms.

Invariant: a question that stands alone comes back unchanged, and the conversation is never concatenated: old questions
drown the new question.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from assistant.answer.retrieve.fusion import QueryTerms
from assistant.answer.retrieve.parallel import in_place_of
from assistant.domain.records.passages import Turn
from assistant.text.folding import fold_accents
from assistant.text.words import content_terms

MAX_ADDED = 4  # terms: more of them drown the new question
_SHORT = 2  # content terms: a question with at most so many needs the previous question
_NOT_ABOUT_FILES = frozenset({"about", "talk"})
_REACH = 3  # a chain of follow-ups is resolved over at most so many turns

_OPENING = re.compile(
    r"^(?:and|or|but|so|then|also|what about|how about|what else|which ones?|why not|"
    r"und|oder|aber|also|was ist mit|wie ist es mit|y|o|pero|que hay de|que pasa con|entonces)\b"
)
_REFERENCE = re.compile(
    r"\b(?:it|its|they|them|their|theirs|he|him|his|she|her|hers|this|that|these|those|there|one|ones|same|former|latter|"
    r"es|er|ihn|ihm|ihnen|dessen|deren|davon|dafur|dort|damit|dazu|darin|diese[mnrs]?|dieselben?|"
    r"ello|eso|esa|ese|esos|esas|este|estos|estas|alli|ella|ellos|ellas|mismo|misma)\b"
)

Weigh = Callable[[str], QueryTerms]


def standalone(question: str, history: Sequence[Turn], weigh: Weigh) -> str:
    """`question`, followed by the rarest terms of the previous question if it needs them.

    One that asks the same of another thing is the previous question with that thing in it.
    """
    earlier = about_files(history)[-_REACH:]
    if not earlier or not needs_previous(question):
        return question
    previous = standalone(earlier[-1].question, earlier[:-1], weigh)
    if same := in_place_of(question, previous):
        return same
    added = _missing_terms(previous, question, weigh)
    return f"{question} {' '.join(added)}" if added else question


def about_files(history: Sequence[Turn]) -> Sequence[Turn]:
    """The turns about files: those of talk, and about the program, have no terms to search for."""
    return [turn for turn in history if turn.task not in _NOT_ABOUT_FILES]


def rewrites(question: str, history: Sequence[Turn], weigh: Weigh) -> tuple[str, ...]:
    """The texts to search for, likeliest first.

    A short question may be a new question ("Who is the plumber?"): it is also searched as it is, in case nothing
    answers it together with the previous question.
    """
    first = standalone(question, history, weigh)
    return (first,) if first == question or _refers_back(question) else (first, question)


def needs_previous(question: str) -> bool:
    """Whether the question needs the previous question: it opens like a follow-up, refers back, or is very short."""
    return _refers_back(question) or len(content_terms(question)) <= _SHORT


def _refers_back(question: str) -> bool:
    folded = fold_accents(question).strip(" \t\n¿¡\"'")
    if _OPENING.match(folded):
        return True
    reference = _REFERENCE.search(folded)
    return reference is not None and len(content_terms(folded[: reference.start()])) < _SHORT


def _missing_terms(previous: str, question: str, weigh: Weigh) -> list[str]:
    """The rarest terms of the previous question that `question` lacks, in their order."""
    present = {term.stem for term in content_terms(question)}
    query = weigh(previous)
    missing = [term for term in query.terms if term.stem not in present]
    rarest = sorted(missing, key=lambda term: -query.idf[term.stem] if term.stem in query.found else 0.0)[:MAX_ADDED]
    return [term.word for term in missing if term in rarest]
