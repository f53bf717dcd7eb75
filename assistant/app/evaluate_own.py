"""Asks the person's own library questions made from its own files.

Invariant: every text passes the guard before a question is made from it, and nothing is written or kept.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.app.open import open_assistant_here
from assistant.domain.errors import AssistantError
from assistant.domain.events import Finished
from assistant.domain.records.passages import Prompt
from assistant.domain.scope import Scope
from assistant.domain.stop import StopSignal

if TYPE_CHECKING:
    from assistant.app.local import LocalAssistant
    from assistant.domain.records.answers import Answer
    from assistant.evaluation.own.choose import Write
    from assistant.evaluation.own.report import OwnReport

_SYSTEM = (
    "You write questions. Write one short question in everyday words, in the language of the sentence. The sentence "
    "must answer it with the given answer. Do not use the answer in the question. Write the question only."
)
_QUESTION_TOKENS = 60


@dataclass(frozen=True, slots=True)
class OwnMiss:
    """A question that was not answered rightly, as the `log` rules let it be shown."""

    question: str
    expected: str
    said: str
    path: str
    page: int
    found: bool


@dataclass(frozen=True, slots=True)
class OwnMeasured:
    """The report, and the questions that went wrong."""

    report: OwnReport
    missed: tuple[OwnMiss, ...]


def measure_own(
    count: int,
    seed: int,
    scope: Scope,
    stop: StopSignal,
    on_progress: Callable[[int, int], None] = lambda done, total: None,
) -> OwnMeasured:
    """Make at most `count` questions from the files in `scope`, ask them over the same files, and compare.

    Ends early, with what was asked until then, once `stop` is set. Raises NothingFound, ModelMissing.
    """
    from assistant.evaluation.own.choose import PagedFile, choose_questions
    from assistant.evaluation.own.report import OwnReport, ask_own

    with open_assistant_here() as assistant:
        parts = assistant.parts
        records = parts.library.files_within(scope)

        def ask(question: str) -> Answer:
            events = list(assistant.ask(question, scope=scope, stop=stop))
            return next(event.answer for event in reversed(events) if isinstance(event, Finished))

        def admit(text: str, path: str) -> str | None:
            verdict = parts.gate.check("retrieval", text, path=path)
            return None if verdict.action in ("block", "drop_passage", "ask") else verdict.text

        questions = choose_questions(
            [PagedFile(record.path, record.pages) for record in records if record.state == "indexed"],
            count,
            seed,
            parts.library.page_text,
            admit,
            _writer(assistant, stop),
        )
        outcomes = ask_own(questions, ask, stop, on_progress)
        unread = Counter(record.reason for record in records if record.is_unreadable)
        report = OwnReport(outcomes, dict(unread), parts.generator.name)
        missed = tuple(
            OwnMiss(
                assistant.check_log(one.question.question, one.question.path),
                assistant.check_log(one.question.expected, one.question.path),
                assistant.check_log(one.answer.text),
                one.question.path,
                one.question.page,
                one.found,
            )
            for one in report.wrong
        )
        return OwnMeasured(report, missed)


def _writer(assistant: LocalAssistant, stop: StopSignal) -> Write | None:
    """Has the language model write the questions; None if answers are quoted."""
    generator = assistant.parts.generator
    if generator.writes_citations:
        return None

    def write(sentence: str, answer: str) -> str:
        prompt = Prompt(_SYSTEM, f"Sentence: {sentence}\nAnswer: {answer}", (), max_answer_tokens=_QUESTION_TOKENS)
        try:
            return "".join(generator.generate(prompt, stop))
        except AssistantError:
            return ""

    return write
