"""Passages to prompt: numbered, labelled, within a budget, best first.

Invariant: the passages of a prompt together never exceed the budget (the first is cut to it rather than left out).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath

from assistant.domain.records.passages import Budget, NumberedPassage, Passage, Prompt, Turn
from assistant.text.clean import one_line
from assistant.text.pages import page_phrase

_MAX_LABEL = 160
_TURNS = 3  # older turns rarely matter to a question, and small models lose the thread


@dataclass(slots=True)
class PromptComposer:
    """The Composer port. `context_tokens` is the budget of all passages, counted by the generator's own tokenizer.

    It remembers the last prompt: a model reads the beginning that two prompts share only once.
    """

    system: str
    context_tokens: int
    max_answer_tokens: int
    count_tokens: Callable[[str], int]
    _last: Prompt | None = None

    def compose(
        self,
        question: str,
        passages: Sequence[NumberedPassage],
        history: Sequence[Turn],
        needed: Sequence[str] = (),
    ) -> Prompt:
        turns = tuple(replace(turn, answer=own_words(turn.answer)) for turn in tuple(history)[-_TURNS:])
        last = self._last
        if last is not None and _goes_on(last, turns) and _hold(last.passages, needed):
            chosen, budget = last.passages, last.budget
        else:
            chosen, budget = self._within_budget(passages)
        self._last = Prompt(
            system=self.system,
            question=question,
            passages=chosen,
            history=turns,
            max_answer_tokens=self.max_answer_tokens,
            budget=budget,
        )
        return self._last

    def _within_budget(self, passages: Sequence[NumberedPassage]) -> tuple[tuple[NumberedPassage, ...], Budget]:
        chosen: list[NumberedPassage] = []
        left, cut = self.context_tokens, False
        for given in passages:
            cost = self.count_tokens(given.label) + self.count_tokens(given.passage.text)
            if cost > left and not chosen:
                text = self._cut(given.passage.text, left - self.count_tokens(given.label))
                given, cut = replace(given, passage=replace(given.passage, text=text)), True
                cost = self.count_tokens(given.label) + self.count_tokens(text)
            elif cost > left:
                continue  # a shorter passage further down may still fit
            left -= cost
            chosen.append(given)
        held = tuple(given.passage.chunk.id for given in chosen)
        return tuple(chosen), Budget(self.context_tokens, self.context_tokens - left, held, cut)

    def _cut(self, text: str, tokens: int) -> str:
        """The longest beginning of `text`, in whole words, that costs at most `tokens`."""
        low, high = 0, len(text)
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if self.count_tokens(text[:middle]) <= tokens else (low, middle - 1)
        return text[:low].rsplit(" ", 1)[0] if low < len(text) else text


def _goes_on(last: Prompt, turns: Sequence[Turn]) -> bool:
    """Whether the conversation goes on from the last prompt, with all turns that it had."""
    before = [turn.question for turn in last.history]
    return bool(turns) and [turn.question for turn in turns] == [*before, last.question]


def _hold(passages: Sequence[NumberedPassage], needed: Sequence[str]) -> bool:
    """Whether the passages hold all texts that are needed, and there are any."""
    return bool(needed) and all(any(text in given.passage.text for given in passages) for text in needed)


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
