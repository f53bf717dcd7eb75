"""The process that listens at the port of the settings. It reads nothing of what it carries, and connects to nobody.

It is forked before the seal and opens its one socket; then it gives up files, further sockets, connecting, naming a
peer, and programs. Invariant: an internet socket is here and never in the sealed program, which gets one end of a pair
of sockets for each connection; on Linux the kernel sees to it that this process only answers who has come.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import socket
import threading
from dataclasses import asdict

from assistant.sandbox.kernel.landlock import keep_only_port
from assistant.sandbox.kernel.seccomp import install
from assistant.sandbox.kernel.system_calls import machine
from assistant.sandbox.listener.filter import listener_filter
from assistant.sandbox.proof import ProofResult, refused

CONNECTION, PROVE = b"c", b"p"
MOST_CONNECTIONS = 32
_BLOCK = 1 << 16
_ELSEWHERE = ("192.0.2.1", 9)  # reserved for documentation (RFC 5737)

Address = tuple[str, int]


def serve(address: Address, channel: socket.socket) -> None:
    """Listen at `address`, tell the channel which port that is, and carry until the channel is closed."""
    with channel:
        try:
            listener = socket.create_server(address, backlog=MOST_CONNECTIONS)
        except OSError as error:
            channel.sendall(json.dumps({"errno": error.errno or 0}).encode() + b"\n")
            return
        held = _restrict()
        channel.sendall(json.dumps({"port": listener.getsockname()[1]}).encode() + b"\n")
        _Carrier(listener, channel, held).run()


def _restrict() -> bool:
    """Give up all other rights; whether the kernel holds it."""
    keep_only_port(0)
    on = machine()
    return bool(on) and not install(listener_filter(on), on)


class _Carrier:
    def __init__(self, listener: socket.socket, channel: socket.socket, held: bool) -> None:
        self._listener = listener
        self._channel = channel
        self._held = held
        self._free = threading.Semaphore(MOST_CONNECTIONS)

    def run(self) -> None:
        while True:
            ready = select.select([self._listener, self._channel], [], [])[0]
            if self._channel in ready:
                command = self._channel.recv(1)
                if not command:
                    os._exit(0)  # ends the threads of the connections, too
                if command == PROVE:
                    self._channel.sendall(json.dumps([asdict(one) for one in self._attempts()]).encode() + b"\n")
            elif self._listener in ready:
                with contextlib.suppress(OSError):
                    self._take(self._listener.accept()[0])

    def _take(self, client: socket.socket) -> None:
        if not self._free.acquire(blocking=False):
            client.close()
            return
        ours, theirs = socket.socketpair()
        with theirs:
            socket.send_fds(self._channel, [CONNECTION], [theirs.fileno()])
        threading.Thread(target=self._carry, args=(client, ours), daemon=True).start()

    def _carry(self, client: socket.socket, ours: socket.socket) -> None:
        try:
            with client, ours, contextlib.suppress(OSError):
                while True:
                    for source in select.select([client, ours], [], [])[0]:
                        data = source.recv(_BLOCK)
                        if not data:
                            return
                        (ours if source is client else client).sendall(data)
        finally:
            self._free.release()

    def _attempts(self) -> list[ProofResult]:
        if not self._held:
            return []  # this system holds no process so; the program's own checks say that
        return [
            refused("another internet socket, by the process that listens", self._another_socket),
            refused("a connection, by the process that listens", self._connection),
            refused("a file, by the process that listens", self._file),
        ]

    def _another_socket(self) -> str:
        socket.socket(socket.AF_INET, socket.SOCK_STREAM).close()
        return "a socket could be opened"

    def _connection(self) -> str:
        try:
            self._listener.connect(_ELSEWHERE)
        except PermissionError:
            raise
        except OSError:  # a socket that listens connects to nobody, but the system did not refuse the call
            pass
        return "it could be tried"

    def _file(self) -> str:
        os.close(os.open("/etc/passwd", os.O_RDONLY))
        return "it could be opened"
