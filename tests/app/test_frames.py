"""A loop costs the same at each depth."""

from __future__ import annotations

import resource
import sys
import threading
from collections.abc import Callable

import pytest

from assistant.sandbox.frames import roomy

CALLS, DEPTH = 500, 300


def leaf(*values: int) -> int:
    return len(values)


def loop() -> None:
    for _ in range(CALLS):
        leaf(1, 2, 3, 4)


def at_depth(depth: int, call: Callable[[], None]) -> None:
    if depth:
        at_depth(depth - 1, call)
    else:
        call()


def faults() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt


def most_faults() -> int:
    """Of one loop, at all depths: memory that is mapped for a call is new, and its first use is a fault."""
    most = 0
    for depth in range(DEPTH):
        before = faults()
        at_depth(depth, loop)
        most = max(most, faults() - before)
    return most


def in_a_thread(call: Callable[[], int]) -> int:
    """With frames of its own: the test's thread has room already."""
    found: list[int] = []
    thread = threading.Thread(target=lambda: found.append(call()))
    thread.start()
    thread.join()
    return found[0]


def test_no_depth_maps_memory_at_each_call() -> None:
    assert in_a_thread(roomy(most_faults)) < CALLS / 2


@pytest.mark.skipif(sys.version_info >= (3, 13), reason="this Python keeps a chunk")
def test_without_room_one_depth_does() -> None:
    assert in_a_thread(most_faults) >= CALLS


def test_it_returns_and_raises_what_the_function_does() -> None:
    assert roomy(leaf)(1, 2) == 2
    assert roomy(leaf).__name__ == "leaf"
    with pytest.raises(ZeroDivisionError):
        roomy(lambda: 1 / 0)()
