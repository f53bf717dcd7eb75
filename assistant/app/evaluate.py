"""Measures how well passages are found and questions are answered, with the product's own parts.

Invariant: retrieval is measured in a temporary library; the person's own library is only read, and nothing is kept.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.app.open import open_assistant_here, retrieval_parts_here
from assistant.domain.events import Finished

if TYPE_CHECKING:
    from assistant.app.local import LocalAssistant
    from assistant.domain.records.answers import Answer
    from assistant.domain.records.passages import Turn
    from assistant.evaluation.answers import AnswersReport, Outcome
    from assistant.evaluation.judging import Files
    from assistant.evaluation.questions import Question
    from assistant.evaluation.retrieval import RetrievalReport


@dataclass(frozen=True, slots=True)
class WrongAnswer:
    """A question with a wrong result. `faults` says what is wrong in words, `said` is the beginning of the answer."""

    id: str
    question: str
    task: str
    answered_as: str
    faults: tuple[str, ...]
    said: str


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


def measure_answers(
    file: Path,
    split: str | None = None,
    task: str | None = None,
    on_progress: Callable[[int, int], None] = lambda done, total: None,
) -> AnswersReport:
    """Ask the questions in `file` (only those of `split` and of the kind `task`, if given) and compare.

    Raises UsageError, NothingFound.
    """
    from assistant.evaluation.questions import read_questions

    questions = [
        question
        for question in read_questions(file)
        if split in (None, question.split) and task in (None, question.fitting_tasks[0])
    ]
    with open_assistant_here() as assistant:
        return ask_all(assistant, questions, on_progress)


def ask_all(
    assistant: LocalAssistant, questions: Sequence[Question], on_progress: Callable[[int, int], None]
) -> AnswersReport:
    """Ask `questions` of the library of `assistant` and compare. Raises UsageError, NothingFound."""
    from assistant.evaluation.answers import evaluate_answers
    from assistant.evaluation.machine import this_machine

    def ask(question: str, history: Sequence[Turn]) -> Answer:
        events = list(assistant.ask(question, history=history))
        return next(event.answer for event in reversed(events) if isinstance(event, Finished))

    return evaluate_answers(
        questions,
        ask,
        files_of(assistant),
        generator=assistant.parts.generator.name,
        machine=this_machine(),
        on_progress=on_progress,
    )


def wrong_answers(report: AnswersReport) -> list[WrongAnswer]:
    """What went wrong, for a person to read."""
    return [_wrong(outcome) for outcome in report.outcomes if outcome.faults or _cited_wrongly(outcome)]


def files_of(assistant: LocalAssistant) -> Files:
    """The files that are read, and their text; each text is put together once."""
    from functools import cache

    from assistant.evaluation.judging import Files

    pages = {record.path: record.pages for record in assistant.files() if record.state == "indexed"}

    @cache
    def text_of(path: str) -> str:
        return "\n\n".join(assistant.parts.library.page_text(path, page) for page in range(1, pages[path] + 1))

    return Files(tuple(sorted(pages)), text_of)


def _cited_wrongly(outcome: Outcome) -> bool:
    return outcome.answered and bool(outcome.question.sources) and not outcome.citation_right


def _wrong(outcome: Outcome) -> WrongAnswer:
    from assistant.evaluation.judging import FAULTS

    faults = [FAULTS[fault.name] + (f" ({fault.detail})" if fault.detail else "") for fault in outcome.faults]
    if _cited_wrongly(outcome):
        faults.append("the first citation is not the right one")
    question = outcome.question
    return WrongAnswer(
        question.id,
        question.question,
        question.fitting_tasks[0],
        outcome.answer.task,
        tuple(faults),
        outcome.answer.text,
    )
