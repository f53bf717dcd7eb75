"""How long a thread has run, and how long it was ready to run and waited for a processor.

Invariant: both times only grow; both are 0 where the system does not report them.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple


class ThreadTimes(NamedTuple):
    """Seconds of a thread since its start: running on a processor, and waiting for a processor."""

    ran_s: float = 0.0
    starved_s: float = 0.0


def thread_times(pid: int, thread: int) -> ThreadTimes:
    """The times of the thread with the native id `thread`; the id of a main thread is its process id. Linux only."""
    try:
        ran_ns, starved_ns = Path(f"/proc/{pid}/task/{thread}/schedstat").read_bytes().split()[:2]
    except (OSError, ValueError):
        return ThreadTimes()
    return ThreadTimes(int(ran_ns) / 1e9, int(starved_ns) / 1e9)
