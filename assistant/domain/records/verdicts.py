"""What the guard decides about a text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from assistant.domain.records.documents import (
    Span,
)

Stage = Literal["ingest", "input", "retrieval", "prompt", "output", "final", "log"]


Action = Literal["block", "ask", "rewrite", "drop_passage", "redact", "warn", "log", "allow"]


ACTION_ORDER: tuple[Action, ...] = ("block", "ask", "rewrite", "drop_passage", "redact", "warn", "log", "allow")


@dataclass(frozen=True, slots=True)
class Finding:
    """A hit of a rule. `span` is in the text that was checked, None if the whole text is meant."""

    rule: str
    detector: str
    action: Action
    category: str
    span: Span | None = None
    score: float = 1.0
    threshold: float = 0.0
    label: str = ""
    message: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the gate decided about a text. `text` is what may go on: redacted, rewritten, as it came; "" if blocked."""

    stage: Stage
    action: Action
    text: str
    findings: tuple[Finding, ...] = ()
    message: str = ""

    @property
    def rule(self) -> str:
        """The id of the strongest finding's rule, or ""."""
        ranked = sorted(self.findings, key=lambda finding: ACTION_ORDER.index(finding.action))
        return ranked[0].rule if ranked else ""

    @property
    def stops(self) -> bool:
        return self.action == "block"

    @property
    def keeps_out(self) -> bool:
        """Whether a passage stays out whatever a person says: also where another rule asks, which is the stronger
        action and would hide the one that drops it. A policy that only observes has such findings and drops nothing.
        """
        dropped = any(finding.action == "drop_passage" for finding in self.findings)
        return self.stops or self.action == "drop_passage" or (self.action == "ask" and dropped)


@dataclass(frozen=True, slots=True)
class PolicyInfo:
    """The active policy as faces show it."""

    id: str
    hash: str
    description: str
    rules: int
    degraded: tuple[str, ...] = ()  # detectors that rules name and that are not available
    # Of each model: the detector's type, the model and its hash, such as "toxicity+toxicity-starter@8835db56".
    models: tuple[str, ...] = ()
    ingest_hash: str = ""  # of the rules that decide at ingest, and of nothing else
