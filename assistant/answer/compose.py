"""Passages to prompt: numbered, labelled, within a budget, best first.

Invariant: numbers count from 1 in the order of rank, and the passages together never exceed the budget (the best one
is cut to it rather than left out).
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


@dataclass(frozen=True, slots=True)
class PromptComposer:
    """The Composer port. `context_tokens` is the budget of all passages, counted by the generator's own tokenizer."""

    system: str
    context_tokens: int
    max_answer_tokens: int
    count_tokens: Callable[[str], int]

    def compose(self, question: str, passages: Sequence[Passage], history: Sequence[Turn]) -> Prompt:
        chosen, budget = self._within_budget(passages)
        return Prompt(
            system=self.system,
            question=question,
            passages=chosen,
            history=tuple(history)[-_TURNS:],
            max_answer_tokens=self.max_answer_tokens,
            budget=budget,
        )

    def _within_budget(self, passages: Sequence[Passage]) -> tuple[tuple[NumberedPassage, ...], Budget]:
        chosen: list[NumberedPassage] = []
        left, cut = self.context_tokens, False
        for passage in sorted(passages, key=lambda found: found.rank):
            label = label_of(passage)
            cost = self.count_tokens(label) + self.count_tokens(passage.text)
            if cost > left and not chosen:
                passage, cut = replace(passage, text=self._cut(passage.text, left - self.count_tokens(label))), True
                cost = self.count_tokens(label) + self.count_tokens(passage.text)
            elif cost > left:
                continue  # a shorter one further down may still fit
            left -= cost
            chosen.append(NumberedPassage(len(chosen) + 1, label, passage))
        given = tuple(numbered.passage.chunk.id for numbered in chosen)
        return tuple(chosen), Budget(self.context_tokens, self.context_tokens - left, given, cut)

    def _cut(self, text: str, tokens: int) -> str:
        """The longest beginning of `text`, in whole words, that costs at most `tokens`."""
        low, high = 0, len(text)
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if self.count_tokens(text[:middle]) <= tokens else (low, middle - 1)
        return text[:low].rsplit(" ", 1)[0] if low < len(text) else text


def label_of(passage: Passage) -> str:
    """File, page and section of a passage, in one line, for reader and model."""
    parts = [PurePath(passage.path).name]
    if page := page_phrase(passage.path, passage.page):
        parts.append(page)
    if passage.chunk.headings:
        parts.append(passage.chunk.headings[-1])
    return one_line(", ".join(parts), _MAX_LABEL)
