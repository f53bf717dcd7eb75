"""Compares two policies: their rules, and their decisions on given cases.

Invariant: rules are compared without descriptions and sources, decisions by action and redacted text.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from assistant.domain.records.verdicts import Action
from assistant.guard.engine.cases import NamedCase, passages_of
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
class Difference:
    """The differing rules (ids), detectors (names) and cases. `cases`: number of compared cases."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    altered: tuple[str, ...]
    detectors: tuple[str, ...]
    cases: int
    changed: tuple[ChangedCase, ...]

    def as_json(self) -> dict[str, object]:
        return {
            "rules": {"added": list(self.added), "removed": list(self.removed), "altered": list(self.altered)},
            "detectors": list(self.detectors),
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
    counted, changed = 0, []
    for named in cases:
        counted += 1
        difference = _decide(old, new, named)
        if difference is not None:
            changed.append(difference)
    return Difference(
        added=tuple(name for name in after if name not in before),
        removed=tuple(name for name in before if name not in after),
        altered=tuple(name for name in after if name in before and after[name] != before[name]),
        detectors=_detectors(old.rulebook.policy, new.rulebook.policy),
        cases=counted,
        changed=tuple(changed),
    )


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
