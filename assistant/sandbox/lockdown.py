"""Gives up the internet: only Unix sockets are left, for this process and every process it starts, for good.

Linux: a seccomp filter, which also binds native code and child processes. macOS: the caller restarts itself through
`sandbox_command`. Windows offers nothing equivalent without administrator rights, and `Seal.enforced` says so.
On every system an audit hook refuses name look-ups and internet connections made from Python: a local resolver, which
is reached over a Unix socket, would send a query to the internet although this process has no internet socket.

Invariant: `seal` never claims more than a probe of the running process confirms.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import socket
import struct
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.sandbox.offline import set_offline_environment

__all__ = ["Seal", "is_sealed", "sandbox_command", "seal", "set_offline_environment"]

_PROBE_FAMILY = 0x5EA1  # an address family that no system has: only our filter refuses it with _PROBE_ERRNO
_PROBE_ERRNO = errno.EXFULL if hasattr(errno, "EXFULL") else errno.EPERM
_SEALED_EVENT = "assistant.sandbox.sealed"  # an audit event that only our hook responds to

_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, _PR_SET_NO_NEW_PRIVS = 22, 2, 38
_SET_MODE_FILTER, _FLAG_TSYNC = 1, 1
_ALLOW, _KILL, _REFUSE = 0x7FFF0000, 0x80000000, 0x00050000
_LOAD, _AND, _JUMP_EQUAL, _JUMP_GREATER_EQUAL, _RETURN = 0x20, 0x54, 0x15, 0x35, 0x06
_SOCKET_TYPE_MASK = 0xF  # mask of the socket type; the higher bits are options
_NR, _ARCH, _FIRST_ARGUMENT, _SECOND_ARGUMENT = 0, 4, 16, 24  # offsets in struct seccomp_data
_X32_BIT = 0x40000000
_IO_URING_SETUP, _PIDFD_GETFD = 425, 438  # other ways to a socket: io_uring, descriptors of another process

_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
_MAC_PROFILE = """(version 1)
(allow default)
(deny network*)
(allow network-bind (local unix-socket))
(allow network-inbound (local unix-socket))
(allow network-outbound (remote unix-socket))
(deny network-outbound (literal "/private/var/run/mDNSResponder"))
"""


Row = tuple[int, str, str, int]  # of a filter: code, jump target if true, if false ("": the next row), operand


@dataclass(frozen=True, slots=True)
class _Processor:
    """A processor as the filter sees it: its audit number and its system call numbers."""

    audit: int
    socket: int
    seccomp: int
    x32: bool
    programs_and_listening: tuple[int, ...]  # execve, execveat, bind, listen


_PROCESSORS = {
    "x86_64": _Processor(0xC000003E, socket=41, seccomp=317, x32=True, programs_and_listening=(59, 322, 49, 50)),
    "aarch64": _Processor(0xC00000B7, socket=198, seccomp=277, x32=False, programs_and_listening=(221, 281, 200, 201)),
}


@dataclass(frozen=True, slots=True)
class Seal:
    """`enforced`: the operating system itself refuses internet sockets. `reason`: how, or why not."""

    enforced: bool
    reason: str


def seal(*, allow_unix: bool = True) -> Seal:
    """Give up internet sockets for this process and its children; without `allow_unix`, every socket.

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


def sandbox_command(argv: Sequence[str]) -> list[str]:
    """The command that runs `argv` without internet on macOS; `argv` itself elsewhere."""
    if platform.system() != "Darwin":
        return list(argv)
    return ["/usr/bin/sandbox-exec", "-p", _MAC_PROFILE, *argv]


def is_sealed() -> bool:
    """Whether the operating system refuses internet sockets to this process because of `seal`. Opens no such socket."""
    if platform.system() == "Linux":
        return _socket_error(_PROBE_FAMILY) == _PROBE_ERRNO
    return platform.system() == "Darwin" and _connection_is_refused()


def _seal_linux(allow_unix: bool) -> Seal:
    processor = _PROCESSORS.get(platform.machine())
    if processor is None:
        return Seal(False, f"no filter is known for the processor {platform.machine()!r}")
    if struct.calcsize("P") != 8:
        return Seal(False, "a 32-bit Python cannot be filtered")
    if not is_sealed() or (not allow_unix and _socket_error(socket.AF_UNIX) == 0):
        problem = _install_filter(_socket_filter(processor, allow_unix), processor)
        if problem:
            return Seal(False, problem)
    if not is_sealed():
        return Seal(False, "the system accepted the filter but does not apply it")
    return Seal(True, "seccomp refuses every socket that is not a Unix socket")


