"""How well questions are answered. A YAML file holds them, each with the file, page and strings of a right answer.

Invariant: every question goes through the product's own journey, the guard included.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.domain.errors import UsageError
from assistant.domain.records.answers import Answer
from assistant.domain.records.passages import Turn
from assistant.evaluation.questions import Kind, Question
from assistant.text.folding import fold_text

Ask = Callable[[str, Sequence[Turn]], Answer]


@dataclass(frozen=True, slots=True)
class Outcome:
    """A question, its answer and how long it took."""

    question: Question
    answer: Answer
    milliseconds: float

    @property
    def correct(self) -> bool:
        """Whether the answer holds one of the expected strings, white space and case aside."""
        text = fold_text(self.answer.text)
        return not self.answer.refused and any(fold_text(expected) in text for expected in self.question.answers)

    @property
    def citation_right(self) -> bool:
        """Whether the first citation names the expected file and page (or a file that answers as well)."""
        if not self.answer.citations or self.question.file is None:
            return False
        first = self.answer.citations[0]
        path = Path(first.path).as_posix()
        if path.endswith(f"/{self.question.file}"):
            return first.page == self.question.page
        return any(path.endswith(f"/{other}") for other in self.question.also)


@dataclass(frozen=True, slots=True)
class AnswersReport:
    """What `assistant eval answers` prints."""

    outcomes: tuple[Outcome, ...]

    def as_json(self) -> dict[str, Any]:
        unanswerable = [outcome for outcome in self.outcomes if outcome.question.kind == "unanswerable"]
        refused = [outcome for outcome in self.outcomes if outcome.answer.refused]
        rightly_refused = [outcome for outcome in unanswerable if outcome.answer.refused]
        return {
            "schema": 1,
            "answerable": self._counts("answerable"),
            "follow_up": self._counts("follow_up"),
            "unanswerable": {"n": len(unanswerable), "refused": len(rightly_refused)},
            "refusal": {
                "precision": round(len(rightly_refused) / len(refused), 3) if refused else 1.0,
                "recall": round(len(rightly_refused) / len(unanswerable), 3) if unanswerable else 1.0,
            },
            "median_ms": round(statistics.median(outcome.milliseconds for outcome in self.outcomes), 1),
        }

    def _counts(self, kind: Kind) -> dict[str, int]:
        found = [outcome for outcome in self.outcomes if outcome.question.kind == kind]
        return {
            "n": len(found),
            "answered": sum(not outcome.answer.refused for outcome in found),
            "correct": sum(outcome.correct for outcome in found),
            "citation_right": sum(outcome.citation_right for outcome in found),
        }


def evaluate_answers(questions: Iterable[Question], ask: Ask) -> AnswersReport:
    """Ask every question and compare."""
    outcomes: list[Outcome] = []
    for question in questions:
        started = time.perf_counter()
        answer = ask(question.question, question.history)
        outcomes.append(Outcome(question, answer, (time.perf_counter() - started) * 1000))
    if not outcomes:
        raise UsageError("There is no question to ask.", "Give a file with questions, and a split that it has.")
    return AnswersReport(tuple(outcomes))
