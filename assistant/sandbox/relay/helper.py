"""The process that carries the bytes between the sealed program and the server. It speaks TLS, and connects to nobody.

It is forked before the seal and resolves a host name once; then it gives up all files, all sockets but those that it is
handed, connecting, naming a peer, and programs. Invariant: the bytes of a connection go to the configured address or
nowhere; on Linux the kernel sees to it, whatever the server's bytes do to this process.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import socket
import ssl
import sys
import threading
from functools import partial

from assistant.config.server_address import ServerAddress
from assistant.sandbox.kernel.landlock import keep_only_port
from assistant.sandbox.kernel.seccomp import install
from assistant.sandbox.kernel.system_calls import machine
from assistant.sandbox.relay import dialer
from assistant.sandbox.relay.attempts import NEW_CONNECTIONS, try_from_helper
from assistant.sandbox.relay.filters import helper_filter
from assistant.sandbox.relay.target import Target, resolve

CONNECT, PROVE = b"c", b"p"
_HANDSHAKE_TIMEOUT_S = 5.0
_BLOCK = 1 << 16


class Helper:
    """Both channels are given: to the sealed program, and to the dialer."""

    def __init__(self, target: Target, channel: socket.socket, to_dialer: socket.socket) -> None:
        self._target = target
        self._channel = channel
        self._dialer = to_dialer
        self._lock = threading.Lock()  # the dialer answers one request after another

    def serve(self, enforced: tuple[str, ...]) -> None:
        """Connect each request until the other end closes the channel."""
        while True:
            command, descriptors, _, _ = socket.recv_fds(self._channel, 1, 1)
            if not command:
                os._exit(0)  # ends the threads of the connections, too
            if command == PROVE:
                report = [*try_from_helper(self._target, enforced, self._channel), *self._dialers_attempts()]
                self._channel.sendall(json.dumps(report).encode() + b"\n")
            for descriptor in descriptors:
                client = socket.socket(fileno=descriptor)
                threading.Thread(target=self._connect, args=(client,), daemon=True).start()

    def _dialers_attempts(self) -> list[dict[str, object]]:
        with self._lock:
            return dialer.request_proof(self._dialer)

    def _connect(self, client: socket.socket) -> None:
        with client, contextlib.suppress(OSError):
            with self._lock:
                plain = dialer.request(self._dialer)
            if plain is None:
                return
            with plain:
                self._carry(client, plain)

    def _carry(self, client: socket.socket, plain: socket.socket) -> None:
        if self._target.context is None:
            plain.settimeout(None)
            _copy_both_ways(client, plain)
            return
        plain.settimeout(_HANDSHAKE_TIMEOUT_S)
        with self._target.context.wrap_socket(plain, server_hostname=self._target.name) as server:
            server.settimeout(None)
            _copy_both_ways(client, server)


def serve(address: ServerAddress, channel: socket.socket) -> None:
    """Resolve the name, fork the dialer, give up all other rights, and carry bytes until the channel is closed."""
    target = resolve(address)
    sys.addaudithook(partial(_audit_hook, target.peer))
    to_dialer = dialer.fork_dialer(target, channel)
    with channel, to_dialer:
        Helper(target, channel, to_dialer).serve(_restrict())


def _restrict() -> tuple[str, ...]:
    """Give up all other rights; returns the names of those that the system enforces."""
    "".encode("idna")  # loads the codec from its file, while files can still be read
    enforced = keep_only_port(0)
    on = machine()
    return (*enforced, NEW_CONNECTIONS) if on and not install(helper_filter(on), on) else enforced


def _audit_hook(peer: tuple[str, int], event: str, arguments: tuple[object, ...]) -> None:
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        address = arguments[1]
        if address is not None and not (isinstance(address, tuple) and tuple(address[:2]) == peer):
            raise PermissionError("only the configured address may be reached")
    elif event in ("socket.getaddrinfo", "socket.gethostbyname", "subprocess.Popen", "os.exec", "os.system"):
        raise PermissionError("only the configured address may be reached")


def _copy_both_ways(client: socket.socket, server: socket.socket) -> None:
    """Copy bytes in both directions until one side has ended."""
    while True:
        waiting = isinstance(server, ssl.SSLSocket) and server.pending()
        ready = [server] if waiting else select.select([client, server], [], [])[0]
        for source in ready:
            data = source.recv(_BLOCK)
            if not data:
                return
            (server if source is client else client).sendall(data)
