"""Measuring the product with its own parts: how well passages are found, and how well questions are answered.

Invariant: retrieval is measured in a library that is thrown away; the person's own library is only asked.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.app.open import open_assistant_here, retrieval_parts_here
from assistant.domain.events import Finished

if TYPE_CHECKING:
    from assistant.domain.records.answers import Answer
    from assistant.domain.records.passages import Turn
    from assistant.evaluation.answers import AnswersReport, Outcome
    from assistant.evaluation.retrieval import RetrievalReport


@dataclass(frozen=True, slots=True)
class WrongAnswer:
    """A question of the file that went wrong; `what` of it, in words."""

    id: str
    question: str
    what: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AnswersMeasured:
    """The figures over all questions, and the questions that went wrong."""

    report: AnswersReport
    wrong: tuple[WrongAnswer, ...]


def measure_retrieval(folder: Path, tell: Callable[[int, int], None]) -> RetrievalReport:
    """Index the BEIR test set in `folder` and rank its documents; `tell` gets how many of how many are indexed.

    Raises UsageError for a folder that holds no test set, ModelMissing.
    """
    from assistant.evaluation.beir import read_retrieval_set
    from assistant.evaluation.retrieval import evaluate_retrieval

    test_set = read_retrieval_set(folder)
    with (
        tempfile.TemporaryDirectory(prefix="assistant-eval-") as place,
        retrieval_parts_here(Path(place)) as parts,
    ):
        return evaluate_retrieval(test_set, parts, tell)


def measure_answers(file: Path, split: str | None) -> AnswersMeasured:
    """Ask the questions in `file`, of its half `split` or all, and compare. Raises UsageError, NothingFound."""
    from assistant.evaluation.answers import evaluate_answers, read_questions

    questions = [question for question in read_questions(file) if split in (None, question.split)]
    with open_assistant_here() as assistant:

        def ask(question: str, history: Sequence[Turn]) -> Answer:
            events = list(assistant.ask(question, history=history))
            return next(event.answer for event in reversed(events) if isinstance(event, Finished))

        report = evaluate_answers(questions, ask)
    return AnswersMeasured(report, tuple(_wrong_answers(report.outcomes)))


def _wrong_answers(outcomes: Sequence[Outcome]) -> Iterator[WrongAnswer]:
    for outcome in outcomes:
        what = _what_is_wrong(outcome)
        if what:
            yield WrongAnswer(outcome.question.id, outcome.question.question, tuple(what))


def _what_is_wrong(outcome: Outcome) -> list[str]:
    if outcome.question.kind == "unanswerable":
        return [] if outcome.answer.refused else ["answered"]
    if outcome.answer.refused:
        return ["refused"]
    return [*([] if outcome.correct else ["answer"]), *([] if outcome.citation_right else ["citation"])]
