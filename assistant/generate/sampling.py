"""The settings by which tokens are chosen. Invariant: at temperature 0 the same prompt gives the same answer."""

from __future__ import annotations

from dataclasses import dataclass

_SMALL_PARAMETERS = 1_000_000_000
_SMALL_MODEL_PENALTY = 1.1  # without it such models repeat themselves; a higher value would prevent quotes


@dataclass(frozen=True, slots=True)
class Sampling:
    """`repeat_penalty` divides the scores of the last `repeat_tokens` tokens; 1 changes nothing."""

    temperature: float = 0.0
    repeat_penalty: float = 1.0
    repeat_tokens: int = 64
    stop_strings: tuple[str, ...] = ("\nQuestion:", "\nExcerpts from the files:")


def default_sampling(parameters: int) -> Sampling:
    """Greedy; with a mild penalty on repetition for models below 1B `parameters` (0: unknown)."""
    return Sampling(repeat_penalty=_SMALL_MODEL_PENALTY if 0 < parameters < _SMALL_PARAMETERS else 1.0)
