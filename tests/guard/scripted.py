"""The second implementation of the `Gate` port: it looks for words, and shows nothing before the text has ended."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from assistant.domain.events import Blocked, Checked, Delta
from assistant.domain.records.passages import Passage
from assistant.domain.records.verdicts import ACTION_ORDER, Action, Finding, PolicyInfo, Stage, Verdict


class ScriptedGate:
    """`words`: word -> what happens to a text that holds it. A hidden word is written as [HIDDEN]."""

    def __init__(self, words: Mapping[str, Action]) -> None:
        self._words = dict(words)

    @property
    def policy(self) -> PolicyInfo:
        return PolicyInfo("scripted", "0" * 64, "Words", len(self._words))

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
        findings = tuple(
            Finding(word, "words", action, "custom", (at, at + len(word)), 1.0, 0.5, message=f"Rule {word}.")
            for word, action in self._words.items()
            if (at := text.find(word)) >= 0
        )
        action: Action = min((one.action for one in findings), key=ACTION_ORDER.index, default="allow")
        message = next((one.message for one in findings if one.action == action), "")
        if action in ("block", "drop_passage"):
            return Verdict(stage, action, "", findings, message)
        for one in findings:
            text = text.replace(one.rule, "[HIDDEN]") if one.action == "redact" else text
        return Verdict(stage, action, text, findings, message)

    def open_stream(self, passages: Sequence[Passage] = (), question: str = "") -> ScriptedStream:
        return ScriptedStream(self)


class ScriptedStream:
    """Holds everything back."""

    def __init__(self, gate: ScriptedGate) -> None:
        self._gate = gate
        self._held = ""
        self._released = ""
        self._ended = False

    def feed(self, piece: str) -> list[Delta | Checked | Blocked]:
        self._held += "" if self._ended else piece
        return []

    def finish(self) -> list[Delta | Checked | Blocked]:
        if self._ended:
            return []
        self._ended = True
        verdict = self._gate.check("output", self._held)
        if verdict.stops:
            return [Blocked(verdict)]
        self._released = verdict.text
        told: list[Delta | Checked | Blocked] = [Checked(verdict)] if verdict.findings else []
        return [*told, Delta(verdict.text)] if verdict.text else told

    @property
    def released(self) -> str:
        return self._released
