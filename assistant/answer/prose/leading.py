"""Which quote leads: the one that carries the written answer, where the best quote does not.

A language model reads six sentences together; the reader scores each alone, and now and then the best of them speaks of
another thing. Invariant: a quote leads only with a written sentence that it carries and the best quote does not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.answer.extractive import quoted
from assistant.answer.prose.support import Carried, carried, held_words, is_value
from assistant.answer.reader.sentences import FEATURES, Candidate
from assistant.domain.records.passages import NumberedPassage
from assistant.text.support import literal_support, read_claim

_KIND = FEATURES.index("kind")
_FIGURE_WORDS = 3  # a figure with its unit
_MARK = "\u201c"  # how the line of a quote begins


@dataclass(slots=True)
class Lead:
    """The line of the shown text that is to stand in front, None while none is."""

    line: int | None = None

    def give(
        self, to: Candidate | None, quotes: Sequence[Candidate], passages: Sequence[NumberedPassage]
    ) -> Iterator[str]:
        """Let the quote `to` lead; one that is not among the `quotes` is shown behind the text first."""
        if to is None:
            return
        self.line = _place(to, quotes)
        if self.line == -1:
            yield f"\n\n{quoted(to, passages)}"

    def arrange(self, text: str) -> str:
        """The whole text with its quote in front. The numbers stay: the person has seen them.

        A line that is no quote any more, because a rule hid it, stays where it is.
        """
        lines = text.split("\n")
        if self.line is None or self.line >= len(lines) or not lines[self.line].startswith(_MARK):
            return text
        first = lines.pop(self.line)
        return "\n".join((first, *lines)).rstrip("\n")


def leading(
    said: Carried,
    question: str,
    quotes: Sequence[Candidate],
    read: Sequence[Candidate],
    passages: Sequence[NumberedPassage],
) -> Candidate | None:
    """The sentence of `read` that carries the written sentence `said`; None where the best of `quotes` does as well, or
    where it lacks the kind of thing that is asked for and the best quote has it. What is more than a mere value has to
    take a word of the question up: small models also repeat a sentence that answers nothing."""
    if not quotes or not _takes_up(said, question) or _carries(quotes[0], said, question, passages):
        return None
    near = [one for one in read if passages[one.passage].number == said.number and one.text in said.source]
    held = [one for one in near if _carries(one, said, question, passages)]
    best = max(held, key=lambda one: (literal_support(said.text, one.text, 1), one.score), default=None)
    return best if best is not None and (best.features[_KIND] or not quotes[0].features[_KIND]) else None


def in_front(to: Candidate | None, quotes: Sequence[Candidate]) -> list[Candidate]:
    """The `quotes` with the one that holds `to` in front, for an answer of which nothing is shown yet."""
    if to is None:
        return list(quotes)
    place = _place(to, quotes)
    first = to if place == -1 else quotes[place]
    return [first, *(quote for at, quote in enumerate(quotes) if at != place)]


def _place(to: Candidate, quotes: Sequence[Candidate]) -> int:
    """Which of the quotes holds `to`; -1 if none does."""
    held = [one.passage == to.passage and one.start <= to.start and to.end <= one.end for one in quotes]
    return held.index(True) if any(held) else -1


def _takes_up(said: Carried, question: str) -> bool:
    """Whether it is a value ("Lucian Farkas", "31.62 ct/kWh"), or has a word of the question."""
    claim = read_claim(said.text)
    is_figure = bool(claim.numbers) and len(said.text.split()) <= _FIGURE_WORDS
    return is_figure or is_value(said.text) or bool(held_words(read_claim(question), claim))


def _carries(quote: Candidate, said: Carried, question: str, passages: Sequence[NumberedPassage]) -> bool:
    given = passages[quote.passage]
    alone = replace(given, passage=replace(given.passage, text=quote.text))
    return carried(said.text, question, [alone], [quote.text]) is not None
