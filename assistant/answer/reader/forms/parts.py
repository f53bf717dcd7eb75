"""Questions that ask for two things: "Who operated, and who assisted?"

Invariant: each part opens with a question word of its own, or is the head of the question; pure functions of text.
"""

from __future__ import annotations

import re

from assistant.text.words import content_terms
from assistant.text.written.dates import flat

_ASKING = (
    r"(?:who|whom|whose|what|when|where|which|how|why|wer|wem|wen|wessen|was|wann|wo|wohin|woher|welche[rsnm]?|wie|"
    r"wieviele?|warum|quien|quienes|que|cuando|donde|cual|cuales|cuant[oa]s?|como|qui|quand|ou|quel|quelle|quels|"
    r"quelles|combien|comment)"
)
_BEFORE = (  # "and by when", "und bis wann"
    r"(?:(?:at|by|until|till|since|from|for|to|in|on|with|of|under|um|ab|bis|seit|mit|fur|an|zu|von|in|auf|unter|a|de|"
    r"desde|hasta|con|para|por|en|depuis|jusqu'a|pour|avec|chez)\s+)?"
)
_AND = re.compile(rf"[\s,;]+(?:and|und|y|e|et)\s+(?={_BEFORE}{_ASKING}\b)")
_ASKS = re.compile(rf"\b{_ASKING}\b")


def parts_of(question: str) -> tuple[str, ...]:
    """The parts, in their order; none for a question that asks for one thing."""
    level = flat(question)
    found = next((match for match in _AND.finditer(level) if _is_question(level[: match.start()])), None)
    if found is None:
        return ()
    return question[: found.start()].strip(), question[found.end() :].strip()


def _is_question(head: str) -> bool:
    """Whether what stands before the "and" asks for something itself: "the fee and what it covers" does not."""
    asks = _ASKS.search(head)
    return asks is not None and bool(content_terms(head[asks.end() :]))
