"""What the rules did in a turn, in words and once: for the conversation, which names no rule by its id.

Invariant: nothing that a rule did is left out; which rule it was stands in the explanation of the answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from assistant.text.clean import one_line
from assistant.text.quantity import count

if TYPE_CHECKING:
    from assistant.domain.events import Checked
    from assistant.domain.records.chats import StoredDecision
    from assistant.domain.records.verdicts import Action, Finding, Verdict

_WHY_LEFT_OUT = {
    "injection": "what stands there tries to give this program orders",
    "secrets": "what stands there looks like a key or a password",
    "privacy": "what stands there is private",
}
_HIDDEN = {"secrets": "a key or password", "privacy": "something private"}
_WARNED = {
    "ungrounded": "What was found does not carry every sentence of the answer.",
    "injection": "Something in it reads like an order to this program; it was not followed.",
}


def told_checks(checks: Iterable[Checked]) -> list[str]:
    """What the rules did, a sentence for each kind of thing, however many rules and stages it took."""
    left_out: dict[str, int] = {}
    hidden: dict[str, None] = {}
    others: dict[str, None] = {}
    for check in checks:
        verdict = check.verdict
        if not verdict.findings and verdict.action == "drop_passage":
            left_out[""] = left_out.get("", 0) + 1
        dropping = {finding.category for finding in verdict.findings if finding.action == "drop_passage"}
        for category in sorted(dropping)[:1]:  # a passage is left out once, however many rules want that
            left_out[category] = left_out.get(category, 0) + 1
        for finding in verdict.findings:
            if finding.action == "redact":
                hidden[_what(finding)] = None
            elif finding.action != "drop_passage":
                others[_other(finding.action, finding.category, verdict.stage == "input")] = None
    lines = [_left_out(number, category) for category, number in left_out.items()]
    lines += [_hidden(list(hidden))] if hidden else []
    return [*lines, *(line for line in others if line)]


def told_kept(decisions: Sequence[StoredDecision]) -> list[str]:
    """The same of a kept turn, of whose findings only actions are kept."""
    dropped = sum(one.times for one in decisions if one.action == "drop_passage")
    lines = [_left_out(dropped, "")] if dropped else []
    if any(one.action == "redact" for one in decisions):
        lines.append(_hidden(["something private"]))
    others = dict.fromkeys(
        _other(one.action, "", one.stage == "input")
        for one in decisions
        if one.action not in ("drop_passage", "redact")
    )
    return [*lines, *(line for line in others if line)]


def without_rules(text: str, verdicts: Iterable[Verdict]) -> str:
    """A rule's message without the rule's id, which says nothing to a person who has not read the policy."""
    for rule in {finding.rule for verdict in verdicts for finding in verdict.findings if finding.rule}:
        text = text.replace(f" (rule {rule})", "").replace(f"by rule {rule}", "by a rule").replace(rule, "a rule")
    return text


def _what(finding: Finding) -> str:
    label = one_line(finding.label, 60)
    return label if label and finding.category == "privacy" else _HIDDEN.get(finding.category, label or "something")


def _left_out(number: int, category: str) -> str:
    why = _WHY_LEFT_OUT.get(category, "a rule of yours keeps it out of answers")
    return f"{count(number, 'passage')} {'was' if number == 1 else 'were'} left out: {why}."


def _hidden(things: Sequence[str]) -> str:
    named = things[0] if len(things) == 1 else f"{', '.join(things[:-1])} and {things[-1]}"
    return f"Hidden in this answer: {named}."


def _other(action: Action, category: str, in_question: bool) -> str:
    match action:
        case "block":
            return "A rule stopped the question." if in_question else "A rule stopped the answer."
        case "rewrite":
            return "A rule rephrased the question."
        case "ask":
            return "A rule asked for your consent."
        case "warn" | "log":
            return _WARNED.get(category, "A rule had something to note." if action == "warn" else "")
        case _:
            return ""
