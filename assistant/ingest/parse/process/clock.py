"""The time that one file takes its parser process, as the parent counts it.

Invariant: what the process waits for a processor does not count, and neither does what the parent takes to hear it; so
a busy machine costs no file its text. Every count ends, after ten times the limit on the clock at the latest.
"""

from __future__ import annotations

import os
import time

from assistant.sandbox.waiting import Processor, processor_of

_MOST = 10  # times the limit, on the clock


class FileClock:
    """Counts from the moment it is made: the process `pid`, heard by the thread `listener` of this one."""

    def __init__(self, pid: int, listener: int, limit_s: float) -> None:
        self._pid, self._listener, self._limit_s = pid, listener, limit_s
        self._begun = time.monotonic()
        self._process, self._hearing = self._times()

    def used_s(self) -> float:
        """Seconds that count so far."""
        passed_s = time.monotonic() - self._begun
        if passed_s < self._limit_s:  # no need to ask the system
            return passed_s
        process, hearing = self._times()
        ran_s = process.ran_s - self._process.ran_s
        excused_s = process.starved_s - self._process.starved_s + sum(hearing) - sum(self._hearing)
        return max(passed_s - max(0.0, excused_s), ran_s, passed_s / _MOST)

    def left_s(self) -> float:
        """Seconds until the time is up; 0 or less when it is."""
        return self._limit_s - self.used_s()

    def _times(self) -> tuple[Processor, Processor]:
        return processor_of(self._pid, self._pid), processor_of(os.getpid(), self._listener)
