"""A generator that says what it is told to: for tests of what comes around a generator."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.domain.errors import GenerationFailed
from assistant.domain.records.passages import Prompt
from assistant.domain.stop import StopSignal


class ScriptedGenerator:
    """Says `pieces`, one a step, and records the prompts. With `fails_after` it fails after so many pieces."""

    name = "scripted"
    writes_citations = False
    window_tokens = 256

    def __init__(self, pieces: Sequence[str], fails_after: int | None = None) -> None:
        self._pieces = tuple(pieces)
        self._fails_after = fails_after
        self.prompts: list[Prompt] = []
        self.closed = False

    def count_tokens(self, text: str) -> int:
        return len(text.split())

    def generate(self, prompt: Prompt, stop: StopSignal) -> Iterator[str]:
        if self.count_tokens(prompt.question) + prompt.max_answer_tokens > self.window_tokens:
            raise GenerationFailed("The question does not fit.", "Ask a shorter question.")
        self.prompts.append(prompt)
        for number, piece in enumerate(self._pieces):
            if stop.stopped:
                return
            if number == self._fails_after:
                raise GenerationFailed("The script says so.", "Ask again.")
            yield piece

    def close(self) -> None:
        self.closed = True
