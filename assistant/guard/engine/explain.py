"""Explains the decision of a policy on a text, and the scores of a detector.

Invariant: the explained decision is the decision of a turn. Scores below a rule's bound are shown too, so that a person
can choose bounds. Nothing is recorded: the person at the terminal asks about a text of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import get_args

from assistant.domain.errors import UsageError
from assistant.domain.records.passages import Passage
from assistant.domain.records.verdicts import Finding, Stage
from assistant.guard.detectors.detector import Content, Detector
from assistant.guard.engine.cases import as_passages
from assistant.guard.engine.gate import PolicyGate
from assistant.guard.policy.categories import codes
from assistant.guard.policy.policy import Policy, Rule
from assistant.text.clean import read_json_value

STAGES: tuple[Stage, ...] = get_args(Stage)


def explain(
    gate: PolicyGate, text: str, stages: Sequence[Stage] = STAGES, *, path: str = "", passages: Sequence[Passage] = ()
) -> list[dict[str, object]]:
    """For each stage: the decision, the resulting text, and for each rule its scores and whether it applied."""
    return [
        _explain_stage(gate, stage, text, path, passages) for stage in stages if gate.rulebook.policy.rules_at(stage)
    ]


def score_file(gate: PolicyGate, detector: str, file: Path) -> Iterator[dict[str, object]]:
    """`{"id", "stage", "scores": {label: highest score}}` for each JSONL line with `text`, by one detector.

    A line may have `id`, `passages` (texts) and `stage`; without it the first stage counts at which a rule of the
    policy asks the detector. Raises UsageError for an unknown detector or a wrong line.
    """
    chosen = gate.rulebook.detectors.get(detector)
    if chosen is None:
        known = ", ".join(sorted(gate.rulebook.detectors))
        raise UsageError(f"The policy has no detector {detector!r}.", f"It has: {known}.")
    asked = [stage for rule in gate.rulebook.policy.rules if rule.detector == detector for stage in rule.stages]
    usual = next((stage for stage in STAGES if stage in asked), STAGES[0])
    with file.open("rb") as stream:
        for number, line in enumerate(stream, 1):
            if line.strip():
                yield _score_line(chosen, line, f"{file.name}, line {number}", number, usual)


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


def _explain_stage(
    gate: PolicyGate, stage: Stage, text: str, path: str, passages: Sequence[Passage]
) -> dict[str, object]:
    verdict = gate.judge(stage, text, path=path, passages=passages)
    content = Content(stage, text, path=path, passages=passages)
    rules = gate.rulebook.rules(content)
    return {
        "stage": stage,
        "action": verdict.action,
        "message": verdict.message,
        "text": verdict.text,
        "rules": [_explain_rule(gate, rule, content, verdict.findings) for rule in rules],
    }


def _explain_rule(gate: PolicyGate, rule: Rule, content: Content, findings: Iterable[Finding]) -> dict[str, object]:
    own = [finding for finding in findings if finding.rule == rule.id]
    return {
        "rule": rule.id,
        "category": rule.category,
        "detector": rule.detector or "",
        "action": rule.action,
        "applied": bool(own),
        "scores": highest_scores(gate.rulebook.detectors[rule.detector], content) if rule.detector else {},
        "when": rule.when.model_dump(mode="json", exclude_defaults=True),
        "spans": [list(finding.span) for finding in own if finding.span is not None],
        "source": rule.source,
    }


def highest_scores(detector: Detector, content: Content) -> dict[str, float]:
    """Each label's highest score; {"error": 1.0} if the detector fails."""
    try:
        hits = detector.detect(content)
    except Exception:  # noqa: BLE001 - shown as an error
        return {"error": 1.0}
    best: dict[str, float] = {}
    for hit in hits:
        best[hit.label] = round(max(best.get(hit.label, 0.0), float(hit.score)), 4)
    return best


def _score_line(detector: Detector, line: bytes, where: str, number: int, usual: Stage) -> dict[str, object]:
    try:
        values: Mapping[str, object] = read_json_value(line)
        text, stage, name = str(values["text"]), str(values.get("stage", usual)), values.get("id", number)
        passages = _texts(values.get("passages", []))
    except (ValueError, KeyError, TypeError, AttributeError):
        raise UsageError(
            f"{where}: not an object with `text` (and, if any, a list of texts as `passages`).",
            "Write one JSON object a line.",
        ) from None
    known = next((known for known in STAGES if known == stage), None)
    if known is None:
        raise UsageError(f"{where}: unknown stage {stage!r}.", f"Stages: {', '.join(STAGES)}.")
    content = Content(known, text, passages=as_passages(passages))
    return {"id": name, "stage": known, "scores": highest_scores(detector, content)}


def _texts(value: object) -> list[str]:
    """Raises TypeError for anything but a list of texts."""
    if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
        raise TypeError
    return value


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
