"""A time limit for a detector, in processor time: on a busy machine a detector is not stopped for what others do.

Invariant: every wait ends, also on a thread that only sleeps.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TypeVar

Result = TypeVar("Result")

_WAITING = 4  # times the limit on the clock, for a thread that gets no processor or asks for none
_LEAST_WAIT_S = 0.005


def within(timeout_ms: int, work: Callable[[], Result]) -> Result:
    """The result of `work`, run in a thread of its own; raises what it raises.

    Raises TimeoutError once that thread has used `timeout_ms` of processor time, or four times as long has passed on
    the clock; it is then left to itself. Where the system does not tell a thread's processor time (macOS), the clock
    decides alone.
    """
    outcome: list[Result] = []
    failure: list[BaseException] = []
    clock = _ThreadClock(timeout_ms / 1000)

    def run() -> None:
        clock.begin()
        try:
            outcome.append(work())
        except BaseException as error:  # noqa: BLE001 - handed to the caller below
            failure.append(error)

    thread = threading.Thread(target=run, name="guard-detector", daemon=True)
    thread.start()
    while thread.is_alive() and (left_s := clock.left_s()) > 0:
        thread.join(max(left_s, _LEAST_WAIT_S))
    if failure:
        raise failure[0]
    if not outcome:
        raise TimeoutError
    return outcome[0]


class _ThreadClock:
    """How much of its time a thread has left."""

    def __init__(self, limit_s: float) -> None:
        self._limit_s, self._started = limit_s, time.monotonic()
        self._clock: int | None = None

    def begin(self) -> None:
        """Called in the thread itself: the clock of a thread that has ended can no longer be looked up, only read."""
        if hasattr(time, "pthread_getcpuclockid"):
            self._clock = time.pthread_getcpuclockid(threading.get_ident())

    def left_s(self) -> float:
        passed_s = time.monotonic() - self._started
        if self._clock is None:
            return self._limit_s - passed_s
        try:
            used_s = time.clock_gettime(self._clock)
        except OSError:  # the thread has ended
            used_s = 0.0
        return min(self._limit_s - used_s, self._limit_s * _WAITING - passed_s)
