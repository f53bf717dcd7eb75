"""A follow-up question rewritten by the language model, so that it can be searched for.

Invariant: a rewrite is one question of limited length; where the model fails there is none.
"""

from __future__ import annotations

from dataclasses import replace

from assistant.answer.turn import OpenTurn
from assistant.domain.errors import AssistantError
from assistant.text.clean import one_line

# Asked within the conversation, behind what the model has read of it already: under rules of its own the rewriting
# would make the model read the conversation twice, and the excerpts once more behind it.
_ASKED = (
    "Do not answer now. Rewrite this question so that it can be understood alone, in the same language, with the names "
    "and things that it refers to: {question}\nWrite only the rewritten question."
)
_MOST_TOKENS = 48
_MOST_CHARS = 300


def ask_for_rewrite(turn: OpenTurn) -> str:
    """The question of `turn` made to stand alone, "" if the model fails or repeats the question."""
    parts = turn.parts
    if parts.writer is None:
        return ""
    prompt = parts.composer.aside(_ASKED.format(question=turn.question), turn.history)
    try:
        said = "".join(parts.writer.generate(replace(prompt, max_answer_tokens=_MOST_TOKENS), turn.stop))
    except AssistantError:
        return ""
    rewrite = one_line(said, _MOST_CHARS)
    return "" if rewrite.casefold() == turn.question.casefold() else rewrite
