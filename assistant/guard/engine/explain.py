"""Why a policy decides as it does, and what a detector measures.

Invariant: what is explained is what a turn would do; scores below a rule's bound are shown too, so that thresholds can
be chosen. Everything here answers the person at the terminal about a text of their own; nothing of it is recorded.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import get_args

from assistant.domain.errors import UsageError
from assistant.domain.records.passages import Passage
from assistant.domain.records.verdicts import Finding, Stage
from assistant.guard.detectors.detector import Content, Detector
from assistant.guard.engine.gate import PolicyGate
from assistant.guard.policy.categories import codes
from assistant.guard.policy.policy import Policy, Rule

STAGES: tuple[Stage, ...] = get_args(Stage)


def explain(
    gate: PolicyGate, text: str, stages: Sequence[Stage] = STAGES, *, path: str = "", passages: Sequence[Passage] = ()
) -> list[dict[str, object]]:
    """For each stage: the decision, the text as it goes on, and for each rule the best score and whether it applied."""
    return [_stage(gate, stage, text, path, passages) for stage in stages if gate.rulebook.policy.at(stage)]


def score_file(gate: PolicyGate, detector: str, file: Path) -> Iterator[dict[str, object]]:
    """`{"id", "scores": {label: highest score}}` for each JSONL line with `id` and `text`, by one detector.

    Raises UsageError for an unknown detector or a line that is none.
    """
    chosen = gate.rulebook.detectors.get(detector)
    if chosen is None:
        known = ", ".join(sorted(gate.rulebook.detectors))
        raise UsageError(f"The policy has no detector {detector!r}.", f"It has: {known}.")
    with file.open("rb") as stream:
        for number, line in enumerate(stream, 1):
            if line.strip():
                yield _scored(chosen, line, number, file.name)


def show(policy: Policy) -> dict[str, object]:
    """A policy as plain values, every rule with its origin and its public codes."""
    return {
        "id": policy.id,
        "description": policy.description,
        "mode": policy.mode,
        "hash": policy.hash,
        "files": [str(file) for file in policy.files],
        "detectors": {name: spec.model_dump(mode="json") for name, spec in policy.detectors.items()},
        "rules": [_rule(rule) for rule in policy.rules],
        "streaming": policy.streaming.model_dump(mode="json"),
        "tests": len(policy.tests),
    }


def _stage(gate: PolicyGate, stage: Stage, text: str, path: str, passages: Sequence[Passage]) -> dict[str, object]:
    verdict = gate.judge(stage, text, path=path, passages=passages)
    content = Content(stage, text, path=path, passages=passages)
    rules = gate.rulebook.rules(content)
    return {
        "stage": stage,
        "action": verdict.action,
        "message": verdict.message,
        "text": verdict.text,
        "rules": [_measured(gate, rule, content, verdict.findings) for rule in rules],
    }


def _measured(gate: PolicyGate, rule: Rule, content: Content, findings: Iterable[Finding]) -> dict[str, object]:
    own = [finding for finding in findings if finding.rule == rule.id]
    return {
        "rule": rule.id,
        "category": rule.category,
        "detector": rule.detector or "",
        "action": rule.action,
        "applied": bool(own),
        "scores": highest(gate.rulebook.detectors[rule.detector], content) if rule.detector else {},
        "when": rule.when.model_dump(mode="json", exclude_defaults=True),
        "spans": [list(finding.span) for finding in own if finding.span is not None],
        "source": rule.source,
    }


def highest(detector: Detector, content: Content) -> dict[str, float]:
    """Each label's highest score; an "error" of 1.0 where the detector fails."""
    try:
        hits = detector.detect(content)
    except Exception:  # noqa: BLE001 - shown as what it is
        return {"error": 1.0}
    best: dict[str, float] = {}
    for hit in hits:
        best[hit.label] = round(max(best.get(hit.label, 0.0), float(hit.score)), 4)
    return best


def _scored(detector: Detector, line: bytes, number: int, file: str) -> dict[str, object]:
    try:
        values: Mapping[str, object] = json.loads(line)
        text, stage, name = str(values["text"]), str(values.get("stage", "input")), values.get("id", number)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise UsageError(
            f"{file}, line {number}: not an object with `text`.", "Write one JSON object a line."
        ) from None
    known = next((known for known in STAGES if known == stage), None)
    if known is None:
        raise UsageError(f"{file}, line {number}: unknown stage {stage!r}.", f"Stages: {', '.join(STAGES)}.")
    return {"id": name, "scores": highest(detector, Content(known, text))}


def _rule(rule: Rule) -> dict[str, object]:
    public = codes(rule.category)
    return {
        "id": rule.id,
        "description": rule.description,
        "category": rule.category,
        "mlcommons": list(public.mlcommons),
        "owasp": list(public.owasp),
        "stages": list(rule.stages),
        "detector": rule.detector,
        "when": rule.when.model_dump(mode="json", exclude_defaults=True),
        "action": rule.action,
        "on_error": rule.on_error,
        "folder": rule.folder,
        "except": [exemption.model_dump(mode="json", exclude_none=True) for exemption in rule.exempt],
        "message": rule.message,
        "source": rule.source,
    }
