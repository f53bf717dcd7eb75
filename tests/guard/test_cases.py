"""Policies measured, compared and explained, on cases that somebody brings."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.domain.errors import UsageError
from assistant.guard.engine.cases import NamedCase, as_passages, as_table, read_cases, run_cases, run_tests
from assistant.guard.engine.compare import compare
from assistant.guard.engine.explain import explain, score_file
from assistant.guard.engine.explain import show as show_policy
from assistant.guard.engine.gate import PolicyGate
from assistant.guard.policy.schema import Case
from tests.guard.policies import gate_from

BODY = """
detectors: {d: {type: phrases, words: [tulip], label: FLOWER}}
rules: [{id: flower, category: custom, stages: [input, final], detector: d, action: ACTION}]
tests:
  - {stage: input, text: a tulip, expect: ACTION, rule: flower}
  - {stage: input, text: a rose, expect: allow}
"""


@pytest.fixture
def gate(tmp_path: Path) -> PolicyGate:
    return gate_from(tmp_path, BODY.replace("ACTION", "block"))


def case(expect: str, text: str, **more: str) -> NamedCase:
    values = {"stage": "input", "text": text, "expect": expect, **more}
    return NamedCase(text, Case.model_validate_json(json.dumps(values)))


def test_a_report_counts_what_was_expected_and_what_was_decided(gate: PolicyGate) -> None:
    cases = [
        case("block", "tulip 1"),
        case("block", "tulip 2"),
        case("block", "missed"),
        case("allow", "fine"),
        case("allow", "false alarm: tulip"),
        case("warn", "fine too"),
    ]
    report = run_cases(gate, cases).as_json()
    assert (report["n"], report["right"]) == (6, 3)
    assert report["expected"] == {"block": {"n": 3, "right": 2}, "warn": {"n": 1, "right": 0},
                                  "allow": {"n": 2, "right": 1}}  # fmt: skip
    assert report["decided"] == {"block": {"block": 2, "allow": 1}, "warn": {"allow": 1},
                                 "allow": {"allow": 1, "block": 1}}  # fmt: skip
    assert (report["precision"], report["recall"], report["f1"]) == (0.6667, 0.6667, 0.6667)
    assert report["false_positive_rate"] == 0.3333  # one of the three that nothing should have stopped
    assert [one["id"] for one in report["failures"]] == ["missed", "false alarm: tulip", "fine too"]  # type: ignore[attr-defined]
    assert ("false_positive_rate", "0.3333") in as_table(report)


def test_rates_of_nothing_are_none(gate: PolicyGate) -> None:
    report = run_cases(gate, []).as_json()
    assert {report[key] for key in ("precision", "recall", "f1", "false_positive_rate", "p50_ms")} == {None}


def test_the_right_action_by_another_rule_or_with_another_text_is_wrong(tmp_path: Path) -> None:
    gate = gate_from(tmp_path, BODY.replace("ACTION", "redact"))
    good = case("redact", "a tulip", rule="flower", text_out="a [FLOWER]")
    assert run_cases(gate, [good]).failures == ()
    wrong = [case("redact", "a tulip", rule="other"), case("redact", "a tulip", text_out="a tulip")]
    assert [one.problem for one in run_cases(gate, wrong).failures] == [
        "expected rule other, got flower",
        "the text came out otherwise",
    ]


def test_a_policy_s_own_tests_are_run_and_a_case_of_a_missing_model_is_skipped(tmp_path: Path) -> None:
    assert run_tests(gate_from(tmp_path, BODY.replace("ACTION", "block"))).failures == ()
    body = """
detectors: {tox: {type: toxicity}}
rules: [{id: t, category: hate, stages: [input], detector: tox, action: block, on_error: warn}]
tests: [{stage: input, text: x, expect: block, rule: t}, {stage: input, text: x, expect: allow}]
"""
    report = run_tests(gate_from(tmp_path, body))
    assert (report.skipped, report.failures, len(report.outcomes)) == (("1",), (), 1)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("not json", "not a JSON object"),
        ("[1]", "not a JSON object"),
        ('{"stage": "input", "expect": "allow"}', "text"),
        ('{"stage": "nowhere", "text": "x", "expect": "allow"}', "stage"),
        ('{"stage": "input", "text": "x", "expect": "perhaps"}', "expect"),
    ],
)
def test_a_line_that_is_no_case_is_named(tmp_path: Path, line: str, says: str) -> None:
    file = tmp_path / "cases.jsonl"
    file.write_text('{"id": 1, "stage": "input", "text": "x", "expect": "allow", "more": 1}\n\n' + line + "\n")
    with pytest.raises(UsageError, match=r"cases\.jsonl, line 3") as caught:
        list(read_cases(file))
    assert says in str(caught.value)


TWO_RULES = """
detectors: {d: {type: phrases, words: [tulip], label: FLOWER}}
rules:
  - {id: flower, category: custom, stages: [input, final], detector: d, action: block}
  - {id: second, category: custom, stages: [final], detector: d, action: warn}
