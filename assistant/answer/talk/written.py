"""Text that the language model writes in its own words, shown behind a line that says so.

Invariant: such a text is marked as not from the files; a number stands only behind a sentence that a passage supports.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.answer.talk import words
from assistant.answer.turn import OpenTurn
from assistant.answer.write import show
from assistant.domain.events import AnswerEvent
from assistant.domain.ports.generate import Generator
from assistant.domain.records.passages import NumberedPassage, Prompt
from assistant.text.asked_language import Language


def write_own(
    turn: OpenTurn, writer: Generator, prompt: Prompt, passages: Sequence[NumberedPassage], language: Language
) -> Iterator[AnswerEvent]:
    """Show what `writer` makes of `prompt`; sentences that `passages` support get their number.

    Raises GenerationFailed if the model never said a word.
    """
    turn.own_words = True
    turn.budget = prompt.budget
    yield from show(turn, _behind(f"{words.OWN_WORDS[language]}\n\n", writer, prompt, turn), passages, marks=True)


def _behind(first: str, writer: Generator, prompt: Prompt, turn: OpenTurn) -> Iterator[str]:
    """`first` and the model's pieces; nothing where the model says nothing, so that its failure is not hidden."""
    begun = False
    for piece in writer.generate(prompt, turn.stop):
        if not begun:
            yield first
            begun = True
        yield piece
