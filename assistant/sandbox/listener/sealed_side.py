"""The sealed program's side of the process that listens.

Invariant: it is started only where the settings name the address, and what comes from it are pairs of sockets of this
machine: the sealed program never holds an internet socket.
"""

from __future__ import annotations

import json
import os
import socket
from functools import partial

from assistant.domain.errors import AssistantError, UsageError
from assistant.sandbox.forked_helper import fork_unsealed
from assistant.sandbox.inherited import LISTENER_CHANNEL
from assistant.sandbox.listener.helper import PROVE, Address, serve
from assistant.sandbox.proof import ProofResult

_LONGEST_LINE = 1 << 16
_running: list[Listener] = []


class Listener:
    """Used by one thread."""

    def __init__(self, channel: socket.socket) -> None:
        self._channel = channel
        self._port = 0

    def port(self) -> int:
        """Where it listens. Raises UsageError where it cannot. Asked behind the seal: that may start the program again,
        and the process tells it once."""
        if not self._port:
            told = json.loads(self._line() or b"{}")
            if "port" not in told:
                reason = os.strerror(told.get("errno", 0))
                raise UsageError(f"It cannot be listened there: {reason}.", "Take another port: config set serve.tcp")
            self._port = int(told["port"])
        return self._port

    def fileno(self) -> int:
        return self._channel.fileno()

    def accept(self) -> socket.socket | None:
        """Our end of the connection that has come; None where the process has ended."""
        command, descriptors, _, _ = socket.recv_fds(self._channel, 1, 1)
        return socket.socket(fileno=descriptors[0]) if command and descriptors else None

    def prove(self) -> list[ProofResult]:
        """Its attempts to do more than answer, with their results."""
        self.port()
        self._channel.sendall(PROVE)
        return [ProofResult(**one) for one in json.loads(self._line() or b"[]")]

    def _line(self) -> bytes:
        line = b""
        while not line.endswith(b"\n") and len(line) < _LONGEST_LINE:  # not a byte more: descriptors may come behind
            piece = self._channel.recv(1)
            if not piece:
                return b""
            line += piece
        return line

    def close(self) -> None:
        """End the process, and with it all connections."""
        self._channel.close()


def start_listener(address: Address) -> None:
    """Fork the process; call it before the seal and before any thread. Raises AssistantError where a process
    cannot be forked."""
    channel = fork_unsealed(partial(serve, address), LISTENER_CHANNEL)
    if channel is None:
        raise AssistantError("TCP is not offered on this system.", "Use the Unix socket.")
    _running.append(Listener(channel))


def running_listener() -> Listener | None:
    """The process that this one was started with, if any. It ends with this one."""
    return _running[-1] if _running else None
