"""The system calls of the process that listens.

Invariant: no call opens a socket to the internet, connects, names a peer, sends with the opening (TCP Fast Open), opens
a file or starts a program.
"""

from __future__ import annotations

import socket

from assistant.sandbox.cage.allowed import COMPUTING, MAPPING, READING
from assistant.sandbox.kernel.seccomp import (
    ABSENT,
    ALLOW,
    JUMP_ANY_BIT,
    JUMP_EQUAL,
    REFUSE,
    assemble,
    goto,
    load_argument,
    load_upper_half,
    on_call,
    start,
)

_FAST_OPEN = 0x20000000  # MSG_FASTOPEN
_NEW_THREAD = 0x00010000  # CLONE_THREAD
_SET_NONBLOCKING = 0x5421  # FIONBIO
_CALLS = (
    *("accept4", "write", "munmap", "mprotect", "mremap", "madvise"),
    *("getsockname", "getpeername", "getsockopt"),
)
_LABELS = {
    "clone": "thread",
    "clone3": ABSENT,
    "sendto": "sending",
    "sendmsg": "handing on",
    "socketpair": "pair",
    "mmap": "mapping",
    "ioctl": "device",
}


def listener_filter(on: str) -> bytes:
    """It accepts connections, starts threads, makes pairs of sockets and sends on what it was given."""
    return assemble(
        [
            *start(on),
            *(row for name in (*READING, *COMPUTING, *_CALLS) for row in on_call(name, ALLOW, on)),
            *(row for name, label in _LABELS.items() for row in on_call(name, label, on)),
            goto(REFUSE),
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
            "handing on",
            load_argument(2),
            (JUMP_ANY_BIT, REFUSE, ALLOW, _FAST_OPEN),
            "pair",
            load_argument(0),
            (JUMP_EQUAL, ALLOW, REFUSE, int(socket.AF_UNIX)),
            *MAPPING,
            "device",
            load_argument(1),
            (JUMP_EQUAL, ALLOW, REFUSE, _SET_NONBLOCKING),
        ]
    )
