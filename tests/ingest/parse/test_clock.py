"""A file's time: what the process waits for a processor does not count, and the count always ends."""

from __future__ import annotations

import os
import threading
import time

import pytest

from assistant.ingest.parse.process import clock
from assistant.ingest.parse.process.clock import FileClock
from assistant.sandbox.waiting import ThreadTimes, thread_times
from tests.busy import busy

PROCESS, LISTENER = 1, 2


class Machine:
    """A machine on which the test says what time it is and how long each thread ran and waited for a processor."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 100.0
        self.times = {PROCESS: ThreadTimes(3.0, 7.0), LISTENER: ThreadTimes(1.0, 1.0)}
        monkeypatch.setattr(time, "monotonic", lambda: self.now)
        monkeypatch.setattr(clock, "thread_times", lambda pid, thread: self.times[thread])

    def passes(self, seconds: float, thread: int = PROCESS, *, ran_s: float = 0.0, starved_s: float = 0.0) -> None:
        self.now += seconds
        before = self.times[thread]
        self.times[thread] = ThreadTimes(before.ran_s + ran_s, before.starved_s + starved_s)


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    return Machine(monkeypatch)


def test_on_an_idle_machine_it_is_the_clock(machine: Machine) -> None:
    counted = FileClock(PROCESS, LISTENER, 20.0)
    assert counted.left_s() == 20.0
    machine.passes(19.0, ran_s=19.0)
    assert counted.left_s() == 1.0
    machine.passes(1.0)
    assert counted.left_s() == 0.0


def test_what_the_process_waits_for_a_processor_does_not_count(machine: Machine) -> None:
    counted = FileClock(PROCESS, LISTENER, 20.0)
    machine.passes(50.0, ran_s=10.0, starved_s=38.0)
    assert counted.used_s() == 12.0
    machine.passes(8.0)  # sleeping counts
    assert counted.left_s() == 0.0


def test_what_the_parent_takes_to_hear_it_does_not_count(machine: Machine) -> None:
    counted = FileClock(PROCESS, LISTENER, 20.0)
    machine.passes(15.0, ran_s=15.0)
    machine.passes(20.0, LISTENER, ran_s=4.0, starved_s=14.0)
    assert counted.used_s() == 17.0
    machine.passes(5.0, ran_s=5.0)
    machine.passes(0.0, LISTENER, ran_s=5.0)  # at the same time: what the process itself ran always counts
    assert counted.left_s() == 0.0


def test_it_ends_after_thirty_times_the_limit_whatever_is_waited_for(machine: Machine) -> None:
    counted = FileClock(PROCESS, LISTENER, 20.0)
    machine.passes(599.0, starved_s=599.0)
    assert counted.left_s() > 0
    machine.passes(1.0, starved_s=1.0)
    assert counted.left_s() <= 0


@pytest.mark.skipif(not thread_times(os.getpid(), os.getpid()).ran_s, reason="this system does not tell")
def test_the_system_tells_of_a_thread_that_is_there() -> None:
    here = os.getpid(), threading.get_native_id()
    before = thread_times(*here)
    busy(0.1)
    after = thread_times(*here)
    assert after.ran_s - before.ran_s > 0.05 and after.starved_s >= before.starved_s
    assert thread_times(os.getpid(), 2**22 + 1) == ThreadTimes()  # above the highest number of a thread
