"""What a reader is given: the open file and the bounds it works in.

Invariant: a reader sees a stream and never a path, so it can neither open a neighbour nor name one.
"""

from __future__ import annotations

import contextlib
import signal
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from types import FrameType
from typing import BinaryIO

from assistant.text.pages import PageWord


@dataclass(frozen=True, slots=True)
class Limits:
    """What may be made of one file. The figures stopped every bomb tried, and no real document came near them."""

    max_pages: int = 5_000
    max_chars: int = 20_000_000
    max_unpacked_bytes: int = 256 * 1024 * 1024  # of one zip-based document
    timeout_s: float = 20.0


@dataclass(slots=True)
class Source:
    """An open file. A reader yields pages and leaves what it learns about the whole document in the last fields."""

    stream: BinaryIO
    suffix: str  # lower case, with the dot
    size_bytes: int
    limits: Limits = Limits()
    password: str | None = None
    careful: bool = False  # only readers whose bugs are exceptions: set after one of the others crashed
    started: float = field(default_factory=time.monotonic)
    title: str = ""
    paged: bool = False
    page_word: PageWord = "page"  # what a person calls a page of this kind of file
    notes: list[str] = field(default_factory=list)

    def seconds_left(self, share: float = 1.0) -> float:
        """Seconds until `share` of the time limit has passed."""
        return self.started + self.limits.timeout_s * share - time.monotonic()

    def note(self, text: str) -> None:
        """Leave a short remark for the library's list; the same remark is kept once."""
        if text not in self.notes:
            self.notes.append(text)


class TimeIsUp(BaseException):
    """Not an Exception, because the libraries that are interrupted catch those and go on."""


@contextlib.contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise TimeIsUp inside the block after `seconds`, and again every second while it is swallowed.

    Works in the main thread of a POSIX process, which is where a parser process works; elsewhere it does nothing.
    """
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def interrupt(number: int, frame: FrameType | None) -> None:
        raise TimeIsUp

    before = signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, max(0.001, seconds), 1.0)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
