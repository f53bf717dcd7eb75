"""What detectors ask for from outside: the models, and the secret that an answer must not hold.

Invariant: nothing is loaded here. A model that is missing is an exception (ModelMissing) at the moment a detector asks
for it, never a silent None.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from assistant.domain.errors import ModelMissing
from assistant.domain.ports.embed import Embedder
from assistant.guard.toxicity.port import ToxicityScorer


class ToxicitySettings(Protocol):
    """What a policy says about the toxicity model that it wants."""

    @property
    def model(self) -> str: ...

    @property
    def window_tokens(self) -> int: ...

    @property
    def stride(self) -> int:
        """Tokens that neighbouring windows share."""
        ...


@dataclass(frozen=True, slots=True)
class Secret:
    """What must not come back in an answer: the system prompt, and a random word planted in it."""

    system_prompt: str = ""
    canary: str = ""


def _no_toxicity(settings: ToxicitySettings) -> ToxicityScorer:
    raise ModelMissing(f"The toxicity model {settings.model!r} is not installed.", "Run: assistant models pull starter")


def _no_embedder() -> Embedder:
    raise ModelMissing("The embedding model is not installed.", "Run: assistant models pull starter")


@dataclass(frozen=True, slots=True)
class DetectorModels:
    """Functions that open a model; each raises ModelMissing where there is none."""

    toxicity: Callable[[ToxicitySettings], ToxicityScorer] = _no_toxicity
    embedder: Callable[[], Embedder] = _no_embedder
    secret: Secret = Secret()

    def embedder_or_none(self) -> Embedder | None:
        """For a detector that works without an embedder, and better with it."""
        try:
            return self.embedder()
        except ModelMissing:
            return None
