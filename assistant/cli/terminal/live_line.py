"""The line that says what is being done and for how long, on standard error.

Invariant: nothing is written where standard error is no terminal, and the line is gone before anything else is printed.
"""

from __future__ import annotations

import shutil
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

from assistant.cli.terminal.look import LOOK, is_live
from assistant.text.clean import one_line

CLEAR = "\r\x1b[K"
_FRAMES = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"
_PERIOD_S = 0.12
_TELL_AFTER_S = 1  # a shorter wait needs no clock


class LiveLine:
    """One line that is written over and moves until `clear` takes it away. A context manager: the end clears it."""

    def __init__(self) -> None:
        self._live = is_live() and not LOOK.is_quiet
        self._changed = threading.Condition()
        self._text = ""
        self._since = 0.0
        self._frame = 0
        self._ended = False
        self._drawer: threading.Thread | None = None

    def __enter__(self) -> LiveLine:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def say(self, text: str) -> None:
        """Show `text` with a moving sign, and with the seconds since this was first said."""
        if not self._live:
            return
        LOOK.aside = self._aside
        with self._changed:
            if text != self._text:
                self._text, self._since = text, time.monotonic()
            self._draw()
            if self._drawer is None:
                self._drawer = threading.Thread(target=self._keep_moving, name="live-line", daemon=True)
                self._drawer.start()
            self._changed.notify()

    def clear(self) -> None:
        """Take the line away until something is said again."""
        with self._changed:
            if self._text:
                self._text = ""
                sys.stderr.write(CLEAR)
                sys.stderr.flush()

    def close(self) -> None:
        """Take the line away for good."""
        self.clear()
        LOOK.aside = nullcontext
        with self._changed:
            self._ended = True
            self._changed.notify()
        if self._drawer is not None:
            self._drawer.join()
            self._drawer = None
        self._ended = False

    @contextmanager
    def _aside(self) -> Iterator[None]:
        """Nothing is drawn meanwhile; the line comes back below what is printed."""
        with self._changed:
            if self._text:
                sys.stderr.write(CLEAR)
                sys.stderr.flush()
            yield

    def _keep_moving(self) -> None:
        with self._changed:
            while not self._ended:
                self._changed.wait(_PERIOD_S if self._text else None)
                if self._text and not self._ended:
                    self._frame += 1
                    self._draw()

    def _draw(self) -> None:
        seconds = int(time.monotonic() - self._since)
        clock = f"  {seconds} s" if seconds >= _TELL_AFTER_S else ""
        room = shutil.get_terminal_size().columns - 3 - len(clock)
        sign = _FRAMES[self._frame % len(_FRAMES)]
        sys.stderr.write(f"{CLEAR}{sign} {one_line(self._text, max(room, 20))}{clock}")
        sys.stderr.flush()
