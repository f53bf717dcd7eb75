"""Rate and time left of a download, by a clock of our own."""

from __future__ import annotations

import pytest

from assistant.chat.pace import Pace


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_nothing_is_said_before_a_second() -> None:
    clock = Clock()
    pace = Pace(clock)
    assert (pace.per_s, pace.left_s(10)) == (0.0, None)
    pace.begin(50)
    clock.now += 0.9
    pace.add(90)
    assert pace.left_s(10) is None
    clock.now += 0.1
    assert pace.per_s == pytest.approx(40.0)
    assert pace.left_s(10) == pytest.approx(0.25)


def test_what_was_there_at_the_beginning_is_not_speed() -> None:
    clock = Clock()
    pace = Pace(clock)
    pace.begin(1_000_000)
    clock.now += 2
    pace.add(1_000_010)
    assert pace.per_s == pytest.approx(5.0)


def test_the_rate_is_that_of_the_last_seconds() -> None:
    """A connection that becomes ten times slower: half a minute later the old rate is forgotten."""
    clock = Clock()
    pace = Pace(clock)
    pace.begin()
    done = 0
    for rate in (1000, 100):
        for _ in range(30):
            clock.now += 1
            done += rate
            pace.add(done)
        assert pace.per_s == pytest.approx(rate, rel=0.01)


def test_a_connection_that_stands_still_has_no_time_left() -> None:
    clock = Clock()
    pace = Pace(clock)
    pace.begin()
    clock.now += 1
    pace.add(100)
    for _ in range(30):
        clock.now += 1
        pace.add(100)
    assert pace.left_s(50) is None
