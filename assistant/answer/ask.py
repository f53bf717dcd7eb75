"""Journey 2: question -> guard -> retrieve -> guard -> generate -> guard -> events.

Invariant: nothing is yielded, and nothing reaches a generator, that the gate has not checked; the turn keeps the gate
it began with.
"""

from __future__ import annotations

import time
from collections import abc
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from assistant.answer.first_use import FirstUse
from assistant.domain.errors import AssistantError, GenerationFailed, UsageError
from assistant.domain.events import AnswerEvent, Blocked, Checked, Cited, Delta, Finished, Retrieved
from assistant.domain.ports.generate import Citer, Composer, Generator
from assistant.domain.ports.guard import Consent, Gate, OutputStream
from assistant.domain.ports.retrieve import Retriever
from assistant.domain.ports.store import Library
from assistant.domain.records.answers import Answer, Citation
from assistant.domain.records.passages import Budget, Evidence, NumberedPassage, Passage, Prompt, Turn
from assistant.domain.records.verdicts import Verdict
from assistant.domain.scope import Scope
from assistant.domain.stop import StopSignal
from assistant.text.clean import clean

REFUSAL = "Nothing in your files answers this."
_NO_EVIDENCE = Evidence(sufficient=False, score=0.0, threshold=0.0)


@dataclass(slots=True)
class _Turn:
    """What one turn gathers on its way."""

    generator: str
    started: float = field(default_factory=time.monotonic)
    verdicts: list[Verdict] = field(default_factory=list)
    passages: tuple[Passage, ...] = ()
    evidence: Evidence | None = None
    budget: Budget | None = None
    timings_ms: dict[str, float] = field(default_factory=dict)

    def lap(self, name: str, since: float) -> float:
        """Add the time since `since` (monotonic seconds) to the stage `name`; returns now."""
        now = time.monotonic()
        self.timings_ms[name] = round(self.timings_ms.get(name, 0.0) + (now - since) * 1000, 1)
        return now

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

    def end(
        self,
        text: str,
        *,
        refused: bool = False,
        blocked: bool = False,
        interrupted: bool = False,
        citations: tuple[Citation, ...] = (),
    ) -> Finished:
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
        )
        return Finished(answer)


