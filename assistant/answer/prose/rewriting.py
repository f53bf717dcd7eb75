"""A follow-up question rewritten by the language model, so that it can be searched for.

Invariant: a rewrite is one question of limited length; where the model fails there is none.
"""

from __future__ import annotations

from assistant.answer.turn import OpenTurn
from assistant.domain.errors import AssistantError
from assistant.domain.records.passages import Prompt
from assistant.text.clean import one_line

# Rules of its own, beside the conversation: behind the excerpts the 1.5B model repeats the question, or answers it. Of
# eight follow-ups it made seven stand alone with these rules, and four or fewer behind the conversation.
_SYSTEM = (
    "You rewrite the last question of a conversation so that it can be understood alone. "
    "Write only the rewritten question, in the same language, with the names and things that it refers to."
)
_TURNS = 2
_ANSWER_CHARS = 300  # of an earlier answer: its beginning names the things
_MOST_TOKENS = 48
_MOST_CHARS = 300


def ask_for_rewrite(turn: OpenTurn) -> str:
    """The question of `turn` made to stand alone, "" if the model fails or repeats the question."""
    writer = turn.parts.writer
    if writer is None:
        return ""
    lines = []
    for earlier in turn.history[-_TURNS:]:
        lines += [f"Asked: {earlier.question}", f"Answered: {one_line(earlier.answer, _ANSWER_CHARS)}"]
    question = "\n".join([*lines, f"Last question: {turn.question}", "Rewritten question:"])
    prompt = Prompt(_SYSTEM, question, (), max_answer_tokens=_MOST_TOKENS, apart=True)
    try:
        said = "".join(writer.generate(prompt, turn.stop))
    except AssistantError:
        return ""
    rewrite = one_line(said, _MOST_CHARS)
    return "" if rewrite.casefold() == turn.question.casefold() else rewrite