"""


def test_two_policies_compared_by_rules_and_decisions(gate: PolicyGate, tmp_path: Path) -> None:
    other = gate_from(tmp_path, BODY.replace("ACTION", "warn"))
    difference = compare(gate, other, [case("block", "tulip"), case("allow", "rose")])
    assert (difference.added, difference.removed, difference.altered) == ((), (), ("flower",))
    changed = [(one.id, one.old, one.new, one.old_rule) for one in difference.changed]
    assert changed == [("tulip", "block", "warn", "flower")]
    assert difference.as_json()["cases"] == 2
    third = gate_from(tmp_path, TWO_RULES)
    assert compare(gate, third).added == ("second",) and compare(third, gate).removed == ("second",)
    assert compare(gate, third).altered == () == compare(gate, gate).changed


def test_an_explanation_says_what_a_turn_would_do_and_why(gate: PolicyGate) -> None:
    explained = {one["stage"]: one for one in explain(gate, "a tulip")}
    assert set(explained) == {"input", "final"}
    assert (explained["input"]["action"], explained["input"]["text"]) == ("block", "")
    rule = explained["input"]["rules"][0]  # type: ignore[index]
    assert (rule["rule"], rule["applied"], rule["scores"], rule["spans"]) == ("flower", True, {"FLOWER": 1.0}, [[2, 7]])
    (quiet,) = explain(gate, "a rose", ["input"])
    assert quiet["action"] == "allow" and not quiet["rules"][0]["applied"]  # type: ignore[index]
    shown = show_policy(gate.rulebook.policy)
    assert shown["tests"] == 2 and shown["rules"][0]["source"] == "test.yaml:5"  # type: ignore[index]


def test_scores_a_line_for_choosing_bounds(gate: PolicyGate, tmp_path: Path) -> None:
    file = tmp_path / "texts.jsonl"
    file.write_text('{"id": "a", "text": "two tulip fields"}\n{"text": "none", "stage": "final"}\n')
    assert list(score_file(gate, "d", file)) == [
        {"id": "a", "stage": "input", "scores": {"FLOWER": 1.0}},
        {"id": 2, "stage": "final", "scores": {}},
    ]
    with pytest.raises(UsageError, match="no detector 'x'"):
        list(score_file(gate, "x", file))
    for line in ('{"id": 1}', '{"text": "x", "passages": "one"}', '{"text": "x", "passages": [1]}'):
        file.write_text(line + "\n")
        with pytest.raises(UsageError, match="line 1"):
            list(score_file(gate, "d", file))


FACTS = """
detectors: {facts: {type: support}}
rules: [{id: unsupported, category: ungrounded, stages: [final], detector: facts, when: {lt: 0.3}, action: warn}]
"""


def test_an_answer_is_scored_and_explained_against_its_passages(tmp_path: Path) -> None:
    gate = gate_from(tmp_path, FACTS)
    given, said = ["The lease ends on 3 May 2027."], "The lease ends on 3 June 2027."
    file = tmp_path / "texts.jsonl"
    lines = [{"text": said, "passages": given}, {"text": given[0], "passages": given}, {"text": said}]
    file.write_text("".join(json.dumps(line) + "\n" for line in lines))
    wrong, right, without = score_file(gate, "facts", file)
    assert {line["stage"] for line in (wrong, right, without)} == {"final"}
    assert wrong["scores"]["support"] < 0.3 < right["scores"]["support"] == 1.0  # type: ignore[index]
    assert without["scores"] == {}
    (explained,) = explain(gate, said, ["final"], passages=as_passages(given))
    assert explained["action"] == "warn"


def test_without_anything_to_find_there_is_no_precision(gate: PolicyGate) -> None:
    report = run_cases(gate, [case("allow", "a tulip"), case("allow", "a rose")]).as_json()
    assert (report["precision"], report["f1"], report["false_positive_rate"]) == (None, None, 0.5)
    assert report["stages"] == {"input": 2}
    assert ("stages", "input 2") in as_table(report)
    assert report["failures"][0]["stage"] == "input"  # type: ignore[index]


def test_lines_that_do_not_say_what_is_right_are_measured(gate: PolicyGate, tmp_path: Path) -> None:
    file = tmp_path / "cases.jsonl"
    lines = ['{"stage": "input", "text": "a tulip"}', '{"stage": "input", "text": "a rose"}']
    file.write_text("\n".join([*lines, '{"stage": "input", "text": "tulip", "expect": "block"}']))
    report = run_cases(gate, read_cases(file)).as_json()
    assert (report["n"], report["right"], report["without_expect"], report["failures"]) == (3, 1, 2, [])
    assert report["decided"] == {"block": {"block": 1}, "": {"block": 1, "allow": 1}}
    assert (report["precision"], report["recall"], report["false_positive_rate"]) == (1.0, 1.0, None)
    assert ("without expect", "block 1, allow 1") in as_table(report)
