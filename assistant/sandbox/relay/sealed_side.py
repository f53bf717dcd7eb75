"""The sealed program's side of the relay.

Off unless `answers.generator` is "server" and the server listens on TCP. Invariant: for each request the sealed side
passes one end of a socket pair to the helper, and gets nothing but bytes from there.
"""

from __future__ import annotations

import json
import os
import socket
import threading
from collections.abc import Callable
from functools import partial

from assistant.config.server_address import ServerAddress
from assistant.sandbox.forked_helper import fork_unsealed
from assistant.sandbox.inherited import RELAY_CHANNEL
from assistant.sandbox.porter.sealed_side import connect_unix
from assistant.sandbox.proof import ProofResult
from assistant.sandbox.relay.helper import CONNECT, PROVE, serve

_LONGEST_REPORT = 1 << 16


class Relay:
    """Calls may come from any thread."""

    def __init__(self, channel: socket.socket) -> None:
        self._channel = channel
        self._lock = threading.Lock()

    def connect(self) -> socket.socket:
        """A connection to the server; if the server cannot be reached, it ends at once. Raises ConnectionError."""
        ours, theirs = socket.socketpair()
        try:
            with theirs, self._lock:
                socket.send_fds(self._channel, [CONNECT], [theirs.fileno()])
        except OSError as error:
            ours.close()
            raise ConnectionError("the process that reaches the server has ended") from error
        return ours

    def prove(self) -> list[ProofResult]:
        """The helpers' attempts to reach other addresses, with their results. Raises ConnectionError."""
        with self._lock:
            try:
                self._channel.sendall(PROVE)
                with self._channel.makefile("rb") as lines:
                    report = json.loads(lines.readline(_LONGEST_REPORT))
            except (OSError, ValueError) as error:
                raise ConnectionError("the process that reaches the server has ended") from error
        return [ProofResult(**result) for result in report]

    def close(self) -> None:
        """End the relay and its connections."""
        self._channel.close()


def start_relay(address: ServerAddress) -> None:
    """Fork the relay; call it before the seal and before any thread. Does nothing where a process cannot be forked."""
    channel = fork_unsealed(partial(serve, address), RELAY_CHANNEL)
    if channel is not None:
        os.environ[RELAY_CHANNEL] = str(channel.detach())


def running_relay() -> Relay | None:
    """The relay that this process was started with, if any. It ends with this process."""
    number = os.environ.get(RELAY_CHANNEL, "")
    return Relay(socket.socket(fileno=os.dup(int(number)))) if number.isdecimal() else None


def connector(address: ServerAddress) -> Callable[[], socket.socket]:
    """A function that connects to `address`, over its Unix socket or through the relay. It raises OSError."""
    if address.unix_path:
        return partial(connect_unix, address.unix_path)
    relay = running_relay()
    return relay.connect if relay is not None else _no_relay


def _no_relay() -> socket.socket:
    raise ConnectionError("no process that may reach the server was started before the seal")
