"""The empty system of `namespaces`, made before this process gives its places up: afterwards nothing can be mounted.

A small process makes it while that is possible, hands over what leads into it, and ends. Caged children enter it.
Invariant: the empty system holds what `leave_the_system` would have left, and no process of its own.
"""

from __future__ import annotations

import contextlib
import os
import socket
import sys
import threading

from assistant.sandbox.cage.code_folders import code_folders
from assistant.sandbox.cage.namespaces import enter_made, make_empty_system
from assistant.sandbox.forked_helper import fork_unsealed

VARIABLE = "ASSISTANT_EMPTY_SYSTEM"  # of a child: the numbers of the descriptors that lead into it
_WAYS = 2  # descriptors: into the user namespace and to the mounts


class _Prepared:
    """What the process that makes it hands over, read when the first child needs it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._channel: socket.socket | None = None
        self._descriptors: tuple[int, ...] = ()

    def expect(self, channel: socket.socket) -> None:
        self._channel = channel

    def descriptors(self) -> tuple[int, ...]:
        """() where there is none: it was not asked for, or the system gives no namespaces."""
        with self._lock:
            channel, self._channel = self._channel, None
            if channel is not None:
                with channel, contextlib.suppress(OSError):
                    self._descriptors = tuple(socket.recv_fds(channel, 1, _WAYS)[1])
            return self._descriptors if len(self._descriptors) == _WAYS else ()


_prepared = _Prepared()


def prepare_empty_system() -> None:
    """Have it made; returns at once. Call it before this process gives up mounting, and before any thread."""
    if sys.platform == "linux":
        channel = fork_unsealed(_serve, "", traceable=True)  # who cannot be traced cannot say who it is
        if channel is not None:
            _prepared.expect(channel)


def for_child() -> tuple[tuple[int, ...], dict[str, str]]:
    """The descriptors to pass to a child that is to be caged, and the variables that tell it of them."""
    descriptors = _prepared.descriptors()
    return descriptors, ({VARIABLE: ",".join(map(str, descriptors))} if descriptors else {})


def enter_prepared() -> bool | None:
    """In the child: enter the system that was made for it. None if there is none; then it has to make its own."""
    numbers = os.environ.pop(VARIABLE, "")
    if not numbers:
        return None
    descriptors = [int(number) for number in numbers.split(",")]
    try:
        enter_made(*descriptors)
    except OSError:
        return False
    finally:
        for descriptor in descriptors:
            os.close(descriptor)
    return True


def _serve(channel: socket.socket) -> None:
    with contextlib.suppress(OSError):
        socket.send_fds(channel, [b"x"], make_empty_system(code_folders()))
