"""The prompt of a question: it goes on behind what the language model has read of the conversation, or begins anew.

Invariant: what stands in a prompt that goes on is in the library, in the question's scope, and was admitted by the gate
of this turn without asking anybody: a consent is for one question.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answer.extractive import choose
from assistant.answer.prose.excerpts import excerpts
from assistant.answer.reader.sentences import Candidate
from assistant.answer.turn import OpenTurn
from assistant.domain.records.passages import NumberedPassage, Prompt

_WHOLE = 40  # letters from which a sentence is read alone; a row or an item of a list needs those beside it
_SHORT = 120  # letters of the two best sentences together: a longer second one costs more time than it is worth


def drop_stale(turn: OpenTurn) -> None:
    """Let nothing stand of the conversation if some of it may not be read for this turn."""
    parts = turn.parts
    if parts.writer is None or not turn.history:
        return
    standing = [each.passage for each in parts.composer.standing(turn.history, parts.gate)]
    chunks = parts.library.chunks({passage.chunk.id for passage in standing})
    kept = all(
        (chunk := chunks.get(passage.chunk.id)) is not None and chunk.text == passage.chunk.text for passage in standing
    )
    paths = {passage.path for passage in standing}
    if not standing or not kept or parts.library.within(paths, turn.scope) != paths:
        parts.composer.forget()


def prompt_for(
    turn: OpenTurn,
    read: Sequence[Candidate],
    passages: Sequence[NumberedPassage],
    chosen: Sequence[NumberedPassage],
    wish: str,
) -> Prompt:
    """The prompt for `turn`: with the best sentences that do not stand yet, else with all `chosen` excerpts."""
    composer, gate = turn.parts.composer, turn.parts.gate
    asked = any(verdict.stage == "retrieval" and verdict.action == "ask" for verdict in turn.verdicts)
    standing = composer.standing(turn.history, gate)
    if standing and not asked:
        new = excerpts(missing(choose(read), standing), passages, _WHOLE)
        prompt = composer.go_on(turn.question, new, turn.history, wish=wish)
        if prompt is not None:
            return prompt
    return composer.compose(turn.question, chosen, turn.history, wish=wish, admitted_by=None if asked else gate)


def missing(quoted: Sequence[Candidate], standing: Sequence[NumberedPassage]) -> list[Candidate]:
    """Of the best two sentences of `quoted` those that do not stand yet; the second only where that is not much."""
    new = [one for one in quoted[:2] if not any(one.text in held.passage.text for held in standing)]
    return new if sum(len(one.text) for one in new) <= _SHORT else new[:1]
