"""The input of a reader: the open file and the limits of reading it.

Invariant: a reader gets a stream and never a path, so it can neither open nor name another file.
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

from assistant.text.clean import one_line
from assistant.text.pages import PageWord

MAX_NOTES, MAX_NOTE_CHARS = 50, 200  # of a file: a mail may name hundreds of attachments


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one file. They stopped every zip bomb that was tried; no real document came near them."""

    max_pages: int = 5_000
    max_chars: int = 20_000_000
    max_unpacked_bytes: int = 256 * 1024 * 1024  # of one zip-based document
    timeout_s: float = 20.0
    cpu_s: float = 0.0  # of the process, if that is more than what all its files have


@dataclass(slots=True)
class Source:
    """An open file. A reader yields pages and sets the last fields, which describe the whole document."""

    stream: BinaryIO
    suffix: str  # lower case, with the dot
    size_bytes: int
    limits: Limits = Limits()
    password: str | None = None
    careful: bool = False  # use no native code, which can crash: set after a crash
    started: float = field(default_factory=time.thread_time)
    title: str = ""
    paged: bool = False
    page_word: PageWord = "page"  # what a person calls a page of this kind of file
    notes: list[str] = field(default_factory=list)

    def seconds_left(self, share: float = 1.0) -> float:
        """Seconds of this thread's processor time until it has used `share` of the time limit.

        The time of other programs does not count: on a busy machine a file keeps its last pages. The parent stops a
        reader that only waits.
        """
        return self.started + self.limits.timeout_s * share - time.thread_time()

    def note(self, text: str) -> None:
        """Add a short remark for the library's list, which may quote the file; a repeated remark is stored once."""
        text = one_line(text, MAX_NOTE_CHARS)
        if text in self.notes or len(self.notes) >= MAX_NOTES:
            return
        self.notes.append(text if len(self.notes) < MAX_NOTES - 1 else "There is more to say of it than is kept.")


class TimeIsUp(BaseException):
    """The time limit has passed. Not an Exception: the interrupted libraries catch those and continue."""


@contextlib.contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise TimeIsUp inside the block after `seconds` of processor time, and again each second while it is swallowed.

    Works in the main thread of a POSIX process, as in a parser process; elsewhere it does nothing.
    """
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def interrupt(number: int, frame: FrameType | None) -> None:
        raise TimeIsUp

    before = signal.signal(signal.SIGPROF, interrupt)
    signal.setitimer(signal.ITIMER_PROF, max(0.001, seconds), 1.0)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
