"""Asks questions that were made from the library, and lets through those that are answered well.

Invariant: each goes through the whole journey with its guard, quotes alone answer it, and nothing of it is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from assistant.domain.errors import AssistantError
from assistant.domain.events import Finished
from assistant.domain.scope import Scope

if TYPE_CHECKING:
    from assistant.answer.turn import AnswerParts
    from assistant.app.parts import Parts
    from assistant.config.paths import Paths
    from assistant.domain.records.answers import Answer, LibrarySummary
    from assistant.domain.stop import StopSignal
    from assistant.evaluation.own.offered import Offered

_MOST_TRIED = 40  # each takes about as long as a question of a person
_MOST_OF_A_SORT = {"value": 4, "summary": 1, "mention": 1}
_FEWEST_ROWS = 2  # of a list of files


def suggest(
    opened: Parts, paths: Paths, summary: Callable[[], LibrarySummary], count: int, seed: int, stop: StopSignal
) -> Iterator[str]:
    """At most `count` questions as they are found to be answered well; ends early once `stop` is set."""
    from assistant.app.answer_parts import answer_parts
    from assistant.evaluation.own.choose import PagedFile
    from assistant.evaluation.own.offered import offered_questions

    opened.library.require_same_identity()
    parts = answer_parts(opened, paths, summary, None)
    files = [file for file in parts.library.files_within(Scope()) if file.state == "indexed"]

    def admitted(path: str, page: int) -> str | None:
        with suppress(KeyError, AssistantError):
            verdict = parts.gate.check("retrieval", parts.library.page_text(path, page), path=path)
            return None if verdict.action in ("block", "drop_passage", "ask", "redact") else verdict.text
        return None

    left, asked = dict(_MOST_OF_A_SORT), set[str]()
    made = offered_questions(
        [PagedFile(file.path, file.pages) for file in files], {file.path: file.title for file in files}, seed, admitted
    )
    for one in islice(made, _MOST_TRIED):
        if stop.stopped or count <= 0:
            return
        if not left[one.sort] or one.question in asked:
            continue
        answer = _ask(answer_parts(opened, paths, summary, None), one.question, stop)  # with the gate of this moment
        if is_answered(one, answer):
            asked.add(one.question)
            left[one.sort] -= 1
            count -= 1
            yield one.question


def is_answered(one: Offered, answer: Answer | None) -> bool:
    """Whether the answer says what is expected in its first quote, out of the file that the question was made from."""
    from assistant.evaluation.matching.tokens import says, tokens

    if answer is None or answer.refused or answer.blocked or answer.interrupted or not answer.citations:
        return False
    if one.sort == "mention":
        return answer.table is not None and len(answer.table.rows) >= _FEWEST_ROWS
    if one.sort == "summary":
        return answer.task == "summary" and all(cited.path == one.path for cited in answer.citations)
    first = min(answer.citations, key=lambda cited: cited.number)
    return first.path == one.path and says(tokens(first.quote), tokens(one.expected))


def _ask(parts: AnswerParts, question: str, stop: StopSignal) -> Answer | None:
    from assistant.answer.ask import Answering
    from assistant.answer.extractive import ExtractiveGenerator

    quoting = replace(parts, generator=ExtractiveGenerator(parts.reader), consent=None)
    with suppress(AssistantError):
        for event in Answering(quoting).ask(question, (), Scope(), stop):
            if isinstance(event, Finished):
                return event.answer
    return None
