"""Which task takes a question on, and what becomes of one that finds nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, cast

from assistant.answer.ask import Answering
from assistant.answer.tasks.registry import TASKS
from assistant.answer.tasks.task import Task
from assistant.answer.turn import AnswerParts, OpenTurn
from assistant.domain.events import AnswerEvent, Blocked, Checked, Finished
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

    def takes(self, turn: OpenTurn) -> bool:
        return self.name in turn.question

    def run(self, turn: OpenTurn) -> Iterator[AnswerEvent]:
        self.asked.append(turn.question)
        if self.says:
            yield turn.end(self.says)


def _ask(question: str, tasks: Sequence[Task], words: dict[str, Action] | None = None) -> list[AnswerEvent]:
    return list(Answering(_parts(words), tasks).ask(question, (), Scope(), StopSignal()))


def _parts(words: dict[str, Action] | None = None) -> AnswerParts:
    part = cast(Any, None)
    return AnswerParts(part, part, part, ScriptedGenerator([]), part, ScriptedGate(words or {}), 5)


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
    assert [type(event) for event in _ask("the total?", [total, any_other])] == [Finished]
    assert (total.asked, any_other.asked) == (["the total?"], ["the total?"])


def test_a_task_is_given_the_question_as_the_gate_lets_it_pass() -> None:
    task = _Words("", says="yes")
    assert [type(event) for event in _ask(" my secret ", [task], {"secret": "redact"})] == [Checked, Finished]
    assert task.asked == ["my [HIDDEN]"]


def test_no_task_is_asked_where_the_gate_blocks_the_question() -> None:
    task = _Words("", says="yes")
    events = _ask("my secret", [task], {"secret": "block"})
    assert [type(event) for event in events] == [Blocked, Finished]
    assert _answer(events).blocked and task.asked == []


def test_the_last_task_takes_every_question() -> None:
    assert TASKS[-1].takes(OpenTurn(_parts(), "?", (), Scope(), StopSignal()))
    assert len({task.name for task in TASKS}) == len(TASKS)
