"""The system calls that the two helpers may make.

Invariant: the helper has no call that opens a connection, names a peer or sends with the opening (TCP Fast Open); the
dialer's only peer is the one whose place in read-only memory the filter knows, and no call of its changes that memory.
"""

from __future__ import annotations

import socket

from assistant.sandbox.cage.allowed import COMPUTING, MAPPING, READING
from assistant.sandbox.kernel.seccomp import (
    ABSENT,
    ALLOW,
    AND,
    JUMP_ANY_BIT,
    JUMP_EQUAL,
    REFUSE,
    Row,
    assemble,
    goto,
    load_argument,
    load_upper_half,
    on_call,
    start,
)
from assistant.sandbox.relay.target import FixedPeer

_FAST_OPEN = 0x20000000  # MSG_FASTOPEN
_NEW_THREAD = 0x00010000  # CLONE_THREAD
_SOCKET_TYPE = 0xF  # the higher bits of a socket's type are options
_FIXED_PLACE = 0x10 | 0x100000  # MAP_FIXED, MAP_FIXED_NOREPLACE: a mapping in the place of another
_SET_NONBLOCKING = 0x5421  # FIONBIO
_HELPER = ("write", "munmap", "mprotect", "mremap", "madvise", "getsockname", "getpeername", "getsockopt", "shutdown")
_DIALER = ("getsockopt", "getsockname")


def helper_filter(on: str) -> bytes:
    """For the process that carries bytes: it sends on what it was given and starts threads."""
    labels = {"clone": "thread", "clone3": ABSENT, "sendto": "sending", "mmap": "mapping", "ioctl": "device"}
    return assemble(
        [
            *start(on),
            *_calls((*READING, *COMPUTING, *_HELPER), labels, on),
            "thread",
            load_argument(0),
            (JUMP_ANY_BIT, ALLOW, REFUSE, _NEW_THREAD),
            "sending",
            load_argument(3),
            (JUMP_ANY_BIT, REFUSE, "", _FAST_OPEN),
            load_argument(4),
            (JUMP_EQUAL, "", REFUSE, 0),
            load_upper_half(4),
            (JUMP_EQUAL, ALLOW, REFUSE, 0),
            *MAPPING,
            "device",
            load_argument(1),
            (JUMP_EQUAL, ALLOW, REFUSE, _SET_NONBLOCKING),
        ]
    )


def dialer_filter(on: str, family: int, peer: FixedPeer) -> bytes:
    """For the process that connects: TCP sockets of one family, one peer, and passing on the connected socket."""
    labels = {"socket": "socket", "connect": "connect", "sendmsg": "sending", "mmap": "room"}
    return assemble(
        [
            *start(on),
            *_calls((*READING, *COMPUTING, *_DIALER), labels, on),
            "socket",
            load_argument(0),
            (JUMP_EQUAL, "", REFUSE, family),
            load_argument(1),
            (AND, "", "", _SOCKET_TYPE),
            (JUMP_EQUAL, ALLOW, REFUSE, int(socket.SOCK_STREAM)),
            "connect",
            load_argument(1),
            (JUMP_EQUAL, "", REFUSE, peer.address & 0xFFFFFFFF),
            load_upper_half(1),
            (JUMP_EQUAL, "", REFUSE, peer.address >> 32),
            load_argument(2),
            (JUMP_EQUAL, ALLOW, REFUSE, peer.length),
            "sending",
            load_argument(2),
            (JUMP_ANY_BIT, REFUSE, ALLOW, _FAST_OPEN),
            "room",
            load_argument(3),
            (JUMP_ANY_BIT, REFUSE, "", _FIXED_PLACE),
            *MAPPING,
        ]
    )


def _calls(names: tuple[str, ...], labels: dict[str, str], on: str) -> list[Row]:
    """Allow `names`, jump to the labels of others, refuse the rest."""
    return [
        *(row for name in names for row in on_call(name, ALLOW, on)),
        *(row for name, label in labels.items() for row in on_call(name, label, on)),
        goto(REFUSE),
    ]
