"""Passages to prompt, prompt to text, text to citations."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

from assistant.domain.records.answers import Citation
from assistant.domain.records.passages import NumberedPassage, Prompt, Turn
from assistant.domain.stop import StopSignal


class Composer(Protocol):
    """Numbered passages, best first, to a prompt within a budget. What the last prompt of a conversation holds stands:
    a model that goes on from there reads only what is new."""

    def compose(
        self,
        question: str,
        passages: Sequence[NumberedPassage],
        history: Sequence[Turn],
        *,
        wish: str = "",
        admitted_by: object = None,
    ) -> Prompt:
        """A prompt that begins anew. `wish` stands behind the question and says how it is to be answered; with
        `admitted_by`, what let the passages in, a later turn may go on from the prompt."""
        ...

    def standing(self, history: Sequence[Turn], admitted_by: object) -> tuple[NumberedPassage, ...]:
        """The passages of the last prompt, if `history` goes on from it and the same admits today."""
        ...

    def go_on(
        self, question: str, passages: Sequence[NumberedPassage], history: Sequence[Turn], *, wish: str = ""
    ) -> Prompt | None:
        """The last prompt, its answer, and behind them `passages` and the question; None if `history` is not what it
        goes on to, or it would outgrow the budget or the window."""
        ...

    def forget(self) -> None:
        """Let nothing stand: the next prompt begins anew."""
        ...


class Generator(Protocol):
    """Prompt to text."""

    @property
    def name(self) -> str:
        """As the status line shows it, e.g. "extractive" or "smollm2-135m (llama.cpp)"."""
        ...

    @property
    def writes_citations(self) -> bool:
        """True where the pieces already carry right [n] markers (extractive); else citations are attached after."""
        ...

    def count_tokens(self, text: str) -> int: ...

    @property
    def window_tokens(self) -> int: ...

    def generate(self, prompt: Prompt, stop: StopSignal) -> Iterator[str]:
        """Pieces of the answer. Ends early once `stop` is set. Raises GenerationFailed."""
        ...

    def close(self) -> None: ...


class Citer(Protocol):
    """Citations attached and checked without the model."""

    def mark(self, sentence: str, passages: Sequence[NumberedPassage]) -> str:
        """A released piece of an answer with right [n] markers: wrong markers dropped, missing markers added."""
        ...

    def cite(
        self,
        answer: str,
        passages: Sequence[NumberedPassage],
        page_text: Callable[[str, int | None], str],
    ) -> tuple[str, tuple[Citation, ...]]:
        """The answer without markers that prove nothing, and its citations: each quote stands on the page it names."""
        ...
