"""The policy: its rules with how often each acted, the last decisions, and the other policies to switch to.

Invariant: what is shown as active is what the guard uses; a file that cannot be used is shown with line and reason.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar, Literal

from textual.binding import BindingType

from assistant.domain.errors import AssistantError
from assistant.text.quantity import count
from assistant.tui.actions.registry import bindings
from assistant.tui.screens.sheet import Row, Sheet, SheetScreen

if TYPE_CHECKING:
    from assistant.app.ports.overview import DecisionRow, PolicyRow, PolicyTests, RuleRow
    from assistant.chat.pieces import Piece
    from assistant.domain.records.verdicts import PolicyInfo
    from assistant.tui.actions.action import Area

Shown = Literal["rules", "decisions", "policies"]
_MOST_DECISIONS = 200
_MOST_FAILED = 3  # tests that are named
_RESULT_S = 20.0  # who started the tests may have looked away meanwhile
_RULES = (("Rule", 26), ("Does", 12), ("Acted", 6), ("At", 20), ("Category", 0), ("Detector", 14))
_DECISIONS = (("When", 17), ("Did", 18), ("Rule", 0), ("At", 10), ("Score", 6))
_POLICIES = (("Policy", 18), ("", 8), ("Rules", 6), ("Tests", 6), ("What it is for", 0))


class PolicyScreen(SheetScreen):
    """Three lists, shown in turn under the same head."""

    HEADING: ClassVar[str] = "Policy"
    AREA: ClassVar[Area] = "policy"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("policy")]

    def on_mount(self) -> None:
        self._shown: Shown = "rules"
        self._policies: tuple[PolicyRow, ...] = ()

    def read(self) -> Sheet:
        assistant = self.assistant_app.runner.assistant
        # summary() reads changed policy files; policy_trouble() then says what is wrong with them.
        used = assistant.summary().policy if assistant is not None else None
        wrong = assistant.policy_trouble() if assistant is not None else ""
        self._policies = self.overview.policies()
        head = _head(self._policies, used, wrong)
        if self._shown == "policies":
            rows = tuple(_policy_row(policy) for policy in self._policies if not policy.hidden)
            return Sheet(head, _POLICIES, rows, next((policy.name for policy in self._policies if policy.active), ""))
        if self._shown == "decisions":
            return Sheet(head, _DECISIONS, tuple(map(_decision_row, self.overview.decisions(_MOST_DECISIONS))))
        try:
            rules: Sequence[RuleRow] = self.overview.rules()
        except AssistantError as error:
            return Sheet((*head, (f"\n! {error}", "$warning")), _RULES, ())
        return Sheet(head, _RULES, tuple(map(_rule_row, rules)))

    def _show_list(self, shown: Shown) -> None:
        self._shown = shown
        self.reread()

    def action_show_rules(self) -> None:
        self._show_list("rules")

    def action_show_decisions(self) -> None:
        self._show_list("decisions")

    def action_show_policies(self) -> None:
        self._show_list("policies")

    def action_use_policy(self) -> None:
        policy = next((policy for policy in self._policies if policy.name == self.chosen), None)
        if policy is not None:
            self.app.notify(f"Running the {count(policy.tests, 'test')} of {policy.name}\u2026")
            self.assistant_app.settings.use_policy(policy.name, partial(self._switched, policy))

    def action_test_policy(self) -> None:
        """The chosen policy where policies are listed, else the one in use."""
        name = self._to_test()
        tests = next(policy.tests for policy in self._policies if policy.name == name)
        self.app.notify(f"Running the {count(tests, 'test')} of {name}\u2026")
        work = partial(self.overview.test_policy, name)
        self.assistant_app.runner.in_background(work, self._tested, "policy")

    def _tested(self, tests: PolicyTests) -> None:
        if tests.failed:
            told = (
                f"{count(len(tests.failed), 'test')} of {tests.policy} failed. {' '.join(tests.failed[:_MOST_FAILED])}"
            )
            self.app.notify(told, severity="warning", timeout=_RESULT_S)
            return
        skipped = f", {tests.skipped} could not be run: a detector is missing" if tests.skipped else ""
        self.app.notify(f"{tests.policy}: {count(tests.count, 'test')} passed{skipped}.", timeout=_RESULT_S)

    def _to_test(self) -> str:
        listed = self._shown == "policies"
        wanted = (policy for policy in self._policies if (policy.name == self.chosen if listed else policy.active))
        return next((policy.name for policy in wanted if not policy.error), "")

    def _switched(self, policy: PolicyRow, used: PolicyInfo) -> None:
        tests = f"; {count(policy.tests, 'test')} of its own passed" if policy.tests else ""
        self.app.notify(f"The policy {used.id} holds from the next question on{tests}.")
        if self.is_open:
            self.reread()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "use_policy":
            policies = self._policies if self.is_open and self._shown == "policies" else ()
            return any(policy.name == self.chosen and not policy.active for policy in policies)
        if action == "test_policy":
            return self.is_open and bool(self._to_test())
        return True


def _head(policies: Sequence[PolicyRow], used: PolicyInfo | None, wrong: str) -> tuple[Piece, ...]:
    """What is in force, in the words of its file; then what is wrong with any file."""
    active = next((policy for policy in policies if policy.active), None)
    pieces: list[Piece] = []
    if used is not None:
        pieces += [(used.id, "bold $accent"), f"  {used.description}"]
        pieces.append((f"\n{count(used.rules, 'rule')} in force, hash {used.hash[:12]}", "dim"))
        pieces += [(f"\n! detector {name} is not available here: its rules decide without it", "$warning")
                   for name in used.degraded]  # fmt: skip
    if active is not None:
        pieces.append((f", {count(active.tests, 'test')} of its own, {active.file}", "dim"))
    if wrong:
        pieces.append((f"\n! The files as they are now are not used. {wrong}", "$warning"))
    return tuple(pieces)


def _rule_row(rule: RuleRow) -> Row:
    stages = ", ".join(rule.stages)
    detail: list[Piece] = [(rule.id, "bold $accent"), f"  {rule.description}\n"]
    detail.append(f"{rule.action} at {stages}" + (f", when {rule.detector} finds {rule.when}" if rule.detector else ""))
    if rule.message:
        detail.append(f"\nSays: {rule.message.replace('{rule}', rule.id).replace('{category}', rule.category)}")
    if rule.hits:
        detail.append(f"\nActed {count(rule.hits, 'time')} in the last recorded decisions (d).")
    detail.append((f"\nWritten in {rule.source}", "dim"))
    acted = f"{rule.hits:,}" if rule.hits else ""
    return Row((rule.id, rule.action, acted, stages, rule.category, rule.detector), tuple(detail), key=rule.id)


def _decision_row(decision: DecisionRow) -> Row:
    when = time.strftime("%Y-%m-%d %H:%M", time.localtime(decision.time))
    cells = (when, decision.action, decision.rule, decision.stage, f"{decision.score:.2f}")
    detail: list[Piece] = [
        (decision.rule, "bold $accent"),
        f"  {decision.action} at {decision.stage} under the policy {decision.policy}\n",
        f"{decision.detector} gave {decision.score:.2f}",
        ("\nThe record holds no text; assistant audit verify shows that none of it was changed.", "dim"),
    ]
    return Row(cells, tuple(detail), key=f"{decision.time} {decision.rule}")


def _policy_row(policy: PolicyRow) -> Row:
    state = "in use" if policy.active else "! broken" if policy.error else ""
    rules, tests = (f"{policy.rules:,}", f"{policy.tests:,}") if not policy.error else ("", "")
    detail: list[Piece] = [(policy.name, "bold $accent"), f"  {policy.description}\n", (policy.file, "dim")]
    if policy.error:
        detail.append((f"\n! {policy.error}", "$warning"))
    elif not policy.active:
        detail.append(f"\nenter switches to it, if its {count(policy.tests, 'test')} pass; t only runs them.")
    cells = (policy.name, state, rules, tests, policy.error or policy.description)
    return Row(cells, tuple(detail), "bold" if policy.active else "", policy.name)
