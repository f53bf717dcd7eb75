"""A follow-up question rewritten by the language model, so that it can be searched for.

Invariant: a rewrite is one question of limited length; where the model fails there is none.
"""

from __future__ import annotations

from dataclasses import replace

from assistant.answer.compose import own_words
from assistant.answer.turn import OpenTurn
from assistant.domain.errors import AssistantError
from assistant.text.clean import one_line

# Asked behind what the model has read of the conversation, because under rules of its own it would read all of that
# again for the answer. The last turns are told once more and the answer is begun: without them the 1.5B model repeats
# the question, or answers it.
_ASKED = (
    "Last question: {question}\nDo not answer. Write the last question so that it can be understood alone, in the same "
    "language, with the names and things that it refers to.\nRewritten question:"
)
_TURNS = 2
_ANSWER_CHARS = 200  # of an earlier answer: its beginning names the things
_MOST_TOKENS = 48
_MOST_CHARS = 300


def ask_for_rewrite(turn: OpenTurn) -> str:
    """The question of `turn` made to stand alone, "" if the model fails or repeats the question."""
    parts = turn.parts
    if parts.writer is None:
        return ""
    lines = []
    for earlier in turn.history[-_TURNS:]:
        lines += [f"Asked: {earlier.question}", f"Answered: {one_line(own_words(earlier.answer), _ANSWER_CHARS)}"]
    asked = "\n".join([*lines, _ASKED.format(question=turn.question)])
    prompt = replace(parts.composer.aside(asked, turn.history), max_answer_tokens=_MOST_TOKENS)
    try:
        said = "".join(parts.writer.generate(prompt, turn.stop))
    except AssistantError:
        return ""
    rewrite = one_line(said, _MOST_CHARS)
    return "" if rewrite.casefold() == turn.question.casefold() else rewrite
