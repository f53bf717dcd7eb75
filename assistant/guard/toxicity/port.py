"""The interface of every toxicity model. Invariant: importing this module loads no model library."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol


class ToxicityScorer(Protocol):
    """A Detoxify-style model."""

    @property
    def identity(self) -> str:
        """The model's name and the first digits of the SHA-256 of its weights."""
        ...

    def score(self, texts: Sequence[str]) -> Sequence[Mapping[str, float]]:
        """For each text, its score (0..1) by Detoxify's label. A text longer than the model's window is scored in
        overlapping windows, never cut, and each label's maximum counts."""
        ...
