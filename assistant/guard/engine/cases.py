"""Runs test cases of a policy: its own cases, and cases from a file.

Invariant: the gate that guards a turn also judges a case (with enforced rules, even in `observe` policies), and no
report repeats a case's text.

A JSONL case is `{"id", "stage", "text", "expect"?, "rule"?, "text_out"?, "path"?, "question"?, "passages"?}`; further
keys are ignored. Without `expect` it is measured what the policy does, and nothing is right or wrong.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from assistant.domain.errors import UsageError
from assistant.domain.records.documents import Chunk
from assistant.domain.records.passages import Passage
from assistant.domain.records.verdicts import ACTION_ORDER, Action, Stage, Verdict
from assistant.guard.engine.gate import PolicyGate
from assistant.guard.policy.schema import Case
from assistant.text.clean import read_json_value

MAX_LINE_BYTES = 4 * 1024 * 1024
# Actions that stop or change a text. `warn`, `log` and `allow` let it pass unchanged.
INTERVENTIONS: frozenset[Action] = frozenset({"block", "ask", "rewrite", "drop_passage", "redact"})


@dataclass(frozen=True, slots=True)
class NamedCase:
    """A case with its name: its number in the policy file, or its id in a data file."""

    id: str
    case: Case
    is_judged: bool = True  # whether somebody said what is right; else its `expect` means nothing


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of a case. `problem` is "" if it is as expected, `expect` None if nobody said what is right."""

    id: str
    stage: Stage
    expect: Action | None
    action: Action
    rules: tuple[str, ...]
    milliseconds: float
    problem: str


@dataclass(frozen=True, slots=True)
class Tally:
    """The cases that expect the same action: how many, and how many got it."""

    n: int
    right: int


@dataclass(frozen=True, slots=True)
class Report:
    """All outcomes of a run, and their figures."""

    policy: str
    hash: str
    outcomes: tuple[Outcome, ...]
    skipped: tuple[str, ...] = ()  # ids of cases whose rule has an unavailable detector

    @property
    def failures(self) -> tuple[Outcome, ...]:
        return tuple(outcome for outcome in self.outcomes if outcome.problem)

    @property
    def per_action(self) -> dict[str, Tally]:
        """For each expected action: how many cases, how many got it."""
        return {
            action: Tally(len(group), sum(outcome.action == action for outcome in group))
            for action in ACTION_ORDER
            if (group := [outcome for outcome in self.outcomes if outcome.expect == action])
        }

    def _actions_for(self, expected: str | None) -> Iterator[Action]:
        return (outcome.action for outcome in self.outcomes if outcome.expect == expected)

    def as_json(self) -> dict[str, object]:
        """The report as plain values; a rate is None where nothing was to be counted: without a text that a rule should
        stop or change there is no precision, however many were stopped."""
        judged = [outcome for outcome in self.outcomes if outcome.expect is not None]
        wanted = [outcome.expect in INTERVENTIONS for outcome in judged]
        given = [outcome.action in INTERVENTIONS for outcome in judged]
        both = sum(w and g for w, g in zip(wanted, given, strict=True))
        harmless = [g for w, g in zip(wanted, given, strict=True) if not w]
        precision, recall = _rate(both, sum(given) if any(wanted) else 0), _rate(both, sum(wanted))
        times = sorted(outcome.milliseconds for outcome in self.outcomes)
        return {
            "policy": self.policy,
            "hash": self.hash,
            "n": len(self.outcomes),
            "stages": dict(Counter(outcome.stage for outcome in self.outcomes)),
            "right": len(judged) - len(self.failures),
            "without_expect": len(self.outcomes) - len(judged),
            "expected": {name: {"n": tally.n, "right": tally.right} for name, tally in self.per_action.items()},
            "decided": {name: dict(Counter(self._actions_for(name))) for name in self.per_action}
            | ({"": dict(Counter(self._actions_for(None)))} if len(judged) < len(self.outcomes) else {}),
            "precision": precision,
            "recall": recall,
            "f1": _f1(precision, recall),
            "false_positive_rate": _rate(sum(harmless), len(harmless)),
            "p50_ms": _quantile(times, 0.5),
            "p95_ms": _quantile(times, 0.95),
            "skipped": list(self.skipped),
            "failures": [
                {
                    "id": failure.id,
                    "stage": failure.stage,
                    "expect": failure.expect,
                    "action": failure.action,
                    "rules": list(failure.rules),
                    "why": failure.problem,
                }
                for failure in self.failures
            ],
        }


def run_tests(gate: PolicyGate) -> Report:
    """The policy's own tests. Cases about a rule whose detector is unavailable are listed as skipped."""
    named = [NamedCase(str(number), case) for number, case in enumerate(gate.rulebook.policy.tests, 1)]
    return run_cases(gate, named)


