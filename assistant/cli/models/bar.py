"""The progress of a pull on a terminal: one bar for all that is fetched.

Invariant: one line, redrawn, no wider than the terminal; what is said in between stands on lines of its own. Where
stderr is no terminal, a line says when a model begins to arrive and when it is installed.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from assistant.chat.pace import Pace
from assistant.chat.words import bar, duration, size
from assistant.cli.output import say
from assistant.cli.terminal.live_line import LiveLine
from assistant.text.clean import one_line

if TYPE_CHECKING:
    from assistant.app.models.pull import PullOffer
    from assistant.app.ports.changes import PullEvent

_CLEAR = "\r\x1b[K"


class PullBar:
    """`offers` are all the models of the pull. `live`: the bar is drawn; without a value, if stderr is a terminal."""

    def __init__(self, offers: Sequence[PullOffer], pace: Pace | None = None, *, live: bool | None = None) -> None:
        self._totals = {offer.name: offer.download_bytes for offer in offers}
        self._done: dict[str, int] = {}
        self._come = 0  # bytes that came in this run: what an earlier run has fetched says nothing about the rate
        self._pace = pace or Pace()
        self._live = sys.stderr.isatty() if live is None else live
        self._waiting = LiveLine()
        self._pace.begin()

    def __enter__(self) -> PullBar:
        return self

    def __exit__(self, *_: object) -> None:
        """Clear the line, so that an error begins at its start."""
        self._waiting.close()
        self._draw("")

    def tell(self, text: str) -> None:
        """A line of its own."""
        self._draw("")
        say(text)

    def show(self, event: PullEvent) -> None:
        """Take in one step of the pull."""
        name = one_line(event.model, 60)
        if event.step != "prepare":
            self._waiting.clear()
        match event.step:
            case "download":
                self._downloaded(event)
            case "fallback":
                self._totals.pop(event.model, None)
                self._done.pop(event.model, None)
                self.tell(f"{name}: {event.note}")
            case "present":
                self._totals.pop(event.model, None)
                self.tell(f"{name}: is here already")
            case "prepare":
                self._draw(f"{name}: is being made ready")
                self._waiting.say(f"{name}: is being made ready")
            case "installed":
                self.tell(f"{name}: installed, {size(event.total_bytes)}")

    def _downloaded(self, event: PullEvent) -> None:
        known = self._done.get(event.model)
        if known is None and not self._live:
            say(f"{one_line(event.model, 60)}: fetching {size(event.total_bytes - event.done_bytes)}")
        self._come += max(0, event.done_bytes - known) if known is not None else 0
        self._totals[event.model], self._done[event.model] = event.total_bytes, event.done_bytes
        self._pace.add(self._come)
        self._draw(self.line(event.model))

    def line(self, model: str) -> str:
        """How much of everything is here, how fast it comes, how long it will still take, and what comes now."""
        done, total = sum(self._done.values()), sum(self._totals.values())
        parts = [f"{bar(done, total)}  {size(done)} of {size(total)}"]
        left_s = self._pace.left_s(total - done)
        if left_s is not None:
            parts += [f"{size(round(self._pace.per_s))}/s", f"about {duration(left_s)} left"]
        return "  ".join((*parts, one_line(model, 60)))

    def _draw(self, line: str) -> None:
        if self._live:
            width = shutil.get_terminal_size().columns - 1
            click.echo(_CLEAR + line[:width], err=True, nl=False, color=True)  # else click may drop the clearing