def _socket_filter(processor: _Processor, allow_unix: bool) -> bytes:
    """The filter: fourteen instructions of classic BPF, each (code, jump if true, jump if false, operand)."""
    rows: list[Row] = [
        *_filter_start(processor),
        (_JUMP_EQUAL, "", "allow", processor.socket),
        (_LOAD, "", "", _FIRST_ARGUMENT),
        (_JUMP_EQUAL, "probe", "", _PROBE_FAMILY),
        *([(_JUMP_EQUAL, "allow", "", int(socket.AF_UNIX))] if allow_unix else []),
    ]
    return _assemble(rows)


def seal_to_tcp(family: int) -> bool:
    """Allow this process only TCP sockets of one address family: no other sockets, no listening, no new programs.

    For the helper that reaches a server which the person runs (`relay`). True if the system enforces it. Linux only.
    """
    processor = _PROCESSORS.get(platform.machine())
    if platform.system() != "Linux" or processor is None or struct.calcsize("P") != 8:
        return False
    rows: list[Row] = [
        *_filter_start(processor),
        *((_JUMP_EQUAL, "refuse", "", number) for number in processor.programs_and_listening),
        (_JUMP_EQUAL, "", "allow", processor.socket),
        (_LOAD, "", "", _FIRST_ARGUMENT),
        (_JUMP_EQUAL, "", "refuse", family),
        (_LOAD, "", "", _SECOND_ARGUMENT),
        (_AND, "", "", _SOCKET_TYPE_MASK),
        (_JUMP_EQUAL, "allow", "refuse", int(socket.SOCK_STREAM)),
    ]
    return _install_filter(_assemble(rows), processor) == ""


def _filter_start(processor: _Processor) -> list[Row]:
    """The start of every filter: calls of another processor type end the process, other ways to sockets are refused."""
    return [
        (_LOAD, "", "", _ARCH),
        (_JUMP_EQUAL, "", "kill", processor.audit),
        (_LOAD, "", "", _NR),
        *([(_JUMP_GREATER_EQUAL, "kill", "", _X32_BIT)] if processor.x32 else []),
        (_JUMP_EQUAL, "refuse", "", _IO_URING_SETUP),
        (_JUMP_EQUAL, "refuse", "", _PIDFD_GETFD),
    ]


def _assemble(rows: Sequence[Row]) -> bytes:
    """`rows` as bytes; a call that no row decides is refused."""
    ends = {"refuse": _REFUSE | errno.EPERM, "allow": _ALLOW, "kill": _KILL, "probe": _REFUSE | _PROBE_ERRNO}
    target = {name: len(rows) + number for number, name in enumerate(ends)}
    packed = [
        struct.pack(
            "=HBBI",
            code,
            target[true] - at - 1 if true else 0,
            target[false] - at - 1 if false else 0,
            operand,
        )
        for at, (code, true, false, operand) in enumerate(rows)
    ]
    return b"".join(packed) + b"".join(struct.pack("=HBBI", _RETURN, 0, 0, value) for value in ends.values())


def _install_filter(program: bytes, processor: _Processor) -> str:
    """Install the filter on all threads; returns the problem, or ""."""
    libc = ctypes.CDLL(None, use_errno=True)
    buffer = ctypes.create_string_buffer(program, len(program))
    header = ctypes.create_string_buffer(struct.pack("@HP", len(program) // 8, ctypes.addressof(buffer)))
    zero = ctypes.c_ulong(0)
    if libc.prctl(ctypes.c_int(_PR_SET_NO_NEW_PRIVS), ctypes.c_ulong(1), zero, zero, zero) != 0:
        return "the system refuses PR_SET_NO_NEW_PRIVS"
    on_all_threads = libc.syscall(
        ctypes.c_long(processor.seccomp), ctypes.c_ulong(_SET_MODE_FILTER), ctypes.c_ulong(_FLAG_TSYNC), header
    )
    if on_all_threads == 0:
        return ""
    if libc.prctl(ctypes.c_int(_PR_SET_SECCOMP), ctypes.c_ulong(_SECCOMP_MODE_FILTER), header, zero, zero) == 0:
        return ""
    return f"the system refuses a seccomp filter ({os.strerror(ctypes.get_errno())})"


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
