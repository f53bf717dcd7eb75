"""Yes or no, where a question asks for it: what the language model reads, if the best quote says the same.

Invariant: a verdict needs both. Where they differ the quotes stand alone, and the person decides.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.answer.prose.polarity import Polarity, is_negative
from assistant.answer.prose.support import Carried
from assistant.answer.turn import OpenTurn
from assistant.domain.errors import AssistantError
from assistant.domain.records.passages import NumberedPassage, Prompt
from assistant.text.asked_language import Language, language_of

# Asked the question itself, the 1.5B model answered "yes" to 3 of 6 questions whose excerpts say no; asked what the
# excerpts say about it, to 1 of 6, and both ways "yes" to all 7 that are so (questions to tune on).
_ASKED = "What do the excerpts say about this? {question}"
_CHOICES = ("Yes", "No")
_TOKENS = 8
_WORDS: dict[Language, dict[Polarity, str]] = {
    "en": {"yes": "Yes.", "no": "No."},
    "de": {"yes": "Ja.", "no": "Nein."},
    "es": {"yes": "Sí.", "no": "No."},
    "fr": {"yes": "Oui.", "no": "Non."},
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """`says` with the sentence that is shown for it."""

    says: Polarity
    shown: Carried


def verdict(turn: OpenTurn, prompt: Prompt, excerpts: Sequence[NumberedPassage], best: str) -> Verdict | None:
    """Yes or no to the question of `turn`; None where the model fails, or the quote `best` points the other way."""
    number = next((each.number for each in excerpts if best in each.passage.text), 0)
    writer = turn.parts.writer
    if writer is None or not number:
        return None
    asked = _ASKED.format(question=turn.question)
    held = replace(prompt, question=asked, choices=_CHOICES, max_answer_tokens=_TOKENS)
    try:
        said = "".join(writer.generate(held, turn.stop)).strip()
    except AssistantError:
        return None
    says: Polarity = "no" if said == "No" else "yes"
    quoted: Polarity = "no" if is_negative(best) != is_negative(turn.question) else "yes"
    if said not in _CHOICES or says != quoted:
        return None
    return Verdict(says, Carried(_WORDS[language_of(turn.question)][says], number))
