"""Asks questions that were made from the library, and lets through those that are answered well.

Invariant: each goes through the whole journey with its guard, quotes alone answer it, and nothing of it is kept.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from functools import cache
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
_MOST_OF_A_SORT = {"money": 2, "date": 2, "person": 2, "definition": 2}  # others: 1
_MOST_OF_A_FILE = 2
_MOST_ALIKE = {"mention": 2, "summary": 3}  # also where nothing else is left to fill up with
_FEWEST_ROWS = 2  # of a list of files
_TELLING_CHARS = 40  # of the sentence that a summary begins with; less is a heading or a field


def suggest(
    opened: Parts, paths: Paths, summary: Callable[[], LibrarySummary], count: int, seed: int, stop: StopSignal
) -> Iterator[str]:
    """At most `count` questions as they are found to be answered well; ends early once `stop` is set."""
    from assistant.app.journeys import answer_parts
    from assistant.evaluation.own.choose import PagedFile
    from assistant.evaluation.own.offered import PAGE_CHARS, offered_questions

    opened.library.require_same_identity()
    parts = answer_parts(opened, paths, summary, None)
    files = [file for file in parts.library.files_within(Scope()) if file.state == "indexed"]

    def page_text(path: str, page: int) -> str:
        with suppress(KeyError, AssistantError):
            return parts.library.page_text(path, page)
        return ""

    @cache
    def admitted(path: str, page: int) -> str | None:
        with suppress(AssistantError):
            verdict = parts.gate.check("retrieval", page_text(path, page)[:PAGE_CHARS], path=path)
            return None if verdict.action in ("block", "drop_passage", "ask", "redact") else verdict.text
        return None

    made = offered_questions(
        [PagedFile(file.path, file.pages) for file in files],
        {file.path: file.title for file in files},
        seed,
        page_text,
        admitted,
    )

    def good(one: Offered) -> bool:
        # With the gate of this moment: the policy may change meanwhile.
        return is_answered(one, _ask(answer_parts(opened, paths, summary, None), one.question, stop))

    yield from _varied(islice(made, _MOST_TRIED), good, count, stop)


def _varied(made: Iterator[Offered], good: Callable[[Offered], bool], count: int, stop: StopSignal) -> Iterator[str]:
    """Few of each sort and file first; what is left over fills up where there are not enough."""
    sorts, files = Counter[str](), Counter[str]()
    spare: list[Offered] = []
    for one in made:
        if stop.stopped or count <= 0:
            return
        if sorts[one.sort] >= _MOST_OF_A_SORT.get(one.sort, 1) or files[one.path] >= _MOST_OF_A_FILE:
            spare.append(one)
        elif good(one):
            sorts[one.sort] += 1
            files[one.path] += 1
            count -= 1
            yield one.question
    for one in spare:
        if stop.stopped or count <= 0:
            return
        if sorts[one.sort] < _MOST_ALIKE.get(one.sort, _MOST_TRIED) and good(one):
            sorts[one.sort] += 1
            count -= 1
            yield one.question


def is_answered(one: Offered, answer: Answer | None) -> bool:
    """Whether the answer says what is expected in its first quote, from the page that the question was made from."""
    from assistant.evaluation.matching.tokens import says, tokens

    if answer is None or answer.refused or answer.blocked or answer.interrupted or not answer.citations:
        return False
    if one.sort == "mention":
        return answer.table is not None and len(answer.table.rows) >= _FEWEST_ROWS
    first = min(answer.citations, key=lambda cited: cited.number)
    if one.sort == "summary":
        own = answer.task == "summary" and all(cited.path == one.path for cited in answer.citations)
        return own and len(first.quote) >= _TELLING_CHARS and "; " not in first.quote
    if one.sort == "sum":
        return answer.task == "table" and first.path == one.path and says(tokens(answer.text), tokens(one.expected))
    if first.path != one.path or (first.page is not None and first.page != one.page):
        return False
    return says(tokens(first.quote), tokens(one.expected))


def _ask(parts: AnswerParts, question: str, stop: StopSignal) -> Answer | None:
    from assistant.answer.ask import Answering
    from assistant.answer.extractive import ExtractiveGenerator

    quoting = replace(parts, generator=ExtractiveGenerator(parts.reader), consent=None)
    with suppress(AssistantError):
        for event in Answering(quoting).ask(question, (), Scope(), stop):
            if isinstance(event, Finished):
                return event.answer
    return None