@dataclass(frozen=True, slots=True)
class Answering:
    """The parts of the journey; `ask` runs one turn."""

    library: Library
    retriever: Retriever
    composer: Composer
    generator: Generator
    citer: Citer
    gate: Gate
    max_passages: int
    consent: Consent | None = None  # whom a rule with the action `ask` asks; without it the answer is no

    def ask(self, question: str, history: Sequence[Turn], scope: Scope, stop: StopSignal) -> Iterator[AnswerEvent]:
        """One turn. Raises UsageError for an empty question, GenerationFailed if the model never said a word."""
        asked = clean(question).strip()
        if not asked:
            raise UsageError("The question is empty.", "Type a question about your files.")
        turn = _Turn(self.generator.name)
        mark = time.monotonic()
        verdict = self.gate.check("input", asked)
        mark = turn.lap("guard", mark)
        if verdict.stops or not self._may_go_on(verdict):
            yield from turn.block(verdict)
            return
        yield from turn.note(verdict)
        yield from self._retrieve(turn, verdict.text, history, scope)
        if turn.evidence is None or not turn.evidence.sufficient:
            yield turn.end(REFUSAL, refused=True)
            return
        if stop.stopped:
            yield turn.end("", interrupted=True)
            return
        prompt = self.composer.compose(verdict.text, turn.passages, history)
        turn.budget = prompt.budget
        yield from self._generate(turn, prompt, verdict.text, stop)

    def _may_go_on(self, verdict: Verdict, path: str = "") -> bool:
        return verdict.action != "ask" or (self.consent is not None and self.consent(verdict, path))

    def _retrieve(self, turn: _Turn, question: str, history: Sequence[Turn], scope: Scope) -> Iterator[AnswerEvent]:
        """Search for one rewrite after the other until the evidence is enough; if it never is, the first stands."""
        seen: dict[tuple[str, str], Verdict | None] = {}
        tried: list[Retrieved] = []
        for query in self.retriever.rewrites(question, history):
            mark = time.monotonic()
            found = self.retriever.retrieve(query, k=self.max_passages, scope=scope)
            mark = turn.lap("retrieve", mark)
            kept = yield from self._admit(turn, found, question, seen)
            mark = turn.lap("guard", mark)
            evidence = self.retriever.judge(query, kept) if kept else _NO_EVIDENCE
            turn.lap("retrieve", mark)
            tried.append(Retrieved(kept, evidence, query))
            if evidence.sufficient:
                break
        chosen = tried[-1] if tried[-1].evidence.sufficient else tried[0]
        turn.passages, turn.evidence = chosen.passages, chosen.evidence
        yield chosen

    def _admit(
        self, turn: _Turn, found: Sequence[Passage], question: str, seen: dict[tuple[str, str], Verdict | None]
    ) -> abc.Generator[AnswerEvent, None, tuple[Passage, ...]]:
        """The passages that the gate lets into the turn, as it lets them.

        `seen` has the verdict on each path and text, None where it stays out: nobody is told or asked twice.
        """
        kept: list[Passage] = []
        for passage in found:
            key = (passage.path, passage.text)
            if key not in seen:
                verdict = self.gate.check(
                    "retrieval", passage.text, path=passage.path, passages=(passage,), question=question
                )
                yield from turn.note(verdict, passage.path)
                out = verdict.action in ("block", "drop_passage") or not self._may_go_on(verdict, passage.path)
                seen[key] = None if out else verdict
            let = seen[key]
            if let is not None:
                kept.append(passage if let.text == passage.text else replace(passage, text=let.text))
        return tuple(kept)

    def _generate(self, turn: _Turn, prompt: Prompt, question: str, stop: StopSignal) -> Iterator[AnswerEvent]:
        stream = self.gate.open_stream(turn.passages, question)
        mark = time.monotonic()
        numbers = FirstUse({passage.number for passage in prompt.passages})
        shown: list[str] = []
        failed = False
        try:
            for event in self._released(stream, prompt, stop, turn):
                if isinstance(event, Blocked):
                    yield from turn.block(event.verdict)
                    return
                if isinstance(event, Checked):
                    turn.verdicts.append(event.verdict)
                    yield event
                    continue
                marked = numbers.feed(self._mark(event, prompt.passages).text)
                if not marked:
                    continue
                if not shown:
                    turn.lap("first_text", turn.started)
                shown.append(marked)
                yield Delta(marked)
        except GenerationFailed:
            if not shown:
                raise
            failed = True
        turn.lap("generate", mark)
        if left := numbers.finish():
            shown.append(left)
            yield Delta(left)
        cited = numbers.used(prompt.passages)
        yield from self._conclude(turn, "".join(shown), cited, question, failed or stop.stopped)

    def _released(
        self, stream: OutputStream, prompt: Prompt, stop: StopSignal, turn: _Turn
    ) -> Iterator[Delta | Checked | Blocked]:
        """What the output guard lets through; after a block the generator is closed at once."""
        pieces = self.generator.generate(prompt, stop)
        before = ""
        try:
            for piece in pieces:
                mark = time.monotonic()
                # With the character before it, so that a joiner at a seam is judged by its neighbour.
                text = clean(before + piece)[len(before) :]
                before = text[-1:] or before
                events = stream.feed(text)
                turn.lap("guard", mark)
                yield from events
                if any(isinstance(event, Blocked) for event in events):
                    return
                if stop.stopped:
                    break
        finally:
            close = getattr(pieces, "close", None)
            if close is not None:
                close()
        yield from stream.finish()

    def _mark(self, delta: Delta, passages: Sequence[NumberedPassage]) -> Delta:
        return delta if self.generator.writes_citations else Delta(self.citer.mark(delta.text, passages))

    def _conclude(
        self, turn: _Turn, text: str, cited: Sequence[NumberedPassage], question: str, interrupted: bool
    ) -> Iterator[AnswerEvent]:
        """The whole answer once more: the final rules, and citations that stand where they say."""
        if not text.strip():
            yield turn.end("" if interrupted else REFUSAL, refused=not interrupted, interrupted=interrupted)
            return
        mark = time.monotonic()
        verdict = self.gate.check("final", text, passages=turn.passages, question=question)
        mark = turn.lap("guard", mark)
        if verdict.stops:
            yield from turn.block(verdict)
            return
        yield from turn.note(verdict)
        final, citations = self.citer.cite(verdict.text, cited, self._page_text)
        mark = turn.lap("cite", mark)
        citations = tuple(self._checked_quote(one, turn.passages, question) for one in citations)
        turn.lap("guard", mark)
        yield Cited(citations)
        yield turn.end(final, citations=citations, interrupted=interrupted)

    def _checked_quote(self, citation: Citation, passages: Sequence[Passage], question: str) -> Citation:
        """The quote comes from the page, behind the checks of passages and of the answer: what those may not show, it
        may not either."""
        passed = self.gate.check("retrieval", citation.quote, path=citation.path, question=question)
        quote = _goes_on(passed)
        if quote:
            shown = self.gate.check("output", quote, path=citation.path, passages=passages, question=question)
            quote = _goes_on(shown)
        return citation if quote == citation.quote else replace(citation, quote=quote)

    def _page_text(self, path: str, page: int | None) -> str:
        try:
            return self.library.page_text(path, page or 1)
        except (KeyError, AssistantError):
            return ""


def _goes_on(verdict: Verdict) -> str:
    """What a verdict leaves of a quote; nothing where it stops it, or would have to ask."""
    return "" if verdict.stops or verdict.action in ("ask", "drop_passage") else verdict.text
