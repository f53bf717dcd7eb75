"""The turn that is being answered: its question, the parts that it may use, and what was gathered on the way.

Invariant: a verdict that has something to say is remembered when it is told, and a turn ends once, with all of it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from assistant.answer.reader.sentences import SentenceReader
from assistant.domain.events import Blocked, Checked, Finished, Routed, Step
from assistant.domain.ports.embed import Embedder
from assistant.domain.ports.generate import Citer, Composer, Generator
from assistant.domain.ports.guard import Consent, Gate
from assistant.domain.ports.retrieve import Retriever
from assistant.domain.ports.store import Library
from assistant.domain.ports.tables import TableQueries
from assistant.domain.records.answers import Answer, Citation
from assistant.domain.records.passages import Budget, Evidence, Passage, Turn
from assistant.domain.records.program import ProgramFacts
from assistant.domain.records.results import Coverage, find_table
from assistant.domain.records.verdicts import Verdict
from assistant.domain.scope import Scope
from assistant.domain.stop import StopSignal

REFUSAL = "Nothing in your files answers this."


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerParts:
    """What questions are answered with. The gate is that of the turn: it stays the same until the turn ends."""

    library: Library
    retriever: Retriever
    reader: SentenceReader
    embedder: Embedder
    composer: Composer
    generator: Generator
    citer: Citer
    gate: Gate
    max_passages: int
    facts: Callable[[], ProgramFacts]
    queries: TableQueries | None = None  # SQL over tables; without it tables are only searched as text
    consent: Consent | None = None  # whom a rule with the action `ask` asks; without it the answer is no

    @property
    def writer(self) -> Generator | None:
        """The generator, if it is a language model; None if it only quotes."""
        return None if self.generator.writes_citations else self.generator


@dataclass(slots=True)
class OpenTurn:
    """One question on its way to an answer, and the only thing that a task is given."""

    parts: AnswerParts
    question: str  # cleaned; from the check of the input on, as the gate lets it pass
    history: Sequence[Turn]
    scope: Scope
    stop: StopSignal
    started: float = field(default_factory=time.monotonic)
    verdicts: list[Verdict] = field(default_factory=list)
    passages: tuple[Passage, ...] = ()
    evidence: Evidence | None = None
    budget: Budget | None = None
    task: str = "lookup"
    others: tuple[str, ...] = ()
    steps: list[str] = field(default_factory=list)
    coverage: Coverage | None = None
    query: str = ""  # the SQL that was run
    own_words: bool = False
    trouble: str = ""  # why the language model failed, where quotes stand without it
    by_program: bool = False  # no model wrote any of the answer: it is quotes, and sentences that the program computed
    timings_ms: dict[str, float] = field(default_factory=dict)
    ended: bool = False
    generator: str = field(init=False)  # its name when the turn began: a server's may become longer on the way

    def __post_init__(self) -> None:
        self.generator = self.parts.generator.name

    def lap(self, name: str, since: float) -> float:
        """Add the time since `since` (monotonic seconds) to the stage `name`; returns now."""
        now = time.monotonic()
        self.timings_ms[name] = round(self.timings_ms.get(name, 0.0) + (now - since) * 1000, 1)
        return now

    def route(self, task: str, others: Sequence[str]) -> Routed:
        """From here on the question is answered as `task`."""
        self.task, self.others = task, tuple(others)
        return Routed(task, self.others)

    def step(self, text: str, done: int = 0, total: int = 0, left_s: float = 0.0) -> Step:
        """Tell what is being done; a step that is only counted on (the same text) is remembered once."""
        if not self.steps or self.steps[-1] != text:
            self.steps.append(text)
        return Step(text, done, total, left_s)

    def may_go_on(self, verdict: Verdict, path: str = "") -> bool:
        """False where a rule asks the person and the answer is no."""
        consent = self.parts.consent
        return verdict.action != "ask" or (consent is not None and consent(verdict, path))

    def note(self, verdict: Verdict, path: str = "") -> Iterator[Checked]:
        """Remember and tell a verdict that has something to say."""
        if verdict.findings:
            self.verdicts.append(verdict)
            yield Checked(verdict, path)

    def block(self, verdict: Verdict) -> Iterator[Blocked | Finished]:
        """End by a verdict, which is told once."""
        self.verdicts.append(verdict)
        yield Blocked(verdict)
        yield self.end(verdict.message, blocked=True)

    def refuse(self) -> Finished:
        """End because the files do not answer."""
        return self.end(REFUSAL, refused=True)

    def end(
        self,
        text: str,
        *,
        refused: bool = False,
        blocked: bool = False,
        interrupted: bool = False,
        citations: tuple[Citation, ...] = (),
    ) -> Finished:
        """The last event of the turn, with what was gathered."""
        self.ended = True
        self.lap("total", self.started)
        answer = Answer(
            text=text,
            refused=refused,
            generator=self.generator,
            citations=citations,
            passages=self.passages,
            verdicts=tuple(self.verdicts),
            timings_ms=dict(self.timings_ms),
            blocked=blocked,
            interrupted=interrupted,
            evidence=self.evidence,
            budget=self.budget,
            task=self.task,
            others=self.others,
            steps=tuple(self.steps),
            table=find_table(text),
            coverage=self.coverage,
            query=self.query,
            own_words=self.own_words,
            trouble=self.trouble,
        )
        return Finished(answer)
