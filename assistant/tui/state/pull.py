"""How far the fetching of a model is, folded from the pull's progress.

Invariant: changed only on the app's own thread; the last pull's end stays until the next pull begins.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from assistant.chat.words import bar, duration, size
from assistant.text.clean import one_line

if TYPE_CHECKING:
    from assistant.app.ports.changes import PullEvent

_STEPS = {
    "present": "is here already",
    "prepare": "is being made ready",
    "installed": "is installed",
}
_RATE_AFTER_S = 1.0  # before that the rate says nothing


@dataclass(slots=True)
class PullState:
    """The newest pull. `clock` gives seconds."""

    wanted: str = ""
    state: Literal["idle", "running", "stopping", "done", "stopped", "failed"] = "idle"
    moved: PullEvent | None = None
    clock: Callable[[], float] = time.monotonic
    _started: float = 0.0
    _from_bytes: int = 0
    _counted: str = field(default="")

    @property
    def running(self) -> bool:
        return self.state in ("running", "stopping")

    def begin(self, wanted: str) -> None:
        self.wanted, self.state, self.moved, self._counted = wanted, "running", None, ""

    def apply(self, moved: PullEvent) -> None:
        """Take in one step."""
        if moved.step == "download" and moved.model != self._counted:
            self._counted, self._started, self._from_bytes = moved.model, self.clock(), moved.done_bytes
        self.moved = moved

    def line(self) -> str:
        """One line that says how far it is; "" when there was no pull."""
        name = one_line(self.wanted, 40)
        if self.state == "idle":
            return ""
        if self.state == "stopping":
            return f"Stopping the fetching of {name}\u2026"
        if not self.running:
            return {
                "done": f"{name} is installed.",
                "stopped": f"Fetching {name} was stopped; nothing was installed.",
                "failed": f"Fetching {name} failed.",
            }[self.state]
        if self.moved is None:
            return f"Fetching {name}\u2026"
        if self.moved.step == "download":
            return f"Fetching {one_line(self.moved.model, 40)} {self._amount(self.moved)}"
        return f"{one_line(self.moved.model, 40)} {_STEPS.get(self.moved.step, self.moved.step)}"

    def _amount(self, moved: PullEvent) -> str:
        shown = f"{bar(moved.done_bytes, moved.total_bytes)} {size(moved.done_bytes)} of {size(moved.total_bytes)}"
        seconds, fetched = self.clock() - self._started, moved.done_bytes - self._from_bytes
        if seconds < _RATE_AFTER_S or fetched <= 0:
            return shown
        left = (moved.total_bytes - moved.done_bytes) * seconds / fetched
        return f"{shown}, about {duration(left)} left"
