"""What detectors need from outside: the models, and the secret that an answer must not hold.

Invariant: nothing is loaded here. A detector that asks for a missing model gets a ModelMissing exception, never None.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from assistant.domain.errors import ModelMissing
from assistant.domain.ports.embed import Embedder
from assistant.guard.toxicity.port import ToxicityScorer


class ToxicitySettings(Protocol):
    """The settings of a policy for its toxicity model."""

    @property
    def model(self) -> str: ...

    @property
    def window_tokens(self) -> int: ...

    @property
    def stride(self) -> int:
        """The number of tokens that neighbouring windows share."""
        ...


@dataclass(frozen=True, slots=True)
class Secret:
    """Text that must not appear in an answer: the system prompt, and a random word planted in it."""

    system_prompt: str = ""
    canary: str = ""


def _no_toxicity(settings: ToxicitySettings) -> ToxicityScorer:
    raise ModelMissing(f"The toxicity model {settings.model!r} is not installed.", "Run: assistant models pull starter")


def _no_embedder() -> Embedder:
    raise ModelMissing("The embedding model is not installed.", "Run: assistant models pull starter")


@dataclass(frozen=True, slots=True)
class DetectorModels:
    """Functions that open a model; each raises ModelMissing if the model is not installed."""

    toxicity: Callable[[ToxicitySettings], ToxicityScorer] = _no_toxicity
    embedder: Callable[[], Embedder] = _no_embedder
    secret: Secret = Secret()

    def embedder_or_none(self) -> Embedder | None:
        """The embedder, or None; for a detector that works without it."""
        try:
            return self.embedder()
        except ModelMissing:
            return None
