"""Measures how well passages are found and questions are answered, with the product's own parts.

Invariant: retrieval is measured in a temporary library; the person's own library is only read.
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
    """A question with a wrong result. `faults`: "answered" or "refused" wrongly, or a wrong "answer" or "citation"."""

    id: str
    question: str
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AnswersMeasured:
    """The figures over all questions, and the questions with a wrong result."""

    report: AnswersReport
    wrong: tuple[WrongAnswer, ...]


def measure_retrieval(folder: Path, on_progress: Callable[[int, int], None]) -> RetrievalReport:
    """Index the BEIR test set in `folder` and rank its documents.

    `on_progress` gets (documents indexed, documents in all).

    Raises UsageError for a folder that holds no test set, ModelMissing.
    """
    from assistant.evaluation.beir import read_retrieval_set
    from assistant.evaluation.retrieval import evaluate_retrieval

    test_set = read_retrieval_set(folder)
    with (
        tempfile.TemporaryDirectory(prefix="assistant-eval-") as scratch,
        retrieval_parts_here(Path(scratch)) as parts,
    ):
        return evaluate_retrieval(test_set, parts, on_progress)


def measure_answers(file: Path, split: str | None) -> AnswersMeasured:
    """Ask the questions in `file` (only those of `split`, if given) and compare. Raises UsageError, NothingFound."""
    from assistant.evaluation.answers import evaluate_answers
    from assistant.evaluation.questions import read_questions

    questions = [question for question in read_questions(file) if split in (None, question.split)]
    with open_assistant_here() as assistant:

        def ask(question: str, history: Sequence[Turn]) -> Answer:
            events = list(assistant.ask(question, history=history))
            return next(event.answer for event in reversed(events) if isinstance(event, Finished))

        report = evaluate_answers(questions, ask)
    return AnswersMeasured(report, tuple(_wrong_answers(report.outcomes)))


def _wrong_answers(outcomes: Sequence[Outcome]) -> Iterator[WrongAnswer]:
    for outcome in outcomes:
        faults = _faults(outcome)
        if faults:
            yield WrongAnswer(outcome.question.id, outcome.question.question, tuple(faults))


def _faults(outcome: Outcome) -> list[str]:
    if outcome.question.kind == "unanswerable":
        return [] if outcome.answer.refused else ["answered"]
    if outcome.answer.refused:
        return ["refused"]
    return [*([] if outcome.correct else ["answer"]), *([] if outcome.citation_right else ["citation"])]
