"""How well questions are answered: by kind of question, with intervals, and what went wrong.

Invariant: every question goes through the product's own journey, the guard included.
"""

from __future__ import annotations

import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from assistant.domain.errors import UsageError
from assistant.domain.records.answers import Answer
from assistant.domain.records.passages import Turn
from assistant.evaluation.judging import Fault, Files, citation_right, faults, files_found, values_found
from assistant.evaluation.machine import Machine
from assistant.evaluation.matching.own_words import polarity_of
from assistant.evaluation.questions import Question
from assistant.evaluation.shares import Share, refusal_curve

Ask = Callable[[str, Sequence[Turn]], Answer]
OnProgress = Callable[[int, int], None]  # questions asked, questions in all


@dataclass(frozen=True)
class Outcome:
    """A question, its answer, how long it took and what is wrong with it."""

    question: Question
    answer: Answer
    milliseconds: float
    files: Files

    @cached_property
    def faults(self) -> tuple[Fault, ...]:
        return faults(self.question, self.answer, self.files)

    @property
    def correct(self) -> bool:
        return not self.faults

    @property
    def answered(self) -> bool:
        return not self.answer.refused and not self.answer.blocked

    @property
    def citation_right(self) -> bool:
        return self.answered and citation_right(self.question, self.answer)

    @property
    def score(self) -> float:
        """The judgement's score of the evidence; where nothing was judged, above or below all scores."""
        if self.answer.evidence is not None:
            return self.answer.evidence.score
        return 2.0 if self.answered else -1.0


@dataclass(frozen=True)
class AnswersReport:
    """What `assistant eval answers` prints."""

    outcomes: tuple[Outcome, ...]
    generator: str
    machine: Machine

    @property
    def wrong(self) -> tuple[Outcome, ...]:
        return tuple(outcome for outcome in self.outcomes if outcome.faults)

    def as_json(self) -> dict[str, Any]:
        """The documented shape: the figures of schema 1, and beside them those by kind of question."""
        unanswerable = self._of("unanswerable")
        refused = [outcome for outcome in self.outcomes if outcome.answer.refused]
        rightly = Share(sum(outcome.answer.refused for outcome in unanswerable), len(unanswerable))
        return {
            "schema": 1,
            "answerable": _counts(self._of("answerable")),
            "follow_up": _counts(self._of("follow_up")),
            "unanswerable": {
                "n": rightly.n,
                "refused": rightly.right,
                "interval": rightly.as_json()["interval"],
                "by_miss": {
                    miss: Share(sum(one.answer.refused for one in found), len(found)).as_json()
                    for miss, found in _grouped(unanswerable, lambda one: one.question.miss or "")
                },
            },
            "refusal": {
                "precision": round(rightly.right / len(refused), 3) if refused else 1.0,
                "recall": round(rightly.value, 3) if unanswerable else 1.0,
                "curve": self.curve(),
            },
            "tasks": {
                task: {**_counts(found), **_details(task, found)}
                for task, found in _grouped(self._of("answerable"), lambda one: one.question.fitting_tasks[0])
            },
            "languages": {
                language: _right(found).as_json()
                for language, found in _grouped(
                    [*self._of("answerable"), *self._of("follow_up")], lambda one: one.question.language
                )
            },
            "polarity": self._polarity(),
            "faults": dict(Counter(fault.name for outcome in self.outcomes for fault in outcome.faults)),
            "median_ms": round(statistics.median(outcome.milliseconds for outcome in self.outcomes), 1),
            "generator": self.generator,
            "machine": self.machine.as_json(),
        }

    def curve(self) -> list[dict[str, float]]:
        """See `refusal_curve`; the answerable questions are those that one passage answers."""
        lookups = [one for one in self._of("answerable") if "lookup" in one.question.fitting_tasks]
        return refusal_curve([one.score for one in lookups], [one.score for one in self._of("unanswerable")])

    def _of(self, kind: str) -> list[Outcome]:
        return [outcome for outcome in self.outcomes if outcome.question.kind == kind]

    def _polarity(self) -> dict[str, int]:
        """Of the yes/no questions that were answered: what was said in words."""
        asked = [one for one in self.outcomes if one.question.polarity]
        said = [polarity_of(one.answer) if one.answered else None for one in asked]
        pairs = list(zip(asked, said, strict=True))
        return {
            "n": len(asked),
            "right": sum(one.question.polarity == word for one, word in pairs),
            "wrong": sum(word is not None and one.question.polarity != word for one, word in pairs),
            "only_shown": sum(word is None and one.correct for one, word in pairs),
        }


def evaluate_answers(
    questions: Iterable[Question],
    ask: Ask,
    files: Files,
    *,
    generator: str,
    machine: Machine,
    on_progress: OnProgress = lambda done, total: None,
) -> AnswersReport:
    """Ask every question and compare. Raises UsageError where there is none."""
    asked = list(questions)
    if not asked:
        raise UsageError(
            "There is no question to ask.", "Give a file with questions, and a split and task that it has."
        )
    outcomes: list[Outcome] = []
    for number, question in enumerate(asked):
        on_progress(number, len(asked))
        started = time.perf_counter()
        answer = ask(question.question, question.history)
        outcomes.append(Outcome(question, answer, (time.perf_counter() - started) * 1000, files))
    on_progress(len(asked), len(asked))
    return AnswersReport(tuple(outcomes), generator, machine)


def _right(outcomes: Sequence[Outcome]) -> Share:
    return Share(sum(outcome.correct for outcome in outcomes), len(outcomes))


def _counts(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """`cited`: the answered questions that should have a citation; `citation_right`: those whose first one is right."""
    right = _right(outcomes)
    cited = [outcome for outcome in outcomes if outcome.answered and outcome.question.sources]
    return {
        "n": right.n,
        "answered": sum(outcome.answered for outcome in outcomes),
        "correct": right.right,
        "interval": right.as_json()["interval"],
        "citation_right": sum(outcome.citation_right for outcome in cited),
        "cited": len(cited),
        "routed": sum(outcome.answer.task in outcome.question.fitting_tasks for outcome in outcomes),
        "median_ms": round(statistics.median(outcome.milliseconds for outcome in outcomes), 1) if outcomes else 0.0,
    }


def _details(task: str, outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """Of a survey the files that it found, of a task with values its cells, beside whole answers."""
    if task == "survey":
        found = [files_found(one.question, one.answer, one.files) for one in outcomes]
        recall = Share(sum(right for right, _, _ in found), sum(expected for _, expected, _ in found))
        return {"files": recall.as_json(), "other_files": sum(others for _, _, others in found)}
    if task == "each":
        cells = Share(
            sum(values_found(one.question, one.answer, one.files) for one in outcomes),
            sum(len(one.question.values) for one in outcomes),
        )
        return {"values": cells.as_json()}
    return {}


def _grouped(outcomes: Iterable[Outcome], key: Callable[[Outcome], str]) -> list[tuple[str, list[Outcome]]]:
    groups: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        groups.setdefault(key(outcome), []).append(outcome)
    return sorted(groups.items())
