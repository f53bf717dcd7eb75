"""Gives up all files and all TCP ports except one, with Linux's Landlock (kernel 5.13 for files, 6.7 for ports).

Source of the numbers: the kernel's documentation, https://docs.kernel.org/userspace-api/landlock.html
Invariant: every right that is returned as given up is given up, for this thread and all threads that it starts.
"""

from __future__ import annotations

import ctypes
import struct
import sys

FILES, OTHER_PORTS = "files", "other ports"
_CREATE, _ADD_RULE, _RESTRICT = 444, 445, 446  # system calls, the same on every processor
_VERSION_FLAG, _NET_PORT_RULE = 1, 2
_BIND_TCP, _CONNECT_TCP = 1, 2
_FILE_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15}  # version: number of access rights; 16 from version 5 on
_NETWORK_SINCE, _SCOPES_SINCE, _SCOPES = 4, 6, 3  # scopes: abstract Unix sockets, signals to other processes
_PR_SET_NO_NEW_PRIVS = 38


def keep_only_port(port: int) -> tuple[str, ...]:
    """Give up every file and every TCP port except `port`. Returns what the kernel enforces of the two."""
    if sys.platform != "linux":
        return ()
    libc = ctypes.CDLL(None, use_errno=True)
    version = libc.syscall(_CREATE, None, ctypes.c_size_t(0), _VERSION_FLAG)
    if version < 1:
        return ()
    network = version >= _NETWORK_SINCE
    files = (1 << _FILE_RIGHTS.get(version, 16)) - 1
    attributes = struct.pack("=Q", files)
    if network:
        attributes += struct.pack("=Q", _BIND_TCP | _CONNECT_TCP)
    if version >= _SCOPES_SINCE:
        attributes += struct.pack("=Q", _SCOPES)
    ruleset = libc.syscall(_CREATE, attributes, ctypes.c_size_t(len(attributes)), 0)
    if ruleset < 0:
        return ()
    if network:
        rule = struct.pack("=QQ", _CONNECT_TCP, port)
        network = libc.syscall(_ADD_RULE, ruleset, _NET_PORT_RULE, rule, 0) == 0
    zero = ctypes.c_ulong(0)
    libc.prctl(ctypes.c_int(_PR_SET_NO_NEW_PRIVS), ctypes.c_ulong(1), zero, zero, zero)
    if libc.syscall(_RESTRICT, ruleset, 0) != 0:
        return ()
    return (FILES, OTHER_PORTS) if network else (FILES,)
