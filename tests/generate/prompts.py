"""Prompts for the tests of generators: short, because every token of them is read by a real model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.domain.records.documents import Chunk
from assistant.domain.records.passages import NumberedPassage, Passage, Prompt, Turn


def numbered(number: int, text: str, label: str = "lease.pdf, page 3", rank: int = 0) -> NumberedPassage:
    """A passage as a prompt shows it; its rank is its number unless given."""
    chunk = Chunk(
        id=number, path="/archive/lease.pdf", page=3, start=0, end=len(text), headings=(), header="", text=text
    )
    return NumberedPassage(number, label, Passage(chunk, text, score=1 / number, rank=rank or number))


def prompt(
    question: str,
    *passages: str,
    system: str = "Be brief.",
    history: Sequence[tuple[str, str]] = (),
    max_answer_tokens: int = 12,
) -> Prompt:
    """A prompt over `passages`, best first."""
    return Prompt(
        system=system,
        question=question,
        passages=tuple(numbered(number, text) for number, text in enumerate(passages, start=1)),
        history=tuple(Turn(asked, answered) for asked, answered in history),
        max_answer_tokens=max_answer_tokens,
    )


def after(first: Prompt, answer: str, question: str, *passages: str) -> Prompt:
    """The prompt that goes on behind `first` and its answer, with `passages` that were found for the next question."""
    turn = Turn(first.question, answer, passages=first.passages)
    new = tuple(numbered(number, text) for number, text in enumerate(passages, start=len(first.passages) + 1))
    return replace(first, history=(*first.history, turn), question=question, passages=new)


COUNTING = prompt("Count: one, two, three,")
