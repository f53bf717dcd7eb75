"""Gives up the internet: only Unix sockets are left, for this process and every process it starts, for good.

Linux: a seccomp filter, which also binds native code and child processes. macOS: the caller restarts itself through
`sandbox_command`. Windows offers nothing equivalent without administrator rights, and `Seal.enforced` says so.
On every system an audit hook refuses name look-ups and internet connections made from Python: a local resolver, which
is reached over a Unix socket, would send a query to the internet although this process has no internet socket.

Invariant: `seal` never claims more than a probe of the running process confirms.
"""

from __future__ import annotations

import errno
import platform
import socket
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.sandbox.cage.mac_profile import program_profile, reader_profile
from assistant.sandbox.kernel.seccomp import (
    ALLOW,
    JUMP_EQUAL,
    PROBE,
    PROBE_ERRNO,
    PROBE_FAMILY,
    REFUSE,
    Row,
    assemble,
    install,
    load_argument,
    on_call,
    start,
)
from assistant.sandbox.kernel.system_calls import machine, number
from assistant.sandbox.offline import set_offline_environment

__all__ = ["Seal", "is_sealed", "sandbox_command", "seal", "set_offline_environment"]

_SEALED_EVENT = "assistant.sandbox.sealed"  # an audit event that only our hook responds to

_OTHER_WAYS = ("io_uring_setup", "pidfd_getfd")  # to a socket: io_uring, descriptors of another process
_OTHERS_MEMORY = ("ptrace", "process_vm_readv", "process_vm_writev", "process_madvise", "perf_event_open", "bpf")

_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


@dataclass(frozen=True, slots=True)
class Seal:
    """`enforced`: the operating system itself refuses internet sockets. `reason`: how, or why not."""

    enforced: bool
    reason: str


def seal(*, allow_unix: bool = True) -> Seal:
    """Give up internet sockets for this process and its children; without `allow_unix`, every socket.

    On Linux the memory of other processes is given up with them: through it others could be made to send.
    Cannot be undone. A second call changes nothing. Call it before threads start.
    """
    _install_audit_hook()
    if platform.system() == "Linux":
        return _seal_linux(allow_unix)
    if platform.system() == "Darwin":
        if _connection_is_refused():
            return Seal(True, "sandbox-exec refuses internet connections")
        return Seal(False, "this process was not started under sandbox-exec")
    return Seal(False, f"{platform.system()} has no way for a program to give up internet sockets")


def sandbox_command(argv: Sequence[str], *, reader: bool = False, places: Sequence[Path] = ()) -> list[str]:
    """The command that runs `argv` without internet on macOS; `argv` itself elsewhere.

    A `reader` of foreign bytes is held more closely there, and with `places` files are changed below these alone: see
    `cage.mac_profile`.
    """
    if platform.system() != "Darwin":
        return list(argv)
    return ["/usr/bin/sandbox-exec", "-p", reader_profile() if reader else program_profile(places), *argv]


def is_sealed() -> bool:
    """Whether the operating system refuses internet sockets to this process because of `seal`. Opens no such socket."""
    if platform.system() == "Linux":
        return _socket_error(PROBE_FAMILY) == PROBE_ERRNO
    return platform.system() == "Darwin" and _connection_is_refused()


def _seal_linux(allow_unix: bool) -> Seal:
    on = machine()
    if not on:
        return Seal(False, f"no filter is known for the processor {platform.machine()!r}, or Python is a 32-bit one")
    if not is_sealed() or (not allow_unix and _socket_error(socket.AF_UNIX) == 0):
        problem = install(_socket_filter(on, allow_unix), on)
        if problem:
            return Seal(False, problem)
    if not is_sealed():
        return Seal(False, "the system accepted the filter but does not apply it")
    return Seal(True, "seccomp refuses every socket that is not a Unix socket")


def _socket_filter(on: str, allow_unix: bool) -> bytes:
    return assemble(
        [
            *_filter_start(on),
            (JUMP_EQUAL, "", ALLOW, number("socket", on) or 0),
            load_argument(0),
            (JUMP_EQUAL, PROBE, "", PROBE_FAMILY),
            *([(JUMP_EQUAL, ALLOW, "", int(socket.AF_UNIX))] if allow_unix else []),
        ]
    )


def _filter_start(on: str) -> list[Row]:
    return [*start(on), *(row for name in (*_OTHER_WAYS, *_OTHERS_MEMORY) for row in on_call(name, REFUSE, on))]


def _socket_error(family: int) -> int:
    """The errno of an attempt to open a socket of `family`, 0 if it opened."""
    try:
        socket.socket(family, socket.SOCK_STREAM).close()
    except OSError as error:
        return error.errno or errno.EIO
    return 0


def _connection_is_refused() -> bool:
    """Whether the system refuses internet connections. It connects a UDP socket, which sends nothing.

    The peer is this machine, because our audit hook would refuse any other peer before the system does.
    """
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.connect(("127.0.0.1", 9))
    except PermissionError:
        return True
    except OSError:
        return False
    return False


def _install_audit_hook() -> None:
    """Install the audit hook once. An installed hook responds to `_SEALED_EVENT` by adding True to the given list."""
    responses: list[bool] = []
    sys.audit(_SEALED_EVENT, responses)
    if not responses:
        sys.addaudithook(_hook)


def _hook(event: str, arguments: tuple[object, ...]) -> None:
    if event == _SEALED_EVENT and isinstance(arguments[0], list):
        arguments[0].append(True)
    elif event in _LOOKUPS:
        if not _is_local_name(arguments[0]):
            raise PermissionError(errno.EPERM, "name look-ups are refused")
    elif event in _CONNECTIONS and len(arguments) > 1:
        address = arguments[1]
        if isinstance(address, tuple) and address and not _is_local_name(address[0]):
            raise PermissionError(errno.EPERM, "internet connections are refused")


_LOOKUPS = frozenset({"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"})
_CONNECTIONS = frozenset({"socket.connect", "socket.sendto", "socket.sendmsg"})


def _is_local_name(name: object) -> bool:
    """Whether `name` is this machine: an event loop on Windows wakes itself over a loopback socket."""
    return name is None or name in _LOOPBACK or name in {b"127.0.0.1", b"::1", b"localhost", ""}
