"""The filter of system calls of the sealed program: it connects to nobody, types nothing, writes no notes onto files.

A filter cannot see to which Unix socket a connection would go, nor can Landlock (up to version 7): so there is none,
and who needs one asks the porter, which looks where it leads. Invariant: a socket that can be had here sends nothing
to an address: streams and packets in order go to the peer that they are connected with.
"""

from __future__ import annotations

import socket
import sys

from assistant.sandbox.kernel.seccomp import (
    ALLOW,
    AND,
    JUMP_EQUAL,
    REFUSE,
    Row,
    assemble,
    goto,
    install,
    load_argument,
    on_call,
    start,
)
from assistant.sandbox.kernel.system_calls import machine

# Notes on files (extended attributes): a way to leave bytes on any file of the person, which Landlock does not hold.
_NOTES = (
    *("setxattr", "lsetxattr", "fsetxattr", "setxattrat"),
    *("removexattr", "lremovexattr", "fremovexattr", "removexattrat"),
)
# A terminal takes them for keys: what is pushed in runs in the shell, once the program has ended.
_TYPING = (0x5412, 0x541C)  # TIOCSTI, TIOCLINUX
_KIND = 0xF  # of the second argument; the rest are flags
_KINDS = (1, 5)  # SOCK_STREAM, SOCK_SEQPACKET
_held = [False]


def connect_to_nobody() -> bool:
    """Give up connections, for all threads and children and for good; whether the kernel holds it."""
    on = machine()
    if sys.platform == "linux" and on and not _held[0]:
        _held[0] = not install(connectionless(on), on)
    return _held[0]


def holds() -> bool:
    """Whether this process connects to nobody: asked of the kernel."""
    if not _held[0]:
        return False
    try:
        socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    except PermissionError:
        return True
    return False


def connectionless(on: str) -> bytes:
    """The filter for the processor `on`. Which families there are is the seal's business."""
    rows: list[Row] = [
        *start(on),
        *(row for name in ("connect", *_NOTES) for row in on_call(name, REFUSE, on)),
        *(row for name in ("socket", "socketpair") for row in on_call(name, "kind", on)),
        *on_call("ioctl", "device", on),
        goto(ALLOW),
        "device",
        load_argument(1),
        *((JUMP_EQUAL, REFUSE, "", request) for request in _TYPING),
        goto(ALLOW),
        "kind",
        load_argument(1),
        (AND, "", "", _KIND),
        *((JUMP_EQUAL, ALLOW, "", kind) for kind in _KINDS),
        goto(REFUSE),
    ]
    return assemble(rows)
