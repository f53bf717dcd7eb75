"""Ends a child process and whatever it has started.

Invariant: a child of a child does not outlive it in its process group; a group is signalled only while its leader has
not been waited for, because its number may belong to others afterwards.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from typing import Any

_POLL_S = 0.01


def kill_group(process: subprocess.Popen[Any]) -> None:
    """Kill `process`, which leads a session of its own, and its group. Does nothing once the process was waited for."""
    if process.returncode is not None:
        return
    if os.name == "posix":
        with contextlib.suppress(OSError):
            os.killpg(process.pid, signal.SIGKILL)
    with contextlib.suppress(OSError):
        process.kill()


def has_ended(process: subprocess.Popen[Any]) -> bool:
    """Whether `process` has ended. Where the system tells so without waiting for it, its group can be killed yet."""
    if process.returncode is not None or not hasattr(os, "waitid"):
        return process.poll() is not None
    try:
        return os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None
    except ChildProcessError:
        return True


def wait_for_end(process: subprocess.Popen[Any], timeout_s: float) -> int | None:
    """The exit status of `process`, or None if it did not end in this time; then it has been killed, with its group."""
    deadline = time.monotonic() + timeout_s
    while not has_ended(process):
        if time.monotonic() > deadline:
            kill_group(process)
            process.wait()
            return None
        time.sleep(_POLL_S)
    kill_group(process)
    return process.wait()
