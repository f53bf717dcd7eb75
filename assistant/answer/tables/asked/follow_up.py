"""A follow-up over tables ("and in April?", "what about the car?") takes what it does not say from the question before.

Invariant: what the follow-up says replaces what was said of the same; of an older turn only its question is used.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.answer.tables.asked.question import Asked, read_question
from assistant.domain.records.passages import Turn

_MOST_WORDS = 7
_BEGINS = re.compile(
    r"(?:and|but|or|what about|how about|und|aber|was ist mit|wie ist es mit|y|pero|que hay de|et|mais|qu en est il)\b"
)
_PLACES = 1_000  # further than any place of a word: words of two questions never stand beside each other


def is_fragment(asked: Asked) -> bool:
    """Whether a question looks like the rest of another one."""
    return bool(_BEGINS.match(asked.text.lstrip("\u00bf "))) and len(asked.text.split()) <= _MOST_WORDS


def continued(asked: Asked, history: Sequence[Turn]) -> Asked | None:
    """`asked` with what it lacks from the questions before it; None where they were none over tables."""
    before = [turn for turn in history if turn.question]
    if not before or before[-1].task != "table":
        return None
    older = read_question(before[-1].question)
    if is_fragment(older):
        earlier = continued(older, before[:-1])
        if earlier is None:
            return None
        older = earlier
    new_signs = asked.signs - {"list"}
    tokens = [replace(token, place=token.place + _PLACES, is_older=True) for token in older.tokens]
    return replace(
        older,
        text=asked.text,
        signs=new_signs or older.signs,
        limits=asked.limits or older.limits,
        numbered=asked.numbered or older.numbered,
        mentions=asked.mentions or older.mentions,
        comparisons=asked.comparisons or older.comparisons,
        per=asked.per or older.per,
        per_word=asked.per_word or older.per_word,
        tokens=[*asked.tokens, *tokens],
        understood=asked.understood and older.understood,
    )
