"""The line that says what is being done, on standard error.

Invariant: nothing is written where standard error is no terminal, and the line is gone before anything else is printed.
"""

from __future__ import annotations

import shutil
import sys
from typing import TYPE_CHECKING

from assistant.chat.told.account import step_line
from assistant.text.clean import one_line

if TYPE_CHECKING:
    from assistant.domain.events import Step

_CLEAR = "\r\x1b[K"


class StepLine:
    """One line that is written over; `clear` takes it away."""

    def __init__(self) -> None:
        self._live = sys.stderr.isatty()
        self._shown = False

    def show(self, step: Step) -> None:
        """Say what `step` says."""
        self.say(step_line(step))

    def say(self, text: str) -> None:
        if self._live:
            room = shutil.get_terminal_size().columns - 3
            sys.stderr.write(f"{_CLEAR}\u2026 {one_line(text, max(room, 20))}")
            sys.stderr.flush()
            self._shown = True

    def clear(self) -> None:
        """Take the line away."""
        if self._shown:
            sys.stderr.write(_CLEAR)
            sys.stderr.flush()
            self._shown = False
