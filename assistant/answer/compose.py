"""Passages to prompt: numbered, labelled, within a budget, best first; and a conversation that goes on in its prompt.

Invariant: the passages of a prompt together never exceed the budget (the first is cut to it rather than left out), and
a prompt that goes on begins with all of the last one: a model reads what two prompts share only once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import count
from pathlib import PurePath

from assistant.domain.records.passages import Budget, NumberedPassage, Passage, Prompt, Turn
from assistant.text.clean import one_line
from assistant.text.pages import page_phrase

_MAX_LABEL = 160
_QUOTE = re.compile(r"^(?:- )?\u201c([^\u201d]+)\u201d", re.MULTILINE)
_TURNS = 3  # earlier turns in a prompt that begins anew: older ones rarely matter to a question
_MOST_TURNS = 6  # ... in one that goes on: small models lose the thread of more


@dataclass(frozen=True, slots=True)
class _Told:
    """A turn as it was, and as the prompt shows it."""

    question: str
    answer: str
    turn: Turn


@dataclass(frozen=True, slots=True)
class _Last:
    """The last prompt, the turns in it, its question as the person asked it, and what admitted its passages."""

    prompt: Prompt
    told: tuple[_Told, ...]
    question: str
    admitted_by: object

    def follows(self, earlier: Sequence[Turn]) -> bool:
        """Whether the turns of the prompt are the end of `earlier`, or the other way round."""
        both = min(len(self.told), len(earlier))
        known = [(told.question, told.answer) for told in self.told[len(self.told) - both :]]
        given = [(turn.question, turn.answer) for turn in earlier[len(earlier) - both :]]
        return known == given and (both > 0 or len(self.told) == len(earlier))

    def answered(self, turn: Turn) -> _Told:
        """The last prompt's own turn, which was answered as in `turn`. Of an answer that is quotes alone the first is
        enough: the excerpts stand in front of it."""
        said = own_words(turn.answer)
        quote = _QUOTE.search(said) if said == turn.answer else None
        shown = replace(
            turn,
            question=self.prompt.question,
            answer=quote[1] if quote and self.prompt.passages else said,
            passages=self.prompt.passages,
        )
        return _Told(turn.question, turn.answer, shown)


@dataclass(slots=True)
class PromptComposer:
    """The Composer port. `context_tokens` is the budget of all passages, counted by the generator's own tokenizer;
    `fits` says whether a prompt and its answer fit the generator's window. It remembers the last prompt."""

    system: str
    context_tokens: int
    max_answer_tokens: int
    count_tokens: Callable[[str], int]
    fits: Callable[[Prompt], bool] = lambda _prompt: True
    _last: _Last | None = None

    def compose(
        self,
        question: str,
        passages: Sequence[NumberedPassage],
        history: Sequence[Turn],
        *,
        wish: str = "",
        admitted_by: object = None,
    ) -> Prompt:
        chosen, budget = self._within_budget(passages)
        told = tuple(map(_told, tuple(history)[-_TURNS:]))
        prompt = self._prompt(_with(question, wish), chosen, told, budget)
        self._last = _Last(prompt, told, question, admitted_by)
        return prompt

    def standing(self, history: Sequence[Turn], admitted_by: object) -> tuple[NumberedPassage, ...]:
        if self._last is None or self._last.admitted_by is not admitted_by:
            return ()
        return tuple(passage for told in self._told(history) for passage in told.turn.passages)

    def go_on(
        self, question: str, passages: Sequence[NumberedPassage], history: Sequence[Turn], *, wish: str = ""
    ) -> Prompt | None:
        told = self._told(history)
        if self._last is None or not told or len(told) > _MOST_TURNS:
            return None
        held = [passage for one in told for passage in one.turn.passages]
        new = _numbered_on(passages, held)
        used = sum(map(self._cost, (*held, *new)))
        chunks = tuple(dict.fromkeys(passage.passage.chunk.id for passage in (*held, *new)))
        prompt = self._prompt(_with(question, wish), new, told, Budget(self.context_tokens, used, chunks))
        if used > self.context_tokens or not self.fits(prompt):
            return None
        self._last = _Last(prompt, told, question, self._last.admitted_by)
        return prompt

    def forget(self) -> None:
        self._last = None

    def _prompt(
        self, question: str, passages: tuple[NumberedPassage, ...], told: tuple[_Told, ...], budget: Budget
    ) -> Prompt:
        return Prompt(
            system=self.system,
            question=question,
            passages=passages,
            history=tuple(one.turn for one in told),
            max_answer_tokens=self.max_answer_tokens,
            budget=budget,
        )

    def _told(self, history: Sequence[Turn]) -> tuple[_Told, ...]:
        """`history` as the last prompt shows it, and what came since; nothing if that was another conversation."""
        last = self._last
        if last is None:
            return ()
        for at in range(len(history) - 1, -1, -1):
            if history[at].question == last.question and last.follows(history[:at]):
                return (*last.told, last.answered(history[at]), *map(_told, history[at + 1 :]))
        for at in range(len(history), 0, -1):  # the last prompt's question got no answer that counts
            if last.told and last.follows(history[:at]):
                return (*last.told, *map(_told, history[at:]))
        return ()

    def _within_budget(self, passages: Sequence[NumberedPassage]) -> tuple[tuple[NumberedPassage, ...], Budget]:
        chosen: list[NumberedPassage] = []
        left, cut = self.context_tokens, False
        for given in passages:
            cost = self._cost(given)
            if cost > left and not chosen:
                text = self._cut(given.passage.text, left - self.count_tokens(given.label))
                given, cut = replace(given, passage=replace(given.passage, text=text)), True
                cost = self._cost(given)
            elif cost > left:
                continue  # a shorter passage further down may still fit
            left -= cost
            chosen.append(given)
        held = tuple(given.passage.chunk.id for given in chosen)
        return tuple(chosen), Budget(self.context_tokens, self.context_tokens - left, held, cut)

    def _cost(self, given: NumberedPassage) -> int:
        return self.count_tokens(given.label) + self.count_tokens(given.passage.text)

    def _cut(self, text: str, tokens: int) -> str:
        """The longest beginning of `text`, in whole words, that costs at most `tokens`."""
        low, high = 0, len(text)
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if self.count_tokens(text[:middle]) <= tokens else (low, middle - 1)
        return text[:low].rsplit(" ", 1)[0] if low < len(text) else text


