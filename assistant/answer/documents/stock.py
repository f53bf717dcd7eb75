"""The files that a task looks through: those with readable text, each content once, and what became of the others.

Invariant: every file in scope is counted once, in exactly one of the numbers of the receipt.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath

from assistant.answer.turn import OpenTurn
from assistant.domain.events import Step
from assistant.domain.records.files import FileRecord
from assistant.domain.records.results import Coverage

_STEP_EVERY_S = 0.1  # a face draws no oftener


@dataclass(frozen=True, slots=True)
class Document:
    """The files of one content, by path. All of them have the same text."""

    copies: tuple[FileRecord, ...]

    @property
    def path(self) -> str:
        return self.copies[0].path


@dataclass(slots=True)
class Stock:
    """What is in scope, and what has become of it so far."""

    documents: list[Document]
    unread: list[FileRecord]  # listed, but without text: damaged, locked, waiting
    barred: list[FileRecord]  # kept out of the library by a rule
    matched: list[Document] = field(default_factory=list)
    unmatched: list[Document] = field(default_factory=list)
    kept_out: list[Document] = field(default_factory=list)  # a rule dropped what it says

    def coverage(self) -> Coverage:
        """The receipt; documents that became nothing yet were not looked at."""
        total = sum(len(document.copies) for document in self.documents)
        matched, unmatched, dropped = map(_files, (self.matched, self.unmatched, self.kept_out))
        return Coverage(
            in_scope=total + len(self.unread) + len(self.barred),
            matched=matched,
            unmatched=unmatched,
            unread=len(self.unread),
            kept_out=len(self.barred) + dropped,
            left=total - matched - unmatched - dropped,
        )


def take_stock(turn: OpenTurn) -> Stock:
    """All files in the turn's scope, by path."""
    records = turn.parts.library.files_within(turn.scope)
    copies: dict[str, list[FileRecord]] = {}
    for record in records:
        if record.state == "indexed":
            copies.setdefault(record.sha256 or record.path, []).append(record)
    out = [record for record in records if record.state != "indexed"]
    return Stock(
        [Document(tuple(sorted(group, key=_by_name))) for group in copies.values()],
        [record for record in out if record.reason != "policy"],
        [record for record in out if record.reason == "policy"],
    )


def _by_name(record: FileRecord) -> tuple[int, str]:
    """Of copies the one with the shortest name first: "list.txt" goes before "list (copy).txt"."""
    return len(PurePath(record.path).name), record.path


@dataclass(slots=True)
class Pace:
    """Tells a step now and then, with the time that the rest takes at the pace so far."""

    turn: OpenTurn
    text: str
    total: int
    _started: float = field(default_factory=time.monotonic)
    _told: float = 0.0

    def at(self, done: int) -> Iterator[Step]:
        """The step for `done` of `total`, unless one was told a moment ago."""
        now = time.monotonic()
        if now - self._told < _STEP_EVERY_S and done < self.total:
            return
        self._told = now
        left_s = (now - self._started) / done * (self.total - done) if done else 0.0
        yield self.turn.step(self.text, done, self.total, round(left_s, 1))


def _files(documents: Sequence[Document]) -> int:
    return sum(len(document.copies) for document in documents)
