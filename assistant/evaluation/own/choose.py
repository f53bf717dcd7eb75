"""Which questions are asked: spread over the files, by a seed that makes the choice the same again.

Invariant: a text that the guard keeps out gives no question, and nothing of it reaches a model.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.evaluation.matching.tokens import says, tokens
from assistant.evaluation.own.make import OwnQuestion, questions_of_page

_PAGES_A_FILE = 20  # looked at, so that a book takes no longer than a letter
_WORDS = (4, 30)  # of a question that a model wrote

PageText = Callable[[str, int], str]  # (path, page) -> its text
Admit = Callable[[str, str], str | None]  # (text, path) -> the text as the guard lets it pass; None: it stays out
Write = Callable[[str, str], str]  # (sentence, answer) -> a question that a model wrote


@dataclass(frozen=True, slots=True)
class PagedFile:
    """A file that was read, with the number of its pages."""

    path: str
    pages: int


def choose_questions(
    files: Sequence[PagedFile], count: int, seed: int, page_text: PageText, admit: Admit, write: Write | None = None
) -> list[OwnQuestion]:
    """At most `count` questions, one of each file before a second of any."""
    chance = random.Random(seed)
    shuffled = chance.sample(sorted(files, key=lambda file: file.path), len(files))
    sources = [_questions(file, chance, page_text, admit) for file in shuffled]
    chosen: list[OwnQuestion] = []
    while sources and len(chosen) < count:
        left = []
        for source in sources:
            question = next(source, None)
            if question is None:
                continue
            left.append(source)
            if len(chosen) < count:
                chosen.append(_in_a_models_words(question, write) if write else question)
        sources = left
    return chosen


def _questions(file: PagedFile, chance: random.Random, page_text: PageText, admit: Admit) -> Iterator[OwnQuestion]:
    numbers = chance.sample(range(1, file.pages + 1), min(file.pages, _PAGES_A_FILE))
    for number in numbers:
        text = admit(page_text(file.path, number), file.path)
        if text:
            yield from questions_of_page(text, file.path, number, chance)


def _in_a_models_words(question: OwnQuestion, write: Write) -> OwnQuestion:
    """The same question as a model asks it, where that is a question and does not give the answer away."""
    written = " ".join(write(question.sentence, question.expected).split()).strip("\"“”„'")
    fewest, most = _WORDS
    fits = written.endswith("?") and written.count("?") == 1 and fewest <= len(written.split()) <= most
    if not fits or says(tokens(written), tokens(question.expected)):
        return question
    return replace(question, question=written, style="model")
