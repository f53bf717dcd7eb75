"""What every toxicity model offers, whatever runs it. Invariant: importing this loads no model library."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol


class ToxicityScorer(Protocol):
    """A Detoxify-style model."""

    @property
    def identity(self) -> str:
        """Name and the beginning of the weights' SHA-256."""
        ...

    def score(self, texts: Sequence[str]) -> Sequence[Mapping[str, float]]:
        """For each text, Detoxify's label -> 0..1. A text longer than the model's window is scored in overlapping
        windows, never cut, and each label's maximum counts."""
        ...
