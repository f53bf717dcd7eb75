"""How long a thread ran, and how long it stood ready and got no processor, which is no fault of its own.

Invariant: both only grow; both are 0 where the system does not tell.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple


class Processor(NamedTuple):
    """Seconds since a thread began: on a processor, and waiting for one."""

    ran_s: float = 0.0
    starved_s: float = 0.0


def processor_of(pid: int, thread: int) -> Processor:
    """The times of a thread by the system's number for it; a process's first thread has that of the process (Linux)."""
    try:
        ran_ns, starved_ns = Path(f"/proc/{pid}/task/{thread}/schedstat").read_bytes().split()[:2]
    except (OSError, ValueError):
        return Processor()
    return Processor(int(ran_ns) / 1e9, int(starved_ns) / 1e9)
