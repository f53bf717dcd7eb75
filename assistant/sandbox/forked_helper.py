"""Helper processes outside the seal. Each is forked before the seal, has one task, and is reached over one channel.

Invariant: a helper shares only the channel with the sealed process: no file, no terminal, no child. A sealed process
cannot attach to a helper, and a helper ends when the sealed process closes the channel.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import socket
import sys
from collections.abc import Callable
from typing import NoReturn

from assistant.sandbox.inherited import open_descriptors

_PR_SET_DUMPABLE = 4


def fork_unsealed(
    serve: Callable[[socket.socket], None], variable: str, *, traceable: bool = False
) -> socket.socket | None:
    """Fork a process that runs `serve`, and return the channel to it. Call this before any thread, and before what the
    helper is to keep is given up.

    The seal restarts the program on macOS; the environment variable `variable` then holds the channel's descriptor.
    None where a process cannot be forked. `traceable`: it may set up namespaces, and has to end at once.
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
        _detach_and_serve(theirs, serve, traceable)
    theirs.close()
    os.waitpid(child, 0)
    if sys.platform == "darwin":  # the seal restarts the program, which inherits the channel
        ours.set_inheritable(True)
        os.environ[variable] = str(ours.fileno())
    return ours


def _detach_and_serve(channel: socket.socket, serve: Callable[[socket.socket], None], traceable: bool) -> NoReturn:
    try:
        os.setsid()
        if os.fork() != 0:
            os._exit(0)
        if not traceable:
            refuse_tracing()
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # a pull must receive it, even if the app ignores it
        os.chdir("/")
        descriptor = os.dup(channel.fileno())
        quiet = os.open(os.devnull, os.O_RDWR)
        for standard in (0, 1, 2):
            os.dup2(quiet, standard)
        for other in open_descriptors():
            if other > 2 and other != descriptor:
                with contextlib.suppress(OSError):
                    os.close(other)
        serve(socket.socket(fileno=descriptor))
    finally:
        os._exit(0)


def refuse_tracing() -> bool:
    """Linux: another process of the same user cannot attach to this one and act through it. False elsewhere."""
    return sys.platform == "linux" and int(ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)) == 0
