"""Ends a child process with its parent. Invariant: after the parent has ended, the child writes to no file."""

from __future__ import annotations

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1


def end_with_parent(parent: int) -> None:
    """Linux: have this process killed when the parent thread that started it ends, even if it is stuck in native code.

    `parent` is a process id. On other systems this does nothing: the child has to notice that its pipe is closed.
    """
    if sys.platform != "linux":
        return
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:  # the parent ended before the call
        os._exit(1)
