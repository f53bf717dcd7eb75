"""How decisions of two ways to compute are compared."""

from __future__ import annotations

from tests.benchmarks.models.decisions import beside, questions


def test_a_decision_that_fell_the_other_way_is_counted_and_named() -> None:
    one = {"a": (True, 0.8, "a.md"), "b": (True, 0.51, "b.md"), "c": (False, 0.1, ""), "d": (False, 0.2, "d.md")}
    other = {**one, "b": (False, 0.49, "b.md"), "d": (False, 0.3, "e.md")}
    found = beside(one, other)
    assert found["same_decision"]["right"] == 3
    assert found["same_file_first"]["right"] == 3
    assert found["other_decision"] == {"b": (0.51, 0.49)}
    assert round(found["score_moved"]["max"], 6) == 0.1


def test_the_questions_are_the_same_each_time_and_each_is_asked_once() -> None:
    asked = [one.question for one in questions(400)]
    assert asked == [one.question for one in questions(400)]
    assert len(set(asked)) == len(asked) == 400
