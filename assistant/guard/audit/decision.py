"""What is written down about a decision. Invariant: no field holds any of the text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from assistant.domain.records.verdicts import Finding, PolicyInfo, Stage


@dataclass(frozen=True, slots=True)
class Decision:
    """One check that found something. `identities`: detector name -> type, model and hash."""

    stage: Stage
    policy: PolicyInfo
    findings: Sequence[Finding]
    identities: Mapping[str, str]
    milliseconds: float


class Recorder(Protocol):
    """Where decisions are written down."""

    def record(self, decision: Decision, text: str) -> None:
        """`text` is what was checked: only a keyed hash of it may be kept."""
        ...

    def note(self, what: str, **facts: str) -> None:
        """Something about the guard itself, such as a policy that took another's place; no text of documents."""
        ...
