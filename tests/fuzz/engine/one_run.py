"""One run of a target on one input, within limits.

Invariant: the input is on the disk before the target sees it, so that a process that ends leaves behind what ended it.
"""

from __future__ import annotations

import contextlib
import mmap
import resource
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

from tests.fuzz.engine.findings import Finding, from_exception
from tests.fuzz.engine.target import Target

_MOST_BYTES = 1 << 20
# For what the interpreter cannot interrupt. The system counts this limit in ticks, which on a busy virtual machine ran
# seconds ahead of the processor's own clock: an input that takes 0.06 s was ended by a limit of 5 s.
_NATIVE_S = 2
_NATIVE_TIMES = 5


class Hang(BaseException):
    """The processor time of a run is used up. No Exception, which a reader would catch."""


class CurrentInput:
    """The input that is being run, in a file that outlives the process."""

    def __init__(self, file: Path, *, create: bool = False) -> None:
        if create:
            file.write_bytes(bytes(_MOST_BYTES + 8))
        self._file = file
        with file.open("r+b") as stream:
            self._memory = mmap.mmap(stream.fileno(), 0)

    def set(self, data: bytes) -> None:
        data = data[:_MOST_BYTES]
        self._memory[:8] = len(data).to_bytes(8, "little")
        self._memory[8 : 8 + len(data)] = data

    def get(self) -> bytes:
        return self._memory[8 : 8 + int.from_bytes(self._memory[:8], "little")]


def run_once(target: Target, data: bytes) -> Finding | None:
    """What is wrong with `target` on `data`; None if it stands."""
    try:
        with _time_limit(target.limit_s):
            target.run(data)
    except target.allowed:
        return None
    except Hang as error:
        return from_exception(target.name, error, data, "hang")
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001 - whatever it is, it is the finding
        return from_exception(target.name, error, data)
    return None


@contextlib.contextmanager
def _time_limit(seconds: float) -> Iterator[None]:
    """Raise Hang after `seconds` of processor time; the system ends the process if that does not get through."""

    def interrupt(number: int, frame: FrameType | None) -> None:
        raise Hang(f"more than {seconds:g} s of processor time")

    soft, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(time.process_time() + _NATIVE_TIMES * seconds) + _NATIVE_S, hard))
    before = signal.signal(signal.SIGVTALRM, interrupt)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds, 1.0)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
        resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))
