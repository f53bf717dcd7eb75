"""Text that the language model writes in its own words, shown behind a line that says so.

Invariant: such a text is marked as not from the files; a number stands only behind a sentence that a passage supports.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from assistant.answer.talk import words
from assistant.answer.talk.figures import with_known_figures
from assistant.answer.turn import OpenTurn
from assistant.answer.write import show
from assistant.domain.events import AnswerEvent
from assistant.domain.ports.generate import Generator
from assistant.domain.records.passages import NumberedPassage, Prompt
from assistant.text.asked_language import Language


def write_own(
    turn: OpenTurn,
    writer: Generator,
    prompt: Prompt,
    passages: Sequence[NumberedPassage],
    language: Language,
    known: frozenset[str] | None = None,
) -> Iterator[AnswerEvent]:
    """Show what `writer` makes of `prompt`; sentences that `passages` support get their number.

    With `known` only these figures are shown (`known_figures`); others leave a blank to fill in.
    Raises GenerationFailed if the model never said a word.
    """
    turn.own_words = True
    turn.budget = prompt.budget
    pieces = writer.generate(prompt, turn.stop)
    checked = pieces if known is None else with_known_figures(pieces, known)
    yield from show(turn, _behind(f"{words.OWN_WORDS[language]}\n\n", checked), passages, marks=True)


def _behind(first: str, pieces: Iterable[str]) -> Iterator[str]:
    """`first` and the model's pieces; nothing where the model says nothing, so that its failure is not hidden."""
    begun = False
    for piece in pieces:
        if not begun:
            yield first
            begun = True
        yield piece
