"""The policy: every rule that checks questions, passages and answers, in words."""

from __future__ import annotations

from typing import ClassVar

from assistant.core.overview import RuleRow
from assistant.tui.screens.sheet import Row, Sheet, SheetScreen
from assistant.tui.widgets.foreign import Piece
from assistant.tui.words import count


class PolicyScreen(SheetScreen):
    """The active policy's rules; the other policies are named on top."""

    HEADING: ClassVar[str] = "Policy"

    def read(self) -> Sheet:
        policies, rules = self.overview.policies(), self.overview.rules()
        head: list[Piece] = []
        for policy in policies:
            if policy.active:
                told = f"{policy.description}\n{count(policy.rules, 'rule')}, {count(policy.tests, 'test')}"
                head += [(policy.name, "bold $accent"), f"  {told}, {policy.file}\nhash {policy.hash}\n"]
        others = ", ".join(policy.name for policy in policies if not policy.active and not policy.hidden)
        head.append((f"Others: {others}. The setting guard.policy chooses; files may be changed by hand.", "dim"))
        head += [(f"\n! {policy.name}: {policy.error}", "$warning") for policy in policies if policy.error]
        columns = (("Rule", 26), ("Does", 12), ("At", 20), ("Category", 0), ("Detector", 14))
        return Sheet(tuple(head), columns, tuple(_row(rule) for rule in rules))


def _row(rule: RuleRow) -> Row:
    stages = ", ".join(rule.stages)
    detail: list[Piece] = [(rule.id, "bold $accent"), f"  {rule.description}\n"]
    detail.append(f"{rule.action} at {stages}" + (f", when {rule.detector} finds {rule.when}" if rule.detector else ""))
    if rule.message:
        detail.append(f"\nSays: {rule.message}")
    detail.append((f"\nWritten in {rule.source}", "dim"))
    return Row((rule.id, rule.action, stages, rule.category, rule.detector), tuple(detail))