def run_cases(gate: PolicyGate, cases: Iterable[NamedCase]) -> Report:
    """Judge every case. Cases that expect or get a finding of a rule without its model are skipped."""
    policy = gate.rulebook.policy
    inactive = {rule.id for rule in policy.rules if rule.detector in gate.policy.degraded}
    outcomes: list[Outcome] = []
    skipped: list[str] = []
    for named in cases:
        outcome = None if named.case.rule in inactive else _run(gate, named)
        if outcome is None or (outcome.problem and inactive & set(outcome.rules)):
            skipped.append(named.id)
        else:
            outcomes.append(outcome)
    return Report(policy.id, policy.hash, tuple(outcomes), tuple(skipped))


def read_cases(file: Path) -> Iterator[NamedCase]:
    """The cases of a JSONL file. Raises UsageError naming the line."""
    with file.open("rb") as stream:
        for number, line in enumerate(stream, 1):
            if not line.strip():
                continue
            if len(line) > MAX_LINE_BYTES:
                raise UsageError(f"{file.name}, line {number}: longer than 4 MiB.", "Split the case.")
            try:
                values = read_json_value(line)
                known = {key: value for key, value in values.items() if key in Case.model_fields and value is not None}
                case = Case.model_validate_json(json.dumps({"expect": "allow", **known}))
                yield NamedCase(str(values.get("id", number)), case, is_judged="expect" in known)
            except (ValueError, ValidationError, AttributeError) as error:
                why = _describe_error(error)
                raise UsageError(f"{file.name}, line {number}: {why}.", "A case needs stage and text.") from None


def passages_of(case: Case) -> tuple[Passage, ...]:
    """The case's passages as records."""
    return as_passages(case.passages, case.path)


def as_passages(texts: Iterable[str], path: str = "") -> tuple[Passage, ...]:
    """Texts as the passages of an answer, numbered from 1."""
    return tuple(
        Passage(Chunk(number, path or "case", 1, 0, len(text), (), "", text), text, 1.0, number)
        for number, text in enumerate(texts, 1)
    )


def _run(gate: PolicyGate, named: NamedCase) -> Outcome:
    case = named.case
    started = time.perf_counter()
    verdict = gate.judge(case.stage, case.text, path=case.path, passages=passages_of(case), question=case.question)
    milliseconds = (time.perf_counter() - started) * 1000
    rules = tuple(dict.fromkeys(finding.rule for finding in verdict.findings))
    expect, problem = (case.expect, _problem(case, verdict, rules)) if named.is_judged else (None, "")
    return Outcome(named.id, case.stage, expect, verdict.action, rules, milliseconds, problem)


def _problem(case: Case, verdict: Verdict, rules: Sequence[str]) -> str:
    if verdict.action != case.expect:
        return f"expected {case.expect}, got {verdict.action}" + (f" from {', '.join(rules)}" if rules else "")
    if case.rule is not None and case.rule not in rules:
        return f"expected rule {case.rule}, got {', '.join(rules) or 'none'}"
    if case.text_out is not None and verdict.text != case.text_out:
        return "the text came out otherwise"
    return ""


def _describe_error(error: Exception) -> str:
    if isinstance(error, ValidationError):
        first = error.errors(include_url=False, include_input=False)[0]
        return f"{'.'.join(map(str, first['loc']))}: {first['msg']}".lower()
    return "not a JSON object"


def _rate(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def _f1(precision: float | None, recall: float | None) -> float | None:
    if precision is None or recall is None:
        return None
    return round(2 * precision * recall / (precision + recall), 4) if precision + recall else 0.0


def _quantile(ordered: Sequence[float], share: float) -> float | None:
    return round(ordered[min(len(ordered) - 1, int(share * len(ordered)))], 3) if ordered else None


def as_table(report: Mapping[str, object]) -> list[tuple[str, str]]:
    """A report's figures as rows for people."""
    keys = ("n", "right", "precision", "recall", "f1", "false_positive_rate", "p50_ms", "p95_ms")
    stages = report["stages"]
    counts = ", ".join(f"{stage} {n}" for stage, n in stages.items()) if isinstance(stages, Mapping) else ""
    decided = report["decided"]
    unjudged = decided.get("", {}) if isinstance(decided, Mapping) else {}
    done = ", ".join(f"{action} {n}" for action, n in unjudged.items())
    without = [("without expect", done)] if done else []
    return [
        ("stages", counts or "-"),
        *without,
        *((key, "-" if report[key] is None else str(report[key])) for key in keys),
    ]
