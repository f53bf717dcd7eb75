"""Two policies at once: what passes has passed the person's own policy, and then that of the door.

Invariant: nothing is let through that either of them stops, drops or hides, and a yes to a question of a rule lets
nothing in that another rule drops.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypedDict

from assistant.domain.events import Blocked, Checked, Delta
from assistant.domain.ports.guard import Gate, OutputStream
from assistant.domain.records.passages import Passage
from assistant.domain.records.verdicts import ACTION_ORDER, PolicyInfo, Stage, Verdict

_Event = Delta | Checked | Blocked


class _About(TypedDict):
    path: str
    passages: Sequence[Passage]
    question: str
    between: Callable[[], None] | None


class BothGates:
    """The Gate port over two gates, one behind the other."""

    def __init__(self, first: Gate, second: Gate) -> None:
        self._first = first
        self._second = second

    @property
    def policy(self) -> PolicyInfo:
        first, second = self._first.policy, self._second.policy
        return replace(
            second,
            id=f"{first.id} and {second.id}",
            hash=f"{first.hash[:16]}+{second.hash[:16]}",
            rules=first.rules + second.rules,
            degraded=tuple(dict.fromkeys((*first.degraded, *second.degraded))),
            models=tuple(dict.fromkeys((*first.models, *second.models))),
        )

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
        """See the Gate port. What the first hides, the second still sees when it decides whether the text goes on."""
        about: _About = {"path": path, "passages": passages, "question": question, "between": between}
        first = self._first.check(stage, text, **about)
        if first.keeps_out:
            return _out(first)
        before = self._second.check(stage, text, **about)
        second = before if first.text == text else self._second.check(stage, first.text, **about)
        for verdict in (before, second):
            if verdict.keeps_out:
                return _out(verdict, first)
        if before.action == "ask":
            second = replace(second, action="ask", findings=before.findings, message=before.message)
        return _joined(first, second)

    def open_stream(self, passages: Sequence[Passage] = (), question: str = "") -> OutputStream:
        return _BothStreams(
            self._first.open_stream(passages, question),
            self._second.open_stream(passages, question),
        )


def _out(verdict: Verdict, *others: Verdict) -> Verdict:
    findings = tuple(finding for one in (*others, verdict) for finding in one.findings)
    return Verdict(verdict.stage, "block" if verdict.stops else "drop_passage", "", findings, verdict.message)


def _joined(first: Verdict, second: Verdict) -> Verdict:
    stronger = min((first, second), key=lambda verdict: ACTION_ORDER.index(verdict.action))
    return Verdict(first.stage, stronger.action, second.text, (*first.findings, *second.findings), stronger.message)


class _BothStreams:
    """What the first stream releases goes through the second."""

    def __init__(self, first: OutputStream, second: OutputStream) -> None:
        self._first = first
        self._second = second

    @property
    def released(self) -> str:
        return self._second.released

    def feed(self, piece: str) -> list[_Event]:
        return self._through(self._first.feed(piece))

    def finish(self) -> list[_Event]:
        events = self._through(self._first.finish())
        return events if _ends(events) else [*events, *self._second.finish()]

    def _through(self, events: Sequence[_Event]) -> list[_Event]:
        through: list[_Event] = []
        for event in events:
            through += self._second.feed(event.text) if isinstance(event, Delta) else [event]
            if _ends(through):
                break
        return through


def _ends(events: Sequence[_Event]) -> bool:
    return any(isinstance(event, Blocked) for event in events)
