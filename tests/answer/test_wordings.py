"""Each wording goes to its task: among about, talk, dates and compare, whose rules are in their own hands."""

from __future__ import annotations

from typing import Any, cast

import pytest

from assistant.answer.tasks.about import About
from assistant.answer.tasks.compare import Compare
from assistant.answer.tasks.dates import Dates
from assistant.answer.tasks.talk import Talk
from assistant.answer.tasks.task import Task
from assistant.answer.turn import AnswerParts, OpenTurn
from assistant.domain.scope import Scope
from assistant.domain.stop import StopSignal
from tests.answer.wordings import LATER, MEASURED
from tests.generate.scripted import ScriptedGenerator
from tests.guard.scripted import ScriptedGate

TASKS: tuple[Task, ...] = (Talk(), About(), Dates(), Compare())


def turn(question: str) -> OpenTurn:
    """A turn of a task whose rules read the question alone."""
    part = cast(Any, None)
    parts = AnswerParts(
        library=part, retriever=part, reader=part, embedder=part, composer=part, citer=part, facts=part,
        generator=ScriptedGenerator([]), gate=ScriptedGate({}), max_passages=5,
    )  # fmt: skip
    return OpenTurn(parts, question, (), Scope(), StopSignal())


@pytest.mark.parametrize(
    ("name", "question"),
    [(name, asked) for wordings in (MEASURED, LATER) for name in wordings for asked in wordings[name]],
)
def test_a_wording_goes_to_its_task(name: str, question: str) -> None:
    fits = {task.name: task.fits(turn(question)) for task in TASKS}
    assert max(fits, key=lambda task: fits[task]) == name and fits[name] > 0.5, fits
