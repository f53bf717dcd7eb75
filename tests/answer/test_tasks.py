"""Which task takes a question on, and what becomes of one that finds nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, cast

import pytest

from assistant.answer.ask import Answering
from assistant.answer.tasks.registry import TASKS
from assistant.answer.tasks.task import Task
from assistant.answer.turn import AnswerParts, OpenTurn
from assistant.domain.errors import UsageError
from assistant.domain.events import AnswerEvent, Blocked, Checked, Finished, Routed
from assistant.domain.records.answers import Answer
from assistant.domain.records.verdicts import Action
from assistant.domain.scope import Scope
from assistant.domain.stop import StopSignal
from tests.generate.scripted import ScriptedGenerator
from tests.guard.scripted import ScriptedGate


class _Words:
    """Takes questions that hold `word`; with `says` it ends the turn, without it hands it on."""

    def __init__(self, word: str, says: str = "") -> None:
        self.name, self.says, self.asked = word, says, cast("list[str]", [])

    def fits(self, turn: OpenTurn) -> float:
        return (len(self.name) + 1) / 10 if self.name in turn.question else 0.0

    def run(self, turn: OpenTurn) -> Iterator[AnswerEvent]:
        self.asked.append(turn.question)
        if self.says:
            yield turn.end(self.says)


def _ask(question: str, tasks: Sequence[Task], words: dict[str, Action] | None = None) -> list[AnswerEvent]:
    return list(Answering(_parts(words), tasks).ask(question, (), Scope(), StopSignal()))


def _parts(words: dict[str, Action] | None = None) -> AnswerParts:
    part = cast(Any, None)
    return AnswerParts(
        library=part, retriever=part, reader=part, embedder=part, composer=part, citer=part, facts=part,
        generator=ScriptedGenerator([]), gate=ScriptedGate(words or {}), max_passages=5,
    )  # fmt: skip


def _answer(events: list[AnswerEvent]) -> Answer:
    last = events[-1]
    assert isinstance(last, Finished)
    return last.answer


def test_the_first_task_that_takes_a_question_answers_it() -> None:
    total, any_other = _Words("total", says="42"), _Words("", says="other")
    assert _answer(_ask("the total?", [total, any_other])).text == "42"
    assert _answer(_ask("the fence?", [total, any_other])).text == "other"
    assert (total.asked, any_other.asked) == (["the total?"], ["the fence?"])


def test_a_task_that_finds_nothing_hands_the_question_on() -> None:
    total, any_other = _Words("total"), _Words("", says="other")
    assert [type(event) for event in _ask("the total?", [total, any_other])] == [Routed, Routed, Finished]
    assert (total.asked, any_other.asked) == (["the total?"], ["the total?"])


def test_a_task_is_given_the_question_as_the_gate_lets_it_pass() -> None:
    task = _Words("", says="yes")
    assert [type(event) for event in _ask(" my secret ", [task], {"secret": "redact"})] == [
        Checked,
        Routed,
        Finished,
    ]
    assert task.asked == ["my [HIDDEN]"]


def test_no_task_is_asked_where_the_gate_blocks_the_question() -> None:
    task = _Words("", says="yes")
    events = _ask("my secret", [task], {"secret": "block"})
    assert [type(event) for event in events] == [Blocked, Finished]
    assert _answer(events).blocked and task.asked == []


def test_a_task_that_a_person_names_goes_first() -> None:
    total, any_other = _Words("total", says="42"), _Words("", says="other")
    events = list(Answering(_parts(), [any_other, total]).ask("fence?", (), Scope(), StopSignal(), "total"))
    assert events[0] == Routed("total", ("",)) and _answer(events).text == "42" and _answer(events).task == "total"


def test_a_task_that_nobody_has_is_refused_by_name() -> None:
    with pytest.raises(UsageError, match="no task 'dance'"):
        list(Answering(_parts(), [_Words("")]).ask("fence?", (), Scope(), StopSignal(), "dance"))


def test_some_task_takes_every_question() -> None:
    turn = OpenTurn(_parts(), "?", (), Scope(), StopSignal())
    assert any(task.fits(turn) > 0 for task in TASKS)
    assert len({task.name for task in TASKS}) == len(TASKS)
