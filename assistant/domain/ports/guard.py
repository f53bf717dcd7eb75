"""Checks texts against the active policy."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from assistant.domain.events import Blocked, Checked, Delta
from assistant.domain.records.passages import Passage
from assistant.domain.records.verdicts import PolicyInfo, Stage, Verdict


class OutputStream(Protocol):
    """The output guard's hold-back stream: feed it the generator's pieces, show what it releases."""

    def feed(self, piece: str) -> list[Delta | Checked | Blocked]:
        """After a Blocked nothing more is released and the generator must be stopped."""
        ...

    def finish(self) -> list[Delta | Checked | Blocked]:
        """Check and release what is still held."""
        ...

    @property
    def released(self) -> str:
        """All text given out so far."""
        ...


class Gate(Protocol):
    """Checks texts against a policy. One gate holds one immutable policy; a turn keeps the gate it began with."""

    @property
    def policy(self) -> PolicyInfo: ...

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
        """Decide about one text; a detector that fails decides by its rule's `on_error`, never by silence.

        `between` is called between the pieces of a long text at ingest; what it raises ends the check."""
        ...

    def open_stream(self, passages: Sequence[Passage] = (), question: str = "") -> OutputStream: ...


# A rule's question to the person: the verdict, and the passage's file at retrieval; True lets the text go on.
Consent = Callable[[Verdict, str], bool]
