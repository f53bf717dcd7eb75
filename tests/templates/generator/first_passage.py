"""`answers.generator = "first_passage"`: the best passage as it is, without a model."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.domain.ports.generate import Generator
from assistant.domain.records.passages import Prompt
from assistant.domain.stop import StopSignal
from assistant.generate.choose import Opening


class FirstPassage:
    """The Generator port. The citer puts the marker behind what it says."""

    name = "first_passage"
    writes_citations = False
    window_tokens = 100_000

    def count_tokens(self, text: str) -> int:
        return len(text.split())

    def generate(self, prompt: Prompt, stop: StopSignal) -> Iterator[str]:
        yield prompt.passages[0].passage.text

    def close(self) -> None:
        """Nothing is held."""


def open_generator(opening: Opening) -> Generator:
    return FirstPassage()
