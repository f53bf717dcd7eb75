"""Compares two policies: their rules, and their decisions on given cases.

Invariant: rules are compared without descriptions and sources, decisions by action and redacted text.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from assistant.domain.records.verdicts import Action
from assistant.guard.engine.cases import NamedCase, passages_of
from assistant.guard.engine.conditions import describe_condition
from assistant.guard.engine.gate import PolicyGate
from assistant.guard.policy.policy import Policy, Rule


@dataclass(frozen=True, slots=True)
class ChangedCase:
    """A case that the policies decide differently. `old_rule`, `new_rule`: the deciding rule of each policy, or ""."""

    id: str
    old: Action
    new: Action
    old_rule: str
    new_rule: str


@dataclass(frozen=True, slots=True)
class ChangedValue:
    """A value that differs: of the rule or detector `name`; `old` and `new` as text, "" where it has none."""

    name: str
    key: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Difference:
    """The differing rules (ids), detectors (names) with their values, and cases. `cases`: number of compared cases."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    altered: tuple[str, ...]
    detectors: tuple[str, ...]
    cases: int
    changed: tuple[ChangedCase, ...]
    values: tuple[ChangedValue, ...] = ()

    def as_json(self) -> dict[str, object]:
        return {
            "rules": {"added": list(self.added), "removed": list(self.removed), "altered": list(self.altered)},
            "detectors": list(self.detectors),
            "values": [asdict(value) for value in self.values],
            "cases": self.cases,
            "changed": [
                {
                    "id": case.id,
                    "old": case.old,
                    "new": case.new,
                    "old_rule": case.old_rule,
                    "new_rule": case.new_rule,
                }
                for case in self.changed
            ],
        }


def compare(old: PolicyGate, new: PolicyGate, cases: Iterable[NamedCase] = ()) -> Difference:
    """The difference from `old` to `new`."""
    before, after = _rules(old.rulebook.policy), _rules(new.rulebook.policy)
    altered = [name for name in after if name in before and after[name] != before[name]]
    detectors = _detectors(old.rulebook.policy, new.rulebook.policy)
    counted, changed = 0, []
    for named in cases:
        counted += 1
        difference = _decide(old, new, named)
        if difference is not None:
            changed.append(difference)
    return Difference(
        added=tuple(name for name in after if name not in before),
        removed=tuple(name for name in before if name not in after),
        altered=tuple(altered),
        detectors=detectors,
        cases=counted,
        changed=tuple(changed),
        values=tuple(_all_values(old, new, altered, detectors)),
    )


def _all_values(
    old: PolicyGate, new: PolicyGate, altered: Sequence[str], detectors: Sequence[str]
) -> Iterator[ChangedValue]:
    before, after = _rules(old.rulebook.policy), _rules(new.rulebook.policy)
    for name in altered:
        yield from _values(name, _of_rule(before[name]), _of_rule(after[name]))
    for name in detectors:
        yield from _values(name, _of_detector(old, name), _of_detector(new, name))


def _of_rule(rule: Rule) -> dict[str, Any]:
    """What the policy says of a rule, its condition in words."""
    message = rule.message.replace("{rule}", rule.id).replace("{category}", rule.category)
    return {**asdict(rule), "when": describe_condition(rule.when), "message": message}


def _of_detector(gate: PolicyGate, name: str) -> dict[str, Any]:
    """What the policy says of a detector; {} where it has none of that name."""
    detector = gate.rulebook.policy.detectors.get(name)
    return detector.model_dump(mode="json") if detector is not None else {}


def _values(name: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[ChangedValue]:
    for key in dict.fromkeys((*before, *after)):
        if before.get(key) != after.get(key):
            yield ChangedValue(name, key, _shown(before.get(key)), _shown(after.get(key)))


def _shown(value: object) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, default=str, ensure_ascii=False)


def _rules(policy: Policy) -> dict[str, Rule]:
    return {rule.id: replace(rule, description="", source="") for rule in policy.rules}


def _detectors(old: Policy, new: Policy) -> tuple[str, ...]:
    names = sorted({*old.detectors, *new.detectors})
    return tuple(name for name in names if old.detectors.get(name) != new.detectors.get(name))


def _decide(old: PolicyGate, new: PolicyGate, named: NamedCase) -> ChangedCase | None:
    case = named.case
    passages = passages_of(case)
    before, after = (
        gate.judge(case.stage, case.text, path=case.path, passages=passages, question=case.question)
        for gate in (old, new)
    )
    if before.action == after.action and before.text == after.text:
        return None
    return ChangedCase(named.id, before.action, after.action, before.rule, after.rule)
