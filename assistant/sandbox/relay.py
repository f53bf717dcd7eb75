"""A small process outside the seal that reaches one address: a language model's server that the person runs.

Off unless `answers.generator` is "server" and the server listens on TCP. It is forked before the seal and
resolves a host name once. Then it gives up what it does not need: all sockets except TCP sockets of that address's
family, listening, starting programs (seccomp), all files, all other ports (Landlock), all other addresses (an audit
hook). Invariant: the bytes of a connection go to the configured address or nowhere. For each request the sealed side
passes one end of a socket pair to the relay; the relay only returns bytes.
"""

from __future__ import annotations

import contextlib
import ctypes
import ipaddress
import json
import os
import select
import socket
import ssl
import struct
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from assistant.config.server_address import ServerAddress
from assistant.sandbox.forked_helper import fork_unsealed
from assistant.sandbox.landlock import FILES, OTHER_PORTS, keep_only_port
from assistant.sandbox.lockdown import seal_to_tcp
from assistant.sandbox.proof import ProofResult

_VARIABLE = "ASSISTANT_RELAY"  # holds the number of the channel's descriptor
OTHER_SOCKETS = "other sockets, listening and programs"  # what seccomp refuses
_CONNECT, _PROVE = b"c", b"p"
_CONNECT_TIMEOUT_S = 5.0
_BLOCK = 1 << 16
_LONGEST_REPORT = 1 << 16
_OTHER_HOST = "192.0.2.1"  # reserved for documentation (RFC 5737): no machine answers there


class Relay:
    """The sealed side. Calls may come from any thread."""

    def __init__(self, channel: socket.socket) -> None:
        self._channel = channel
        self._lock = threading.Lock()

    def connect(self) -> socket.socket:
        """A connection to the server; if the server cannot be reached, it ends at once. Raises ConnectionError."""
        ours, theirs = socket.socketpair()
        try:
            with theirs, self._lock:
                socket.send_fds(self._channel, [_CONNECT], [theirs.fileno()])
        except OSError as error:
            ours.close()
            raise ConnectionError("the process that reaches the server has ended") from error
        return ours

    def prove(self) -> list[ProofResult]:
        """The relay's attempts to reach other addresses, with their results. Raises ConnectionError."""
        with self._lock:
            try:
                self._channel.sendall(_PROVE)
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
    channel = fork_unsealed(partial(serve, address), _VARIABLE)
    if channel is not None:
        os.environ[_VARIABLE] = str(channel.detach())


def running_relay() -> Relay | None:
    """The relay that this process was started with, if any. It ends with this process."""
    number = os.environ.get(_VARIABLE, "")
    return Relay(socket.socket(fileno=os.dup(int(number)))) if number.isdecimal() else None


def connector(address: ServerAddress) -> Callable[[], socket.socket]:
    """A function that connects to `address`, over its Unix socket or through the relay. It raises OSError."""
    if address.unix_path:
        return partial(_connect_unix, address.unix_path)
    relay = running_relay()
    return relay.connect if relay is not None else _no_relay


def _no_relay() -> socket.socket:
    raise ConnectionError("no process that may reach the server was started before the seal")


def _connect_unix(path: str) -> socket.socket:
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        connection.connect(path)
    except OSError:
        connection.close()
        raise
    return connection


# ---------------------------------------------------------------- outside the seal


@dataclass(frozen=True, slots=True)
class _Target:
    """The only address that may be reached."""

    family: int
    peer: tuple[str, int]
    name: str
    context: ssl.SSLContext | None


def serve(address: ServerAddress, channel: socket.socket) -> None:
    """Resolve the name, give up all other rights, and connect each request until the other end closes the channel."""
    target = _resolve(address)
    enforced = _restrict(target)
    with channel:
        while True:
            command, descriptors, _, _ = socket.recv_fds(channel, 1, 1)
            if not command:
                os._exit(0)  # ends the threads of the connections, too
            if command == _PROVE:
                channel.sendall(json.dumps(_prove(target, enforced)).encode() + b"\n")
            for descriptor in descriptors:
                client = socket.socket(fileno=descriptor)
                threading.Thread(target=_connect, args=(target, client), daemon=True).start()


