"""A time limit for a detector, in processor time: the load of other programs does not count.

Invariant: every wait ends, even for a thread that only sleeps.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TypeVar

Result = TypeVar("Result")

_WAIT_FACTOR = 4  # limit of the waits over limit in processor time, for a thread that does not run
_LEAST_WAIT_S = 0.005
_MOST_WAIT_S = 0.02
_HAS_THREAD_CLOCKS = hasattr(time, "pthread_getcpuclockid")  # whether the system tells a thread's processor time


def within(timeout_ms: int, work: Callable[[], Result]) -> Result:
    """The result of `work`, run in a separate thread; raises what `work` raises.

    Raises TimeoutError once that thread has used `timeout_ms` of processor time, or was waited for four times as long;
    it is then left to itself. A wait counts for the time that it asks for: if it takes longer, the machine or this
    interpreter is busy, and the thread is late as well. Where the system does not tell a thread's processor time
    (macOS), the waits alone decide.
    """
    outcome: list[Result] = []
    failure: list[BaseException] = []
    clock = _ThreadClock(timeout_ms / 1000)

    def run() -> None:
        clock.begin()
        try:
            outcome.append(work())
        except BaseException as error:  # noqa: BLE001 - raised in the caller's thread below
            failure.append(error)

    thread = threading.Thread(target=run, name="guard-detector", daemon=True)
    thread.start()
    while thread.is_alive() and (left_s := clock.left_s()) > 0:
        clock.waited_s += (wait_s := min(max(left_s, _LEAST_WAIT_S), _MOST_WAIT_S))
        thread.join(wait_s)
    if failure:
        raise failure[0]
    if not outcome:
        raise TimeoutError
    return outcome[0]


class _ThreadClock:
    """The time that a thread has left."""

    def __init__(self, limit_s: float) -> None:
        self._limit_s, self.waited_s = limit_s, 0.0
        self._clock: int | None = None

    def begin(self) -> None:
        """Call it in the thread itself: the id of its clock cannot be looked up after the thread has ended."""
        if _HAS_THREAD_CLOCKS:
            self._clock = time.pthread_getcpuclockid(threading.get_ident())

    def left_s(self) -> float:
        may_wait_s = self._limit_s * (_WAIT_FACTOR if _HAS_THREAD_CLOCKS else 1) - self.waited_s
        if self._clock is None:
            return may_wait_s
        try:
            used_s = time.clock_gettime(self._clock)
        except OSError:  # the thread has ended
            used_s = 0.0
        return min(self._limit_s - used_s, may_wait_s)
