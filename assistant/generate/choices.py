"""An answer that is one of a few given texts, for steps that a program reads.

Invariant: what a generator says under `choices` is one of them, or an error; no model is trusted to keep to a form.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

from assistant.domain.errors import GenerationFailed

Tokenize = Callable[[str], tuple[int, ...]]


def grammar(choices: Sequence[str]) -> str:
    """GBNF of exactly these texts, see https://github.com/ggml-org/llama.cpp/blob/master/grammars/README.md"""
    return "root ::= " + " | ".join(json.dumps(choice, ensure_ascii=False) for choice in choices)


class TokenPaths:
    """Which token may come next so that the answer becomes one of the choices and then ends with `end`."""

    def __init__(self, choices: Sequence[str], tokenize: Tokenize, end: Sequence[int]) -> None:
        self._paths = [tokenize(choice) for choice in choices]
        self._end = list(end)

    def after(self, said: Sequence[int]) -> list[int]:
        """The allowed next tokens; the end where a choice is complete or nothing leads on."""
        begun = [path for path in self._paths if list(path[: len(said)]) == list(said)]
        following = {path[len(said)] for path in begun if len(path) > len(said)}
        complete = any(len(path) == len(said) for path in begun)
        return [*sorted(following), *(self._end if complete or not following else [])]


def require_choice(said: str, choices: Sequence[str]) -> None:
    """Raises GenerationFailed unless `said` is one of `choices`, or there are none to keep to."""
    if choices and said not in choices:
        raise GenerationFailed("The language model did not keep to the choices.", "Choose another model or server.")
