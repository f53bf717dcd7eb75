"""A decision, and the port that records it. Invariant: no field of a decision holds any of the text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from assistant.domain.records.verdicts import Finding, PolicyInfo, Stage


@dataclass(frozen=True, slots=True)
class Decision:
    """A check with findings. `identities`: detector name -> type, model and hash."""

    stage: Stage
    policy: PolicyInfo
    findings: Sequence[Finding]
    identities: Mapping[str, str]
    milliseconds: float


class Recorder(Protocol):
    """Stores decisions."""

    def record(self, decision: Decision, text: str) -> None:
        """Store the decision about `text`. Of the text, only a keyed hash may be stored."""
        ...

    def note(self, what: str, **facts: str) -> None:
        """Store an event of the guard itself, such as a change of the policy; no text of documents."""
        ...
