"""Quotes under an answer pass the rules of the answer, and passages seen before are not judged anew."""

from __future__ import annotations

from pathlib import Path

from assistant.answer.conclude import checked_quote
from assistant.config.paths import shipped_policies
from assistant.domain.records.answers import Citation
from assistant.guard.detectors.detector import Content, Hit, WholeDetector
from assistant.guard.engine.rules import Rulebook
from assistant.guard.policy.policy import Policy
from tests.guard.policies import gate_from, open_gate

_QUOTE = "The patient is Mrs Anna Keller, phone +49 30 1234567."


def _shown(policy: str) -> str:
    gate = open_gate(policy, (shipped_policies(),))
    return checked_quote(gate, Citation(1, "a.md", 1, _QUOTE, 0, len(_QUOTE)), (), "Who is it?").quote


def test_clinic_masks_names_and_numbers_in_a_quote() -> None:
    shown = _shown("clinic")
    assert shown.startswith("The patient is Mrs")
    assert "Keller" not in shown
    assert "30 1234" not in shown


def test_a_policy_without_such_rules_leaves_a_quote_alone() -> None:
    assert _shown("base") == _QUOTE


class _Counting(WholeDetector):
    identity = "counting"

    def __init__(self) -> None:
        self.seen: list[str] = []

    def detect(self, content: Content) -> list[Hit]:
        self.seen.append(content.text)
        return [Hit("x", float("nan"))] if content.text == "broken" else [Hit("x")]


def _book(counting: _Counting) -> Rulebook:
    policy: Policy = open_gate("base", (shipped_policies(),)).rulebook.policy
    return Rulebook(policy, dict.fromkeys(policy.detectors, counting))


def test_a_passage_is_judged_once_and_a_failure_is_never_remembered() -> None:
    for text, times in (("a passage", 1), ("broken", 2)):
        counting = _Counting()
        book = _book(counting)
        rule = next(rule for rule in book.policy.rules if rule.detector is not None)
        for _ in range(2):
            book._run(rule, Content("retrieval", text))
        assert len(counting.seen) == times


def test_an_answer_is_judged_every_time() -> None:
    counting = _Counting()
    book = _book(counting)
    rule = next(rule for rule in book.policy.rules if rule.detector is not None)
    for _ in range(2):
        book._run(rule, Content("output", "a passage"))
    assert len(counting.seen) == 2


def test_a_name_keeps_its_pseudonym_from_the_answer_to_its_quotes_and_the_next_answer() -> None:
    gate = open_gate("clinic", (shipped_policies(),))
    stream = gate.open_stream()
    stream.feed("Mrs Laura Jones was seen by Dr Weber. ")
    stream.finish()
    assert stream.released == "Mrs [PERSON-1] was seen by Dr [PERSON-2]. "
    assert gate.check("output", "Dr Weber is back.").text == "Dr [PERSON-2] is back."
    assert gate.check("log", "Mrs Laura Jones called.").text == "Mrs [PERSON-1] called."
    assert gate.judge("output", "Dr Weber is back.").text == "Dr [PERSON-1] is back."  # a test of a policy starts anew


def test_a_quote_hides_what_a_rule_hid_in_its_passage(tmp_path: Path) -> None:
    body = """
detectors: {people: {type: pii, entities: [PERSON]}}
rules:
  - {id: names, category: privacy, stages: [retrieval], folder: medical, detector: people, action: redact}
"""
    gate = gate_from(tmp_path, body)
    for path, hidden in (("/a/medical/x.md", True), ("/a/other/x.md", False)):
        shown = checked_quote(gate, Citation(1, path, 1, _QUOTE, 0, len(_QUOTE)), (), "Who is it?").quote
        assert shown.startswith("The patient is Mrs") and ("Keller" not in shown) is hidden
