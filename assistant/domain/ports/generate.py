"""Passages to prompt, prompt to text, text to citations."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

from assistant.domain.records.answers import Citation
from assistant.domain.records.passages import NumberedPassage, Prompt, Turn
from assistant.domain.stop import StopSignal


class Composer(Protocol):
    """Numbered passages, best first, to a prompt within a budget."""

    def compose(
        self,
        question: str,
        passages: Sequence[NumberedPassage],
        history: Sequence[Turn],
        needed: Sequence[str] = (),
    ) -> Prompt:
        """The prompt. Where the last prompt of the conversation holds the `needed` texts, it is gone on with."""
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
