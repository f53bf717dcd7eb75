"""The descriptors that a program is started with.

Invariant: after `drop_sockets` this process holds no socket to the internet: a socket that was open before the seal
would stay usable in it.
"""

from __future__ import annotations

import contextlib
import os
import socket
import stat
from pathlib import Path

# Variables with the number of a descriptor: the channels to our helpers, after the restart under sandbox-exec.
LAUNCHER_CHANNEL, RELAY_CHANNEL, PORTER_CHANNEL, LISTENER_CHANNEL = CHANNELS = (
    "ASSISTANT_LAUNCHER",
    "ASSISTANT_RELAY",
    "ASSISTANT_PORTER",
    "ASSISTANT_LISTENER",
)


def open_descriptors() -> list[int]:
    """The numbers of this process's descriptors; on systems that do not tell them, all that it may have."""
    for folder in ("/proc/self/fd", "/dev/fd"):
        with contextlib.suppress(OSError):
            return [int(entry.name) for entry in Path(folder).iterdir()]
    return list(range(3, 1024))


def drop_sockets() -> None:
    """Close all sockets but the Unix sockets that are standard streams or lead to our own helpers.

    Where a standard stream is an internet socket, /dev/null takes its place. Call this before anything is opened.
    """
    if os.name != "posix":
        return
    kept = {0, 1, 2, *(int(number) for name in CHANNELS if (number := os.environ.get(name, "")).isdecimal())}
    for descriptor in open_descriptors():
        family = _family(descriptor)
        if family is None or (family == socket.AF_UNIX and descriptor in kept):
            continue
        if descriptor > 2:
            os.close(descriptor)
        else:
            nothing = os.open(os.devnull, os.O_RDWR)
            os.dup2(nothing, descriptor)
            os.close(nothing)


def _family(descriptor: int) -> int | None:
    """The address family of a socket; None if the descriptor is not one."""
    try:
        if not stat.S_ISSOCK(os.fstat(descriptor).st_mode):
            return None
        with socket.socket(fileno=os.dup(descriptor)) as one:
            return int(one.family)
    except OSError:
        return None
