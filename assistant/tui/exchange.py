"""One question and what came of it, as the screen needs it: the events of a turn folded into a state.

Invariant: `text` holds only what the output guard released; after a `Blocked` it is the rule's message, and after
an interruption nothing more is added.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from assistant.core.events import AnswerEvent, Blocked, Checked, Cited, Delta, Finished, Retrieved
from assistant.core.records import Answer, Citation, Evidence, Passage, Scope, Turn

State = Literal["waiting", "searching", "writing", "answered", "refused", "blocked", "interrupted", "failed"]
OPEN_STATES: frozenset[State] = frozenset({"waiting", "searching", "writing"})


@dataclass(frozen=True, slots=True)
class Source:
    """A place in a file that can be opened: `start:end` of the text of `page`, where `quote` stands."""

    number: int
    path: str
    page: int | None
    start: int
    end: int
    quote: str
    headings: tuple[str, ...] = ()


@dataclass(slots=True, eq=False)
class Exchange:
    """The view of one turn; changed only on the app's own thread."""

    number: int
    question: str
    scope: Scope = field(default_factory=Scope)
    state: State = "waiting"
    text: str = ""
    checks: list[Checked] = field(default_factory=list)
    passages: tuple[Passage, ...] = ()
    evidence: Evidence | None = None
    searched_as: str = ""
    citations: tuple[Citation, ...] = ()
    answer: Answer | None = None
    trouble: str = ""
    turn: Turn | None = None  # for later questions, once the `log` stage has seen it

    @property
    def is_open(self) -> bool:
        """Whether more of the answer may come."""
        return self.state in OPEN_STATES

    def apply(self, event: AnswerEvent) -> None:
        """Take in one event. After an interruption no more text is added, but a rule may still take text away."""
        match event:
            case Checked():
                self.checks.append(event)
            case Retrieved(passages=passages, evidence=evidence, question=searched_as):
                self.passages, self.evidence, self.searched_as = passages, evidence, searched_as
                self.state = "searching" if self.is_open else self.state
            case Delta(text=text) if self.is_open:
                self.text += text
                self.state = "writing"
            case Blocked(verdict=verdict):
                self.checks.append(Checked(verdict))
                self.text, self.state = verdict.message or "A rule stopped this answer.", "blocked"
                self.citations = ()
            case Cited(citations=citations):
                self.citations = citations
            case Finished(answer=answer):
                self._finish(answer)

    def _finish(self, answer: Answer) -> None:
        self.answer = answer
        self.passages = answer.passages or self.passages
        self.evidence = answer.evidence or self.evidence
        self.citations = answer.citations
        if answer.blocked:
            self.text, self.state = answer.text or self.text, "blocked"
        elif self.state == "interrupted" or answer.interrupted:
            if self.is_open:  # nobody pressed esc
                self.trouble = "the model ended in the middle; ask again, it is started anew"
            # The final check may have hidden something in what was already shown.
            self.text, self.state = answer.text or self.text, "interrupted"
        else:
            self.text, self.state = answer.text, "refused" if answer.refused else "answered"

    def interrupt(self) -> None:
        """The person stopped it: what is there stays, what still comes is dropped."""
        if self.is_open:
            self.state = "interrupted"

    def fail(self, trouble: str) -> None:
        """The turn ended with an error; what was released stays."""
        if self.is_open:
            self.state, self.trouble = "failed", trouble

    def sources(self) -> tuple[Source, ...]:
        """What the digits open: the citations, or the nearest passages where the files do not answer."""
        if self.state == "refused":
            return tuple(_nearest(number, passage) for number, passage in enumerate(self.passages[:5], start=1))
        headings = {passage.chunk.id: passage.chunk.headings for passage in self.passages}
        return tuple(
            Source(
                citation.number, citation.path, citation.page, citation.start, citation.end, citation.quote,
                headings.get(citation.chunk_id, ()),
            )
            for citation in sorted(self.citations, key=lambda citation: citation.number)
        )  # fmt: skip

    def source(self, number: int) -> Source | None:
        return next((source for source in self.sources() if source.number == number), None)


def _nearest(number: int, passage: Passage) -> Source:
    chunk = passage.chunk
    return Source(number, chunk.path, chunk.page, chunk.start, chunk.end, passage.text, chunk.headings)
