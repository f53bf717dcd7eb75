"""A loaded policy: resolved, immutable, identified by its hash.

Invariant: a Policy does not change after loading. Its hash covers everything that decides: rules, detectors, defaults,
mode and streaming, not descriptions or tests.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from assistant.domain.records.verdicts import Action, Stage
from assistant.guard.detectors.spec import DetectorSpec
from assistant.guard.policy.categories import Category
from assistant.guard.policy.schema import Case, Condition, Exemption, Mode, OnError, Redaction, Streaming


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule with every default filled in. `source`: the file and line that define it."""

    id: str
    category: Category
    stages: tuple[Stage, ...]
    detector: str | None
    when: Condition
    action: Action
    on_error: OnError
    timeout_ms: int
    message: str
    redact: Redaction
    folder: str | None
    exempt: tuple[Exemption, ...]
    description: str
    source: str

    def message_at(self, stage: Stage) -> str:
        """The rule's message with its three placeholders filled."""
        text = self.message.replace("{rule}", self.id)
        return text.replace("{category}", self.category).replace("{stage}", stage)


@dataclass(frozen=True, slots=True)
class Policy:
    """Rules in order, the detectors they name, and how the output is streamed."""

    id: str
    description: str
    mode: Mode
    detectors: Mapping[str, DetectorSpec]
    rules: tuple[Rule, ...]
    streaming: Streaming
    tests: tuple[Case, ...]
    files: tuple[Path, ...]
    hash: str

    def rules_at(self, stage: Stage) -> tuple[Rule, ...]:
        """The rules of `stage`, in file order."""
        return tuple(rule for rule in self.rules if stage in rule.stages)

    def stage_hash(self, stage: Stage, unavailable: Collection[str] = ()) -> str:
        """SHA-256 (hex) over everything that decides at `stage`. `unavailable`: detectors without their model."""
        rules = self.rules_at(stage)
        names = {rule.detector for rule in rules}
        detectors = {name: spec for name, spec in self.detectors.items() if name in names}
        decides = policy_hash(self.mode, detectors, rules, self.streaming if stage == "output" else None)
        lacking = sorted(name for name in unavailable if name in names)
        return hashlib.sha256(f"{decides} {lacking}".encode()).hexdigest()


def policy_hash(
    mode: Mode, detectors: Mapping[str, DetectorSpec], rules: tuple[Rule, ...], streaming: Streaming | None
) -> str:
    """SHA-256 (hex) over everything that decides."""
    content = {
        "mode": mode,
        "detectors": {name: spec.model_dump(mode="json") for name, spec in detectors.items()},
        "rules": [_rule_content(rule) for rule in rules],
        "streaming": streaming.model_dump(mode="json") if streaming is not None else None,
    }
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _rule_content(rule: Rule) -> list[object]:
    return [
        rule.id,
        rule.category,
        list(rule.stages),
        rule.detector,
        rule.when.model_dump(mode="json"),
        rule.action,
        rule.on_error,
        rule.timeout_ms,
        rule.message,
        rule.redact.model_dump(mode="json"),
        rule.folder,
        [exemption.model_dump(mode="json") for exemption in rule.exempt],
    ]
