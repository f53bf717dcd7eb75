"""Shares, intervals, the curve of refusals, and the report over outcomes."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.domain.errors import UsageError
from assistant.domain.records.answers import Answer
from assistant.domain.records.passages import Turn
from assistant.evaluation.answers import evaluate_answers
from assistant.evaluation.machine import Machine, this_machine
from assistant.evaluation.shares import Share, refusal_curve

from .answering import FILES, MACHINE, answer, question


@pytest.mark.parametrize(
    # Newcombe, Statistics in Medicine 17 (1998), table I, method 3
    ("right", "n", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_the_interval_is_that_of_wilson(right: int, n: int, low: float, high: float) -> None:
    assert Share(right, n).interval == pytest.approx((low, high), abs=5e-5)


@given(st.integers(0, 500), st.integers(0, 500))
def test_an_interval_holds_its_share(one: int, other: int) -> None:
    share = Share(min(one, other), max(one, other))
    low, high = share.interval
    assert 0 <= low <= share.value <= high <= 1


def test_the_curve_says_what_each_threshold_would_refuse() -> None:
    answerable = [0.9, 0.8, 0.7, 0.6, 0.5, 0.5, 0.4, 0.3, 0.2, 0.1]
    points = {point["answered"]: point for point in refusal_curve(answerable, [0.85, 0.45, 0.35, 0.05])}
    assert points[0.5]["threshold"] == 0.5
    assert points[0.5]["refused"] == 0.75
    assert points[0.9]["refused"] == 0.25
    assert points[1.0]["refused"] == 0.25
    assert refusal_curve(answerable, []) == []


def test_the_report_counts_by_kind_and_carries_the_task_of_the_turn_before() -> None:
    asked: list[tuple[str, Sequence[Turn]]] = []
    answers = {
        "right": answer("12 sessions [1]", "notes.md", score=0.9),
        "wrong": answer("13 sessions [1]", "old notes.md", score=0.8),
        "refused": answer("Nothing.", refused=True, score=0.1),
        "missed": answer("It is 12.", score=0.7),
        "follow": answer("12", task="table"),
    }

    def ask(text: str, history: Sequence[Turn]) -> Answer:
        asked.append((text, history))
        return answers[text]

    questions = [
        question(id="1", question="right", answers=["12"], file="notes.md"),
        question(id="2", question="wrong", answers=["12"], file="notes.md"),
        question(id="3", question="refused", kind="unanswerable", miss="year"),
        question(id="4", question="missed", kind="unanswerable", miss="unit"),
        question(
            id="5", question="follow", kind="follow_up", task="table", number="12",
            previous={"question": "before", "answer": "yes", "task": "table"},
        ),
    ]  # fmt: skip
    steps: list[tuple[int, int]] = []
    report = evaluate_answers(
        questions, ask, FILES, generator="scripted", machine=MACHINE,
        on_progress=lambda done, total: steps.append((done, total)),
    )  # fmt: skip
    figures = report.as_json()
    assert asked[-1][1] == (Turn("before", "yes", "table"),)
    assert steps[0] == (0, 5)
    assert steps[-1] == (5, 5)
    lookup = figures["tasks"]["lookup"]
    assert (lookup["n"], lookup["correct"], lookup["citation_right"], lookup["cited"]) == (2, 1, 1, 2)
    assert figures["follow_up"]["correct"] == figures["follow_up"]["routed"] == 1
    assert figures["unanswerable"]["refused"] == 1
    assert figures["unanswerable"]["by_miss"]["unit"]["right"] == 0
    assert (figures["refusal"]["precision"], figures["refusal"]["recall"]) == (1.0, 0.5)
    assert figures["refusal"]["curve"][-1] == {"answered": 1.0, "threshold": 0.8, "refused": 1.0}
    assert figures["faults"] == {"answer": 1, "answered": 1}
    assert [outcome.question.id for outcome in report.wrong] == ["2", "4"]
    assert figures["machine"]["vnni"] is False


def test_no_question_is_an_error_with_a_remedy() -> None:
    with pytest.raises(UsageError):
        evaluate_answers([], lambda text, history: answer(), FILES, generator="", machine=MACHINE)


def test_the_machine_says_whether_its_processor_has_vnni() -> None:
    assert Machine("x", 2, ("avx2", "avx512_vnni")).vnni
    assert not Machine("x", 2, ("avx2",)).vnni
    assert this_machine().cores >= 1
