"""Restricts an answer to a few given texts (`choices`), for steps whose answer a program reads.

Invariant: under `choices` a generator returns exactly one of these texts or raises an error, whatever the model does.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

from assistant.domain.errors import GenerationFailed

Tokenize = Callable[[str], tuple[int, ...]]


def grammar(choices: Sequence[str]) -> str:
    """A GBNF grammar of exactly these texts, see https://github.com/ggml-org/llama.cpp/blob/master/grammars/README.md"""
    return "root ::= " + " | ".join(json.dumps(choice, ensure_ascii=False) for choice in choices)


class TokenPaths:
    """The tokens that may come next, so that the answer becomes one of the choices, followed by a token of `end`."""

    def __init__(self, choices: Sequence[str], tokenize: Tokenize, end: Sequence[int]) -> None:
        self._paths = [tokenize(choice) for choice in choices]
        self._end = list(end)

    def after(self, written: Sequence[int]) -> list[int]:
        """The tokens allowed after `written`, with those of `end` if a choice is complete or no choice begins so."""
        begun = [path for path in self._paths if list(path[: len(written)]) == list(written)]
        following = {path[len(written)] for path in begun if len(path) > len(written)}
        complete = any(len(path) == len(written) for path in begun)
        return [*sorted(following), *(self._end if complete or not following else [])]


def require_choice(answer: str, choices: Sequence[str]) -> None:
    """Raises GenerationFailed if there are `choices` and `answer` is not among them."""
    if choices and answer not in choices:
        raise GenerationFailed("The language model did not keep to the choices.", "Choose another model or server.")
