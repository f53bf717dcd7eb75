"""The time that a parser process uses for a file, measured by the parent.

Invariant: time in which the process waits for a processor does not count, nor does the time in which the parent reads
its answers, so that no file is left out because the machine is busy. The time is up after thirty times the
limit at the latest.
"""

from __future__ import annotations

import os
import time

from assistant.sandbox.waiting import ThreadTimes, thread_times

_MAX_FACTOR = 30  # times the limit, in real time: at a load of 36 on two cores, ten was too short for harmless files


class FileClock:
    """Starts when created. `pid` is the parser process; the thread `listener` of this process reads its answers."""

    def __init__(self, pid: int, listener: int, limit_s: float) -> None:
        self._pid, self._listener, self._limit_s = pid, listener, limit_s
        self._started = time.monotonic()
        self._process, self._listening = self._times()

    def used_s(self) -> float:
        """Seconds that count so far."""
        passed_s = time.monotonic() - self._started
        if passed_s < self._limit_s:  # within the limit in any case
            return passed_s
        process, listening = self._times()
        ran_s = process.ran_s - self._process.ran_s
        excused_s = process.starved_s - self._process.starved_s + sum(listening) - sum(self._listening)
        return max(passed_s - max(0.0, excused_s), ran_s, passed_s / _MAX_FACTOR)

    def left_s(self) -> float:
        """Seconds until the time is up; 0 or less if it is up."""
        return self._limit_s - self.used_s()

    def _times(self) -> tuple[ThreadTimes, ThreadTimes]:
        return thread_times(self._pid, self._pid), thread_times(os.getpid(), self._listener)
