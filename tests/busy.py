"""Work for the processor, counted as tests may count it: by processor time, which a loaded machine does not stretch."""

from __future__ import annotations

import os
import time


def busy(seconds: float) -> str:
    """Use the processor for so long."""
    until = time.thread_time() + seconds
    while time.thread_time() < until:
        pass
    return "done"


def processor_s() -> float:
    """What this process and its children that have ended have used so far."""
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system