def _resolve(address: ServerAddress) -> _Target:
    context = ssl.create_default_context() if address.tls else None
    try:
        family = socket.AF_INET6 if ipaddress.ip_address(address.host).version == 6 else socket.AF_INET
        return _Target(family, (address.host, address.port), address.host, context)
    except ValueError:
        pass
    try:
        found = socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)
    except OSError:
        return _Target(socket.AF_INET, ("", 0), address.host, context)
    family, _, _, _, peer = found[0]
    return _Target(int(family), (str(peer[0]), int(peer[1])), address.host, context)


def _restrict(target: _Target) -> tuple[str, ...]:
    """Give up all other rights; returns the names of those that the system enforces."""
    "".encode("idna")  # loads the codec from its file, while files can still be read
    sys.addaudithook(partial(_audit_hook, target.peer))
    enforced = keep_only_port(target.peer[1])
    return (*enforced, OTHER_SOCKETS) if seal_to_tcp(target.family) else enforced


def _audit_hook(peer: tuple[str, int], event: str, arguments: tuple[object, ...]) -> None:
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        address = arguments[1]
        if not (isinstance(address, tuple) and tuple(address[:2]) == peer):
            raise PermissionError("only the configured address may be reached")
    elif event in ("socket.getaddrinfo", "socket.gethostbyname", "subprocess.Popen", "os.exec", "os.system"):
        raise PermissionError("only the configured address may be reached")


def _connect(target: _Target, client: socket.socket) -> None:
    with client, contextlib.suppress(OSError), socket.socket(target.family, socket.SOCK_STREAM) as plain:
        plain.settimeout(_CONNECT_TIMEOUT_S)
        plain.connect(target.peer)
        if target.context is None:
            plain.settimeout(None)
            _copy_both_ways(client, plain)
        else:
            with target.context.wrap_socket(plain, server_hostname=target.name) as server:
                server.settimeout(None)
                _copy_both_ways(client, server)


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


# ---------------------------------------------------------------- the proof


def _prove(target: _Target, enforced: tuple[str, ...]) -> list[dict[str, object]]:
    """Attempts to reach other addresses. They send nothing, even if they succeed.

    Where the system enforces a limit, the attempt does not use Python, whose hook would refuse it first.
    """
    ports, sockets = OTHER_PORTS in enforced, OTHER_SOCKETS in enforced
    other_host = partial(_tcp, target, target.peer[1], _OTHER_HOST)
    other_port = partial(_native_tcp if ports else _tcp, target, target.peer[1] ^ 1)
    results = [
        _refused("a datagram to another machine", _datagram, sockets),
        _refused("another port of the server's machine", other_port, ports),
        _refused("another machine", other_host, False),
        _refused("a name look-up", lambda: socket.getaddrinfo("example.com", 80), False),
        _refused("another program", _native_program if sockets else _program, sockets),
    ]
    if FILES in enforced:
        results.append(_refused("a file", lambda: os.close(os.open("/etc/hostname", os.O_RDONLY)), True))
    return results


def _refused(what: str, attempt: Callable[[], object], by_system: bool) -> dict[str, object]:
    detail = f"refused by {'the operating system' if by_system else 'the helper itself'}"
    try:
        attempt()
    except PermissionError:
        return {"name": f"helper: {what}", "expected": "refused", "passed": True, "detail": detail}
    except OSError as error:
        detail = f"attempted: {error.strerror}"
    else:
        detail = "it was possible"
    return {"name": f"helper: {what}", "expected": "refused", "passed": False, "detail": detail}


def _program() -> None:
    os.execv(sys.executable, [sys.executable, "-V"])


def _native_program() -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    arguments = (ctypes.c_char_p * 2)(b"/bin/true", None)
    libc.execv(b"/bin/true", arguments)  # returns only if it is refused
    raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


def _datagram() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect((_OTHER_HOST, 9))


def _tcp(target: _Target, port: int, host: str = "") -> None:
    with socket.socket(target.family, socket.SOCK_STREAM) as probe:
        probe.settimeout(1.0)
        probe.connect((host or target.peer[0], port))


def _native_tcp(target: _Target, port: int) -> None:
    host = socket.inet_pton(target.family, target.peer[0])
    with socket.socket(target.family, socket.SOCK_STREAM) as probe:
        if target.family == socket.AF_INET:
            peer = struct.pack("=H", target.family) + struct.pack("!H", port) + host + bytes(8)
        else:
            peer = struct.pack("=H", target.family) + struct.pack("!HI", port, 0) + host + bytes(4)
        libc = ctypes.CDLL(None, use_errno=True)
        if libc.connect(probe.fileno(), peer, len(peer)) != 0:
            raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
