"""ctrl+c: the first press stops the run and keeps finished work, the second ends the program."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from assistant.domain.stop import StopSignal


@contextmanager
def stop_on_interrupt() -> Iterator[StopSignal]:
    """A stop signal that ctrl+c sets while the block runs."""
    stop = StopSignal()
    before = signal.getsignal(signal.SIGINT)

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        if stop.stopped:
            raise KeyboardInterrupt
        stop.stop()

    signal.signal(signal.SIGINT, interrupt)
    try:
        yield stop
    finally:
        signal.signal(signal.SIGINT, before)
