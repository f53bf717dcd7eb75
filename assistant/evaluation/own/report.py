"""Where retrieval and answers fall short on the person's own files, in figures and in plain words.

Invariant: every question goes through the product's own journey, the guard included, and nothing is kept.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from assistant.domain.records.answers import Answer
from assistant.domain.records.documents import Chunk
from assistant.domain.stop import StopSignal
from assistant.evaluation.matching.tokens import says, tokens
from assistant.evaluation.own.make import OwnQuestion
from assistant.evaluation.shares import Share
from assistant.text.quantity import count

_KINDS = {
    "PDF files": (".pdf",),
    "documents": (".docx", ".odt", ".rtf", ".doc"),
    "tables": (".csv", ".tsv", ".xlsx", ".ods"),
    "slides": (".pptx", ".odp"),
    "mails": (".eml", ".mbox", ".msg"),
    "web pages": (".html", ".htm"),
    "notes and texts": (".txt", ".md", ".rst"),
}
_KIND_OF = {suffix: kind for kind, suffixes in _KINDS.items() for suffix in suffixes}
_STYLES = {
    "figure": "for a figure",
    "row": "for a cell of a table",
    "name": "for a name",
    "model": "in a model's words",
}
_UNREAD = {
    "no_text": "scans without text",
    "needs_password": "locked by a password",
    "damaged": "damaged",
    "empty": "empty",
    "policy": "kept out by a rule",
}
_FEWEST = 3  # questions from which a kind of file is judged
_WEAKEST = 3  # kinds that are named
_WEAK = 0.1  # below the share of all


@dataclass(frozen=True, slots=True)
class OwnOutcome:
    """A question and what came of it. `found`: the page that it was made from is among the passages or citations."""

    question: OwnQuestion
    answer: Answer
    milliseconds: float

    @property
    def found(self) -> bool:
        wanted = (self.question.path, self.question.page)
        places = [(path, passage.page) for passage in self.answer.passages for path in _paths(passage.chunk)]
        places += [(citation.path, citation.page) for citation in self.answer.citations]
        return any((path, page or wanted[1]) == wanted for path, page in places)

    @property
    def answered(self) -> bool:
        return not self.answer.refused and not self.answer.blocked

    @property
    def right(self) -> bool:
        return self.answered and says(tokens(self.answer.text), tokens(self.question.expected))

    @property
    def kind(self) -> str:
        suffix = PurePath(self.question.path).suffix.lower()
        return _KIND_OF.get(suffix, f"{suffix or 'other'} files")


@dataclass(frozen=True, slots=True)
class OwnReport:
    """What `assistant eval own` prints. `unread`: how many files were not asked about, by reason."""

    outcomes: tuple[OwnOutcome, ...]
    unread: dict[str, int]
    generator: str

    @property
    def wrong(self) -> tuple[OwnOutcome, ...]:
        return tuple(outcome for outcome in self.outcomes if not outcome.right)

    def as_json(self) -> dict[str, Any]:
        """The documented shape. Files are those with a wrong answer, the worst first."""
        files = Counter(outcome.question.path for outcome in self.outcomes)
        wrong = Counter(outcome.question.path for outcome in self.wrong)
        return {
            "schema": 1,
            **_figures(self.outcomes),
            "kinds": {kind: _figures(found) for kind, found in self._by(lambda one: one.kind)},
            "styles": {style: _figures(found) for style, found in self._by(lambda one: one.question.style)},
            "files": [
                {"path": path, "n": files[path], "right": files[path] - missed} for path, missed in wrong.most_common()
            ],
            "unread": self.unread,
            "generator": self.generator,
            "words": self.words(),
        }

    def words(self) -> list[str]:
        """The report in sentences."""
        if not self.outcomes:
            return [
                "No question could be made: there is no file with whole sentences or rows in reach.",
                *self._left_out(),
            ]
        right = Share(sum(one.right for one in self.outcomes), len(self.outcomes))
        low, high = right.interval
        said = [
            f"Of {count(right.n, 'question')} {sum(one.found for one in self.outcomes)} found the right page, "
            f"{right.right} were answered rightly, {sum(not one.answered for one in self.outcomes)} were refused.",
            f"With so many questions the true share of right answers lies between {low:.0%} and {high:.0%}.",
        ]
        if weak := self._weakest():
            said.append(f"Weakest: {', '.join(weak)}.")
        if len(self.outcomes) - sum(one.found for one in self.outcomes) > right.n / 4:
            said.append("Mostly the page is not found: ask with words that stand in the file, or limit the files.")
        said.append("The questions use words of the files, so questions in your own words will do somewhat worse.")
        return [*said, *self._left_out()]

    def _weakest(self) -> list[str]:
        """Kinds of files and of questions that are clearly below the share of all."""
        share = len(self.outcomes) - len(self.wrong)
        groups = [(kind, found) for kind, found in self._by(lambda one: one.kind)]
        groups += [(f"questions {_STYLES[style]}", found) for style, found in self._by(lambda one: one.question.style)]
        rights = [(name, Share(sum(one.right for one in found), len(found))) for name, found in groups]
        limit = share / len(self.outcomes) - _WEAK
        weak = sorted(
            (right.value, name, right) for name, right in rights if right.n >= _FEWEST and right.value < limit
        )
        return [f"{name} ({right.right} of {right.n})" for _, name, right in weak[:_WEAKEST]]

    def _left_out(self) -> list[str]:
        if not self.unread:
            return []
        reasons = ", ".join(f"{number} {_UNREAD.get(reason, reason)}" for reason, number in sorted(self.unread.items()))
        return [f"Not asked about, because they could not be read: {reasons}."]

    def _by(self, key: Callable[[OwnOutcome], str]) -> list[tuple[str, list[OwnOutcome]]]:
        groups: dict[str, list[OwnOutcome]] = {}
        for outcome in self.outcomes:
            groups.setdefault(key(outcome), []).append(outcome)
        return sorted(groups.items())


def ask_own(
    questions: Sequence[OwnQuestion],
    ask: Callable[[str], Answer],
    stop: StopSignal,
    on_progress: Callable[[int, int], None],
) -> tuple[OwnOutcome, ...]:
    """Ask every question, until `stop` is set; the question that it interrupts is left out."""
    outcomes = []
    for number, question in enumerate(questions):
        on_progress(number, len(questions))
        started = time.perf_counter()
        answer = ask(question.question)
        if stop.stopped:
            break
        outcomes.append(OwnOutcome(question, answer, (time.perf_counter() - started) * 1000))
    return tuple(outcomes)


def _figures(outcomes: Sequence[OwnOutcome]) -> dict[str, Any]:
    right = Share(sum(outcome.right for outcome in outcomes), len(outcomes))
    return {
        "n": right.n,
        "found": sum(outcome.found for outcome in outcomes),
        "answered": sum(outcome.answered for outcome in outcomes),
        "right": right.right,
        "interval": right.as_json()["interval"],
    }


def _paths(chunk: Chunk) -> tuple[str, ...]:
    return (chunk.path, *chunk.also_at)
