"""The process that connects to the server, and does nothing else: it carries no byte of a connection.

Invariant: on Linux the kernel lets it connect to the one peer that lay in its read-only memory before it gave its other
rights up; elsewhere its own code alone sees to that. It answers each request with a connected socket, or with none.
"""

from __future__ import annotations

import ctypes
import json
import os
import select
import socket
from dataclasses import dataclass

from assistant.sandbox.kernel.landlock import keep_only_port
from assistant.sandbox.kernel.seccomp import install
from assistant.sandbox.kernel.system_calls import machine
from assistant.sandbox.relay.attempts import NEW_CONNECTIONS, Report, try_from_dialer
from assistant.sandbox.relay.filters import dialer_filter
from assistant.sandbox.relay.target import FixedPeer, Target, packed_peer

DIAL, PROVE = b"d", b"p"
CONNECTED, NOT_CONNECTED = b"y", b"n"
_NOBODY = bytes(16)  # for a name that could not be resolved
_CONNECT_TIMEOUT_MS = 5000
_LONGEST_REPORT = 1 << 16
_IN_PROGRESS = 115  # EINPROGRESS of Linux


@dataclass(frozen=True, slots=True)
class _Held:
    """What the kernel enforces, and the peer in read-only memory; None where there is no filter."""

    enforced: tuple[str, ...]
    peer: FixedPeer | None


def serve_dialer(target: Target, channel: socket.socket) -> None:
    """Give up everything but connecting to `target`, then answer requests until the other end closes the channel."""
    held = _restrict(target)
    while command := channel.recv(1):
        if command == PROVE:
            socket.send_fds(channel, [json.dumps(try_from_dialer(target, held.enforced, channel)).encode()], [])
            continue
        connection = _dial(target, held.peer) if target.peer[0] else None
        if connection is None:
            socket.send_fds(channel, [NOT_CONNECTED], [])
        else:
            with connection:
                socket.send_fds(channel, [CONNECTED], [connection.fileno()])


def _restrict(target: Target) -> _Held:
    enforced = keep_only_port(target.peer[1])
    on = machine()
    if not on:
        return _Held(enforced, None)
    try:
        peer = FixedPeer(packed_peer(target.family, *target.peer) if target.peer[0] else _NOBODY)
    except OSError:
        return _Held(enforced, None)
    if install(dialer_filter(on, target.family, peer), on):
        return _Held(enforced, None)
    return _Held((*enforced, NEW_CONNECTIONS), peer)


def _dial(target: Target, peer: FixedPeer | None) -> socket.socket | None:
    """A connected socket; None if the server cannot be reached in time."""
    try:
        connection = socket.socket(target.family, socket.SOCK_STREAM | (socket.SOCK_NONBLOCK if peer else 0))
    except OSError:
        return None
    if _connect(connection, peer) if peer else _connect_without_filter(connection, target):
        return connection
    connection.close()
    return None


def _connect_without_filter(connection: socket.socket, target: Target) -> bool:
    connection.settimeout(_CONNECT_TIMEOUT_MS / 1000)
    try:
        connection.connect(target.peer)
    except OSError:
        return False
    return True


def _connect(connection: socket.socket, peer: FixedPeer) -> bool:
    """By the system call itself: the filter compares where the peer lies."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.connect(connection.fileno(), ctypes.c_void_p(peer.address), peer.length) == 0:
        return True
    if ctypes.get_errno() != _IN_PROGRESS:
        return False
    waiting = select.poll()
    waiting.register(connection, select.POLLOUT)
    if not waiting.poll(_CONNECT_TIMEOUT_MS):
        return False
    return connection.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) == 0


def fork_dialer(target: Target, unwanted: socket.socket) -> socket.socket:
    """Fork the dialer, without the socket `unwanted`; returns the channel to it. It ends when that is closed."""
    ours, theirs = socket.socketpair()
    if os.fork() == 0:
        try:
            ours.close()
            unwanted.close()
            serve_dialer(target, theirs)
        finally:
            os._exit(0)
    theirs.close()
    return ours


def request(channel: socket.socket) -> socket.socket | None:
    """Ask the dialer for a connection; None if the server cannot be reached. Raises OSError if the dialer has ended."""
    channel.sendall(DIAL)
    answer, descriptors, _, _ = socket.recv_fds(channel, 1, 1)
    if not answer:
        raise ConnectionError("the process that connects has ended")
    return socket.socket(fileno=descriptors[0]) if descriptors else None


def request_proof(channel: socket.socket) -> Report:
    """The dialer's attempts. Raises OSError if it has ended, ValueError for an answer that is none."""
    channel.sendall(PROVE)
    report: Report = json.loads(channel.recv(_LONGEST_REPORT))
    return report
