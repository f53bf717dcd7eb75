"""A no, where a question asks for yes or no: what the language model reads, if the best quote denies as well.

Invariant: it needs both, and a yes is never led with. Where they differ the quotes stand alone, and the person decides.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.answer.prose.support import Carried
from assistant.answer.turn import OpenTurn
from assistant.domain.errors import AssistantError
from assistant.domain.records.passages import NumberedPassage, Prompt
from assistant.text.asked_language import Language, language_of
from assistant.text.written.negation import is_negative

# Asked the question itself, the 1.5B model answered "yes" to 3 of 6 questions whose excerpts say no; asked what the
# excerpts say about it, to 1 of 6 (questions to tune on). A yes of model and quote together was too often wrong to lead
# with: 5 of 19 verdicts were.
_ASKED = "What do the excerpts say about this? {question}"
_CHOICES = ("Yes", "No")
_TOKENS = 8
_WORDS: dict[Language, str] = {"en": "No.", "de": "Nein.", "es": "No.", "fr": "Non."}


def denial(turn: OpenTurn, prompt: Prompt, excerpts: Sequence[NumberedPassage], best: str) -> Carried | None:
    """A no to the question of `turn`; None where the model says yes or fails, or the quote `best` does not deny."""
    number = next((each.number for each in excerpts if best in each.passage.text), 0)
    writer = turn.parts.writer
    if writer is None or not number or is_negative(best) == is_negative(turn.question):
        return None
    asked = _ASKED.format(question=turn.question)
    held = replace(prompt, question=asked, choices=_CHOICES, max_answer_tokens=_TOKENS, aside=True)
    try:
        said = "".join(writer.generate(held, turn.stop)).strip()
    except AssistantError:
        return None
    return Carried(_WORDS[language_of(turn.question)], number) if said == "No" else None
