"""How far the fetching of a model is, folded from the pull's progress.

Invariant: changed only on the app's own thread; the last pull's end stays until the next pull begins.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from assistant.chat.pace import Pace
from assistant.chat.words import bar, duration, size
from assistant.text.clean import one_line

if TYPE_CHECKING:
    from assistant.app.ports.changes import PullEvent

_STEPS = {
    "present": "is here already",
    "fallback": "is looked for elsewhere",
    "prepare": "is being made ready",
    "installed": "is installed",
}


@dataclass(slots=True)
class PullState:
    """The newest pull."""

    wanted: str = ""
    state: Literal["idle", "running", "stopping", "done", "stopped", "failed"] = "idle"
    moved: PullEvent | None = None
    pace: Pace = field(default_factory=Pace)
    _counted: str = field(default="")

    @property
    def running(self) -> bool:
        return self.state in ("running", "stopping")

    def begin(self, wanted: str) -> None:
        self.wanted, self.state, self.moved, self._counted = wanted, "running", None, ""

    def apply(self, moved: PullEvent) -> None:
        """Take in one step."""
        if moved.step == "download" and moved.model != self._counted:
            self._counted = moved.model
            self.pace.begin(moved.done_bytes)
        elif moved.step == "download":
            self.pace.add(moved.done_bytes)
        elif moved.step == "fallback":
            self._counted = ""  # what another source sends is counted anew
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
        left_s = self.pace.left_s(moved.total_bytes - moved.done_bytes)
        if left_s is None:
            return shown
        return f"{shown}, {size(round(self.pace.per_s))}/s, about {duration(left_s)} left"
