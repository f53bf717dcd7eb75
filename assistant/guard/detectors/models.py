"""What model-backed detectors need from outside: injected by the wiring, never loaded here.

Invariant: a missing model is an exception (ModelMissing) at the moment a detector asks for it, never a silent None.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from assistant.domain.errors import ModelMissing
from assistant.domain.ports.embed import Embedder
from assistant.guard.policy.schema import ToxicitySpec


class ToxicityScorer(Protocol):
    """A Detoxify-style model."""

    @property
    def identity(self) -> str:
        """Name and hash of the weights."""
        ...

    def score(self, texts: Sequence[str]) -> Sequence[Mapping[str, float]]:
        """For each text, label -> 0..1. Longer text than the model's window must be scored in windows, never cut."""
        ...


class InjectionScorer(Protocol):
    """A classifier of sentences that try to command the assistant."""

    @property
    def identity(self) -> str: ...

    def score(self, texts: Sequence[str]) -> Sequence[float]:
        """For each text the probability (0..1) that it is such an attempt."""
        ...


@dataclass(frozen=True, slots=True)
class Secret:
    """What must not come back in an answer: the system prompt, and a random word planted in it."""

    system_prompt: str = ""
    canary: str = ""


def _no_toxicity(spec: ToxicitySpec) -> ToxicityScorer:
    raise ModelMissing(f"The toxicity model {spec.model!r} is not installed.", "Run: assistant models pull starter")


def _no_injection(model: str) -> InjectionScorer:
    raise ModelMissing(f"The injection model {model!r} is not installed.", "Run: assistant models pull starter")


def _no_embedder() -> Embedder:
    raise ModelMissing("The embedding model is not installed.", "Run: assistant models pull starter")


@dataclass(frozen=True, slots=True)
class DetectorModels:
    """Openers of models by what a policy says of them; each raises ModelMissing where there is none."""

    toxicity: Callable[[ToxicitySpec], ToxicityScorer] = _no_toxicity
    injection: Callable[[str], InjectionScorer] = _no_injection
    embedder: Callable[[], Embedder] = _no_embedder
    secret: Secret = Secret()
