"""A time limit for a detector, in processor time: the load of other programs does not count.

Invariant: every wait ends, even for a thread that only sleeps.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TypeVar

Result = TypeVar("Result")

_CLOCK_FACTOR = 4  # limit on the clock over limit in processor time, for a thread that does not run
_LEAST_WAIT_S = 0.005


def within(timeout_ms: int, work: Callable[[], Result]) -> Result:
    """The result of `work`, run in a separate thread; raises what `work` raises.

    Raises TimeoutError once the thread has used `timeout_ms` of processor time, or four times as much has passed on the
    clock; nobody waits for the thread then. Where the system does not measure a thread's processor time (macOS), the
    limit is `timeout_ms` on the clock.
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
        thread.join(max(left_s, _LEAST_WAIT_S))
    if failure:
        raise failure[0]
    if not outcome:
        raise TimeoutError
    return outcome[0]


class _ThreadClock:
    """The time that a thread has left."""

    def __init__(self, limit_s: float) -> None:
        self._limit_s, self._started = limit_s, time.monotonic()
        self._clock: int | None = None

    def begin(self) -> None:
        """Call it in the thread itself: the id of its clock cannot be looked up after the thread has ended."""
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
        return min(self._limit_s - used_s, self._limit_s * _CLOCK_FACTOR - passed_s)
