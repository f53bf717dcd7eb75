"""Helper processes outside the seal: forked before it, for one task each, reached over one channel.

Invariant: a helper shares nothing with the sealed process but the channel: no file, no terminal, no child. A sealed
process cannot attach to it, and it ends when the sealed process closes the channel.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

_PR_SET_DUMPABLE = 4


def fork_unsealed(serve: Callable[[socket.socket], None], variable: str) -> socket.socket | None:
    """The channel to a process that runs `serve`; call it before the seal and before any thread.

    `variable` is the environment variable in which the channel's descriptor survives the second start that the seal
    needs on macOS. None where a process cannot be forked.
    """
    inherited = os.environ.pop(variable, "")
    if inherited.isdecimal():
        channel = socket.socket(fileno=int(inherited))
        channel.set_inheritable(False)
        return channel
    if not hasattr(os, "fork"):
        return None
    ours, theirs = socket.socketpair()
    if (child := os.fork()) == 0:
        _detach_and_serve(theirs, serve)
    theirs.close()
    os.waitpid(child, 0)
    if sys.platform == "darwin":  # the seal starts the program a second time; the channel goes along
        ours.set_inheritable(True)
        os.environ[variable] = str(ours.fileno())
    return ours


def _detach_and_serve(channel: socket.socket, serve: Callable[[socket.socket], None]) -> NoReturn:
    try:
        os.setsid()
        if os.fork() != 0:
            os._exit(0)
        refuse_tracing()
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # a pull must hear it, wherever the app was started
        os.chdir("/")
        descriptor = os.dup(channel.fileno())
        quiet = os.open(os.devnull, os.O_RDWR)
        for standard in (0, 1, 2):
            os.dup2(quiet, standard)
        for other in _open_descriptors():
            if other > 2 and other != descriptor:
                with contextlib.suppress(OSError):
                    os.close(other)
        serve(socket.socket(fileno=descriptor))
    finally:
        os._exit(0)


def refuse_tracing() -> None:
    """Linux: a sealed process of the same user cannot attach to this one and act through it."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def _open_descriptors() -> list[int]:
    for place in ("/proc/self/fd", "/dev/fd"):
        with contextlib.suppress(OSError):
            return [int(entry.name) for entry in Path(place).iterdir()]
    return list(range(3, 1024))
