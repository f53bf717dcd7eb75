"""Attempts to reach the internet, which must fail, and to use a pair of sockets, which must work.

Invariant: an attempt counts as refused only if the operating system (or, for names, our hook) refused it; a machine
that merely has no network proves nothing.
"""

from __future__ import annotations

import ctypes
import errno
import os
import socket
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass

from assistant.sandbox.kernel.system_calls import call
from assistant.sandbox.lockdown import is_sealed

_PEER = ("192.0.2.1", 9)  # reserved for documentation (RFC 5737): no machine answers there
_NAME = "example.com"  # reserved for documentation (RFC 2606)
_CHILD = (
    "import socket, sys\n"
    "try:\n"
    "    socket.socket(socket.AF_INET, socket.SOCK_DGRAM).connect(('192.0.2.1', 9))\n"
    "except PermissionError:\n"
    "    sys.exit(7)\n"
)
_REFUSED_IN_CHILD = 7


@dataclass(frozen=True, slots=True)
class ProofResult:
    """One attempt. `passed`: the result is as `expected` ("refused" or "works")."""

    name: str
    expected: str
    passed: bool
    detail: str


def prove() -> list[ProofResult]:
    """Try to leave this machine in several ways, and to use a pair of sockets. Sends nothing when the seal holds."""
    through_others = [refused("memory of another process", _others_memory)] if sys.platform == "linux" else []
    return [
        refused("internet socket from Python", _python_socket),
        refused("name look-up", _name_lookup),
        refused("internet socket from native code", _native_socket),
        refused("internet socket from a child process", _child_socket),
        *through_others,
        works("a pair of sockets between our own processes", _unix_socket),
    ]


def refused(name: str, attempt: Callable[[], str]) -> ProofResult:
    """The result of `attempt`, which raises PermissionError if it is refused and else returns what happened."""
    try:
        return ProofResult(name, "refused", False, attempt())
    except PermissionError:
        return ProofResult(name, "refused", True, "refused by the operating system")


def works(name: str, attempt: Callable[[], object]) -> ProofResult:
    try:
        attempt()
    except OSError as error:
        return ProofResult(name, "works", False, f"failed: {error.strerror}")
    return ProofResult(name, "works", True, "works")


def _python_socket() -> str:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        if is_sealed():  # macOS allows a process to create a socket and refuses to connect it
            probe.connect(_PEER)
    return "a socket could be opened"


def _name_lookup() -> str:
    """Python's look-up must be refused. The C library's look-up, which our hook cannot see, must find nothing."""
    try:
        socket.getaddrinfo(_NAME, 80)
    except socket.gaierror:
        return "a look-up was attempted"
    except PermissionError:
        if is_sealed() and not _native_lookup_resolves():
            raise
        return "native code can look names up"
    return "a name was resolved"


def _native_lookup_resolves() -> bool:
    if os.name != "posix":
        return True
    result = ctypes.c_void_p()
    return bool(ctypes.CDLL(None).getaddrinfo(_NAME.encode(), b"80", None, ctypes.byref(result)) == 0)


def _native_socket() -> str:
    if os.name != "posix":
        return "native code is not held on this system"
    libc = ctypes.CDLL(None, use_errno=True)
    descriptor = libc.socket(int(socket.AF_INET), int(socket.SOCK_STREAM), 0)
    if descriptor < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    os.close(descriptor)
    if is_sealed():
        raise PermissionError
    return "a socket could be opened"


def _others_memory() -> str:
    """Through the memory of a process outside the seal, that process could be made to send."""
    try:
        call("process_vm_writev", os.getppid(), b"", 0, b"", 0, 0)  # nothing is written
    except OSError as error:
        if error.errno == errno.ENOSYS:
            return "it is not known how to try it on this processor"
        raise
    return "another process's memory could be written"


def _child_socket() -> str:
    child = subprocess.run([sys.executable, "-I", "-S", "-c", _CHILD], capture_output=True, timeout=60, check=False)
    if child.returncode == _REFUSED_IN_CHILD:
        raise PermissionError
    return "a child process could open a socket"


def _unix_socket() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.sendall(b"x")
        if theirs.recv(1) != b"x":
            raise ConnectionError(errno.EIO, "nothing came")
