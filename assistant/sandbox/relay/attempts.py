"""What the helpers try for `doctor --prove`: to reach other addresses. They send nothing, even if they succeed.

Where the system enforces a limit, an attempt makes the system call itself, because Python's hook would refuse it first.
Invariant: "refused by the operating system" is said only of attempts that reach the operating system.
"""

from __future__ import annotations

import ctypes
import os
import socket
import sys
from collections.abc import Callable
from functools import partial

from assistant.sandbox.kernel.landlock import FILES, OTHER_PORTS
from assistant.sandbox.relay.target import Target, packed_peer

NEW_CONNECTIONS = "new connections, other sockets and programs"  # what the helpers' filters refuse
_OTHER_HOST = {socket.AF_INET: "192.0.2.1", socket.AF_INET6: "2001:db8::1"}  # for documentation: nobody answers there
_FAST_OPEN = 0x20000000
Report = list[dict[str, object]]


def try_from_helper(target: Target, enforced: tuple[str, ...], channel: socket.socket) -> Report:
    """From the process that carries bytes; `channel` is a socket that it holds."""
    by_system = NEW_CONNECTIONS in enforced
    return _results("helper", target, enforced, channel, by_system, by_system)


def try_from_dialer(target: Target, enforced: tuple[str, ...], channel: socket.socket) -> Report:
    """From the process that connects."""
    by_system = NEW_CONNECTIONS in enforced
    return _results("dialer", target, enforced, channel, by_system, by_system or OTHER_PORTS in enforced)


def _results(
    who: str, target: Target, enforced: tuple[str, ...], channel: socket.socket, by_system: bool, port_by_system: bool
) -> Report:
    host, port = _OTHER_HOST[socket.AddressFamily(target.family)], target.peer[1]
    native = partial(_native, channel)
    elsewhere = packed_peer(target.family, host, port)
    other_port = packed_peer(target.family, target.peer[0] or host, port ^ 1)
    attempts: list[tuple[str, Callable[[], object], bool]] = [
        ("a datagram to another machine", _datagram, by_system),
        (
            "another port of the server's machine",
            partial(native, "connect", other_port) if by_system else partial(_tcp, target, port ^ 1, port_by_system),
            port_by_system,
        ),
        (
            "another machine",
            partial(native, "connect", elsewhere) if by_system else partial(_tcp, target, port, False, host),
            by_system,
        ),
        (
            "another machine, with the first bytes (TCP Fast Open)",
            partial(native, "sendto", elsewhere, _FAST_OPEN) if by_system else partial(_send, target, host, _FAST_OPEN),
            by_system,
        ),
        (
            "another machine, by an address beside the bytes",
            partial(native, "sendto", elsewhere, 0) if by_system else partial(_send, target, host, 0),
            by_system,
        ),
        ("a name look-up", lambda: socket.getaddrinfo("example.com", 80), False),
        ("another program", _native_program if by_system else _program, by_system),
    ]
    if FILES in enforced:
        attempts.append(("a file", lambda: os.close(os.open("/etc/hostname", os.O_RDONLY)), True))
    return [_refused(f"{who}: {what}", attempt, held) for what, attempt, held in attempts]


def _refused(name: str, attempt: Callable[[], object], by_system: bool) -> dict[str, object]:
    detail = f"refused by {'the operating system' if by_system else 'the helper itself'}"
    try:
        attempt()
    except PermissionError:
        return {"name": name, "expected": "refused", "passed": True, "detail": detail}
    except OSError as error:
        detail = f"attempted: {error.strerror}"
    else:
        detail = "it was possible"
    return {"name": name, "expected": "refused", "passed": False, "detail": detail}


def _native(channel: socket.socket, call: str, peer: bytes, flags: int = 0) -> None:
    """`connect` or `sendto`, with a socket that is there: the filter looks at the call, not at the socket."""
    libc = ctypes.CDLL(None, use_errno=True)
    if call == "connect":
        result = libc.connect(channel.fileno(), peer, len(peer))
    else:
        result = libc.sendto(channel.fileno(), b"", ctypes.c_size_t(0), flags, peer, len(peer))
    if result < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


def _datagram() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect((_OTHER_HOST[socket.AF_INET], 9))


def _tcp(target: Target, port: int, natively: bool, host: str = "") -> None:
    with socket.socket(target.family, socket.SOCK_STREAM) as probe:
        probe.settimeout(1.0)
        if natively:
            _native(probe, "connect", packed_peer(target.family, host or target.peer[0], port))
        else:
            probe.connect((host or target.peer[0], port))


def _send(target: Target, host: str, flags: int) -> None:
    with socket.socket(target.family, socket.SOCK_STREAM) as probe:
        probe.settimeout(1.0)
        probe.sendto(b"", flags, (host, target.peer[1]))


def _program() -> None:
    os.execv(sys.executable, [sys.executable, "-V"])


def _native_program() -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    arguments = (ctypes.c_char_p * 2)(b"/bin/true", None)
    libc.execv(b"/bin/true", arguments)  # returns only if it is refused
    raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
