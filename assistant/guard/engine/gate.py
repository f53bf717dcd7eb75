"""Checks texts by a policy.

Invariant: `check("output", text)` sends the text through the same stream as `open_stream`, so both decide the same.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Mapping, Sequence

from assistant.domain.events import Blocked, Checked
from assistant.domain.ports.guard import OutputStream
from assistant.domain.records.passages import Passage
from assistant.domain.records.verdicts import ACTION_ORDER, Action, Finding, PolicyInfo, Stage, Verdict
from assistant.guard.audit.decision import Decision, Recorder
from assistant.guard.detectors.detector import Content, Detector
from assistant.guard.engine.redact import Pseudonyms, Redactor
from assistant.guard.engine.rules import Decided, Rulebook
from assistant.guard.engine.stream import HoldbackStream, OutputEvent
from assistant.guard.policy.policy import Policy


class PolicyGate:
    """One policy with its detectors; see the Gate port."""

    def __init__(
        self,
        policy: Policy,
        detectors: Mapping[str, Detector],
        *,
        unavailable: Sequence[str] = (),
        recorder: Recorder | None = None,
    ) -> None:
        self._policy = policy
        self._book = Rulebook(policy, detectors, unavailable)
        self._recorder = recorder
        self._key = secrets.token_bytes(16)
        # Shared by all texts: a person is the same PERSON-1 in an answer, in its quotes, and in the next answer.
        self._pseudonyms = Pseudonyms()
        models = [detector.identity for detector in self._book.detectors.values() if detector.has_model]
        self._info = PolicyInfo(
            policy.id,
            policy.hash,
            policy.description,
            len(policy.rules),
            tuple(unavailable),
            tuple(dict.fromkeys(models)),
            policy.stage_hash("ingest", unavailable),
        )

    @property
    def policy(self) -> PolicyInfo:
        return self._info

    @property
    def rulebook(self) -> Rulebook:
        """The rules and detectors, for the policy commands."""
        return self._book

    def check(
        self,
        stage: Stage,
        text: str,
        *,
        path: str = "",
        passages: Sequence[Passage] = (),
        question: str = "",
        between: Callable[[], None] | None = None,
    ) -> Verdict:
        """See the Gate port. In `observe` mode findings keep their actions, and the text goes on unchanged."""
        started = time.perf_counter()
        content = Content(stage, text, path=path, passages=passages, question=question)
        verdict = self._judge(content, Redactor(self._key, self._pseudonyms), between)
        self._record(stage, text, verdict.findings, started)
        return observed(verdict, text) if self._policy.mode == "observe" else verdict

    def judge(
        self, stage: Stage, text: str, *, path: str = "", passages: Sequence[Passage] = (), question: str = ""
    ) -> Verdict:
        """The verdict of enforced rules, whatever the mode. Nothing is recorded, and no pseudonym is remembered."""
        content = Content(stage, text, path=path, passages=passages, question=question)
        return self._judge(content, Redactor(self._key))

    def open_stream(self, passages: Sequence[Passage] = (), question: str = "") -> OutputStream:
        content = Content("output", "", passages=passages, question=question)
        observe = self._policy.mode == "observe"
        stream = HoldbackStream(self._book, content, Redactor(self._key, self._pseudonyms), observe=observe)
        return stream if self._recorder is None else _RecordedStream(stream, self._record)

    def _record(self, stage: Stage, text: str, findings: Sequence[Finding], started: float) -> None:
        if findings and self._recorder is not None:
            milliseconds = (time.perf_counter() - started) * 1000
            decision = Decision(stage, self._info, findings, self._book.identities, milliseconds)
            self._recorder.record(decision, text)

    def _judge(self, content: Content, redactor: Redactor, between: Callable[[], None] | None = None) -> Verdict:
        if content.stage == "output":
            return self._judge_as_stream(content, redactor)
        rules = self._book.rules(content)
        if content.stage == "ingest":
            decided = self._book.decide_in_windows(content, rules, between)
        else:
            decided = self._book.decide(content, rules)
        return conclude(content.stage, content.text, decided, redactor)

    def _judge_as_stream(self, content: Content, redactor: Redactor) -> Verdict:
        stream = HoldbackStream(self._book, content, redactor)
        events = [*stream.feed(content.text), *stream.finish()]
        findings: list[Finding] = []
        for event in events:
            if isinstance(event, Checked | Blocked):
                findings += event.verdict.findings
            if isinstance(event, Blocked):
                return Verdict("output", "block", "", tuple(findings), event.verdict.message)
        return Verdict("output", strongest(findings), stream.released, tuple(findings))


class _RecordedStream:
    """A stream with an audit record of its decisions."""

    def __init__(self, stream: HoldbackStream, record: Callable[[Stage, str, Sequence[Finding], float], None]) -> None:
        self._stream = stream
        self._record = record

    def feed(self, piece: str) -> list[OutputEvent]:
        started = time.perf_counter()
        return self._write(self._stream.feed(piece), started)

    def finish(self) -> list[OutputEvent]:
        started = time.perf_counter()
        return self._write(self._stream.finish(), started)

    @property
    def released(self) -> str:
        return self._stream.released

    def _write(self, events: list[OutputEvent], started: float) -> list[OutputEvent]:
        for event in events:
            if isinstance(event, Checked | Blocked):
                self._record("output", self._stream.received, event.verdict.findings, started)
        return events


def conclude(stage: Stage, text: str, decided: Sequence[Decided], redactor: Redactor) -> Verdict:
    """A verdict from all findings: the strongest action decides, and all redactions are applied together."""
    findings = tuple(item.finding for item in decided)
    action = strongest(findings)
    first = next((finding for finding in findings if finding.action == action), None)
    message = first.message if first is not None else ""
    if action in ("block", "drop_passage"):
        return Verdict(stage, action, "", findings, message)
    replacements = [item.replacement for item in decided if item.replacement is not None]
    return Verdict(stage, action, redactor.redact(text, 0, len(text), replacements), findings, message)


def strongest(findings: Sequence[Finding]) -> Action:
    """The strongest action of `findings` (see ACTION_ORDER); `allow` without findings."""
    return min((finding.action for finding in findings), key=ACTION_ORDER.index, default="allow")


def observed(verdict: Verdict, text: str) -> Verdict:
    """The verdict of a policy in `observe` mode: the same findings, and the unchanged `text`."""
    return Verdict(verdict.stage, "log" if verdict.findings else "allow", text, verdict.findings)
