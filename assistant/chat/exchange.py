"""A question and the state of its turn, built from the turn's events.

Invariant: `text` holds only what the output guard released; after a `Blocked` it is the rule's message, and after
an interruption nothing more is added.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

from assistant.domain.scope import Scope

if TYPE_CHECKING:
    from assistant.domain.events import AnswerEvent, Checked, Step
    from assistant.domain.records.answers import Answer, Citation
    from assistant.domain.records.chats import Standing, StoredTurn
    from assistant.domain.records.files import FileRecord
    from assistant.domain.records.passages import Evidence, Passage, Turn
    from assistant.domain.records.results import Coverage

State = Literal[
    "waiting", "searching", "writing", "answered", "refused", "blocked", "interrupted", "failed", "forgotten"
]
OPEN_STATES: frozenset[State] = frozenset({"waiting", "searching", "writing"})


@dataclass(frozen=True, slots=True)
class Source:
    """A span of a file that can be opened: `quote` is at the offsets `start` to `end` in the text of `page`."""

    number: int
    path: str
    page: int | None
    start: int
    end: int
    quote: str
    headings: tuple[str, ...] = ()
    standing: Standing = "same"
    recognised: int = 0  # percent, see Citation


@dataclass(slots=True, eq=False)
class Exchange:
    """The state of one turn; changed only on the app's own thread."""

    number: int
    question: str
    scope: Scope = field(default_factory=Scope)
    wanted: str = ""  # the kind of answer that the person asked for, "" for the program's choice
    tried: tuple[str, ...] = ()  # the kinds in which the same question was answered before
    state: State = "waiting"
    queued: bool = False  # it waits for the end of the answer before
    begun: bool = False  # its turn was started
    still_read: tuple[int, int] | None = None  # (done, total) files, where it was asked while they were being read
    again: bool = False  # it was refused while files were being read, and asked again by the program
    text: str = ""
    task: str = ""  # the kind of question that it is answered as, "" while that is not known
    others: tuple[str, ...] = ()  # the next likely kinds
    steps: list[str] = field(default_factory=list)  # what was done, in words
    doing: Step | None = None  # what is being done now
    coverage: Coverage | None = None
    query: str = ""
    own_words: bool = False
    trouble: str = ""
    checks: list[Checked] = field(default_factory=list)
    passages: tuple[Passage, ...] = ()
    evidence: Evidence | None = None
    searched_as: str = ""
    citations: tuple[Citation, ...] = ()
    answer: Answer | None = None
    error: str = ""  # why it failed or was interrupted
    asked: float = field(default_factory=time.time)  # seconds since 1970
    turn: Turn | None = None  # for later questions, once the `log` stage has seen it
    kept: StoredTurn | None = None  # set for a turn from the ledger, which has no passages and no answer
    standings: dict[str, Standing] = field(default_factory=dict)  # of the cited files, by path
    hashes: dict[str, str] = field(default_factory=dict)  # of cited files, as they were when last seen unchanged

    @property
    def is_open(self) -> bool:
        """Whether more of the answer may come."""
        return self.state in OPEN_STATES

    def apply(self, event: AnswerEvent) -> None:
        """Take in one event. After an interruption no more text is added, but a rule may still take text away."""
        from assistant.domain import events

        match event:
            case events.Checked():
                self.checks.append(event)
            case events.Routed(task=task, others=others):
                self.task, self.others = task, others
            case events.Step() if self.is_open:
                self._note_step(event)
            case events.Retrieved(passages=passages, evidence=evidence, question=searched_as):
                self.passages, self.evidence, self.searched_as = passages, evidence, searched_as
                self.state = "searching" if self.is_open else self.state
            case events.Delta(text=text) if self.is_open:
                self.text += text
                self.state = "writing"
            case events.Blocked(verdict=verdict):
                self.checks.append(events.Checked(verdict))
                self.text, self.state = verdict.message or "A rule stopped this answer.", "blocked"
                self.citations = ()
            case events.Cited(citations=citations):
                self.citations = citations
            case events.Finished(answer=answer):
                self._finish(answer)

    def _note_step(self, step: Step) -> None:
        """A step that is only counted on has the same words, and is noted once."""
        self.doing = step
        if not self.steps or self.steps[-1] != step.text:
            self.steps.append(step.text)

    def _finish(self, answer: Answer) -> None:
        self.answer, self.doing = answer, None
        self.task, self.others, self.steps = answer.task, answer.others, list(answer.steps)
        self.coverage, self.query, self.own_words = answer.coverage, answer.query, answer.own_words
        self.trouble = answer.trouble
        self.passages = answer.passages or self.passages
        self.evidence = answer.evidence or self.evidence
        self.citations = answer.citations
        if answer.blocked:
            self.text, self.state = answer.text or self.text, "blocked"
        elif self.state == "interrupted" or answer.interrupted:
            if self.is_open:  # no person interrupted it
                self.error = "the model ended in the middle; ask again, it is started anew"
            # The final check may have hidden something in what was already shown.
            self.text, self.state = answer.text or self.text, "interrupted"
        else:
            self.text, self.state = answer.text, "refused" if answer.refused else "answered"

    @property
    def next_way(self) -> str:
        """The likeliest kind of answer that was not tried for this question; after the last one the first again."""
        before = {*self.tried, self.task}
        return next((task for task in self.others if task not in before), next(iter(self.others), ""))

    def interrupt(self) -> None:
        """Stop here: the text so far stays, later text is dropped."""
        if self.is_open:
            self.state, self.doing = "interrupted", None

    def fail(self, error: str) -> None:
        """End with an error; the text so far stays."""
        if self.is_open:
            self.state, self.error, self.doing = "failed", error, None

    def sources(self) -> tuple[Source, ...]:
        """The sources that the digit keys open: the citations, or the nearest passages of a refused question."""
        if self.state == "refused":
            return tuple(_nearest(number, passage) for number, passage in enumerate(self.passages[:5], start=1))
        headings = {passage.chunk.id: passage.chunk.headings for passage in self.passages}
        return tuple(
            Source(
                citation.number, citation.path, citation.page, citation.start, citation.end, citation.quote,
                headings.get(citation.chunk_id, ()), self.standings.get(citation.path, "same"),
                citation.recognised,
            )
            for citation in sorted(self.citations, key=lambda citation: citation.number)
        )  # fmt: skip

    def note_files(self, files: Sequence[FileRecord]) -> None:
        """Record the present hashes of the cited files among `files`."""
        by_path = {file.path: file.sha256 for file in files if file.state == "indexed"}
        for citation in self.citations:
            if citation.path in by_path and self.standings.get(citation.path, "same") == "same":
                self.hashes.setdefault(citation.path, by_path[citation.path])

    def compare(self, files: Sequence[FileRecord]) -> bool:
        """Check the cited files against `files`; a citation follows a moved file. True if a source has changed."""
        before = self.sources()
        self.note_files(files)
        by_path = {file.path: file.sha256 for file in files if file.state == "indexed"}
        by_hash = {digest: path for path, digest in by_path.items()}
        moved: dict[str, str] = {}
        for path in dict.fromkeys(citation.path for citation in self.citations):
            digest = self.hashes.get(path)
            if digest is not None and by_path.get(path) == digest:
                self.standings[path] = "same"
            elif digest and digest in by_hash:
                moved[path] = by_hash[digest]
                self.hashes[by_hash[digest]] = digest
            elif digest is not None or self.standings.get(path, "same") == "same":
                self.standings[path] = "changed" if path in by_path else "gone"
        self.citations = tuple(replace(cited, path=moved.get(cited.path, cited.path)) for cited in self.citations)
        return self.sources() != before

    def source(self, number: int) -> Source | None:
        return next((source for source in self.sources() if source.number == number), None)


def _nearest(number: int, passage: Passage) -> Source:
    from assistant.domain.records.documents import recognised_percent

    chunk = passage.chunk
    sure = recognised_percent(chunk.marks)
    return Source(number, chunk.path, chunk.page, chunk.start, chunk.end, passage.text, chunk.headings, recognised=sure)