def _numbered_on(passages: Sequence[NumberedPassage], held: Sequence[NumberedPassage]) -> tuple[NumberedPassage, ...]:
    """`passages` behind those that are `held`: more of one has its number, and no label, which stands there already."""
    numbers = {passage.label: passage.number for passage in reversed(held)}
    free = count(max((passage.number for passage in held), default=0) + 1)
    return tuple(
        replace(passage, number=numbers[passage.label], label="")
        if passage.label in numbers
        else replace(passage, number=next(free))
        for passage in passages
    )


def _told(turn: Turn) -> _Told:
    return _Told(turn.question, turn.answer, replace(turn, answer=own_words(turn.answer)))


def _with(question: str, wish: str) -> str:
    return f"{question} {wish}" if wish else question


def own_words(answer: str) -> str:
    """An earlier answer without its quotes, if something else stands there: the excerpts hold them already."""
    kept = [line for line in answer.splitlines() if line.strip() and not line.lstrip("- ").startswith("\u201c")]
    return "\n".join(kept) or answer


def numbered(passages: Sequence[Passage]) -> tuple[NumberedPassage, ...]:
    """The passages with their labels, numbered from 1 in their order."""
    return tuple(NumberedPassage(number, label_of(passage), passage) for number, passage in enumerate(passages, 1))


def label_of(passage: Passage) -> str:
    """File, page and section of a passage, in one line, for reader and model."""
    parts = [PurePath(passage.path).name]
    if page := page_phrase(passage.path, passage.page):
        parts.append(page)
    if passage.chunk.headings:
        parts.append(passage.chunk.headings[-1])
    return one_line(", ".join(parts), _MAX_LABEL)
