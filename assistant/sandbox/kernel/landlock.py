"""Gives up files and TCP ports, with Linux's Landlock (kernel 5.13 for files, 6.7 for ports).

Source of the numbers: the kernel's documentation, https://docs.kernel.org/userspace-api/landlock.html
Invariant: every right that is returned as given up is given up, for this thread and all threads that it starts. A
process that gave up anything cannot trace another one, nor read its memory, unless that one gave up at least as much.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import stat
import struct
import sys
from collections.abc import Iterable
from pathlib import Path

FILES, OTHER_PORTS, OTHER_PROCESSES = "files", "other ports", "signals and abstract sockets"
CHANGES, CUTTING = "changes of files", "cutting files"
_CREATE, _ADD_RULE, _RESTRICT = 444, 445, 446  # system calls, the same on every processor
_VERSION_FLAG, _PATH_RULE, _NET_PORT_RULE = 1, 1, 2
_BIND_TCP, _CONNECT_TCP = 1, 2
_FILE_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15}  # version: number of access rights; 16 from version 5 on
_READ_FILE, _READ_FOLDER, _MAKE_TERMINAL, _MAKE_DISK = 1 << 2, 1 << 3, 1 << 6, 1 << 11
_OF_FILES = 1 << 0 | 1 << 1 | 1 << 2 | 1 << 14 | 1 << 15  # execute, write, read, cut, control a device
_WRITE_FILE, _MOVE, _TRUNCATE = 1 << 1, 1 << 13, 1 << 14
_CHANGES = _WRITE_FILE | 0b1_1111_1111 << 4 | _MOVE  # write, remove and make of every kind, move to another folder
_MOVES_SINCE, _TRUNCATE_SINCE = 2, 3  # before, every move from one folder to another is refused
_NETWORK_SINCE, _SCOPES_SINCE, _SCOPES = 4, 6, 3  # scopes: abstract Unix sockets, signals to other processes
_PR_SET_NO_NEW_PRIVS = 38


def version() -> int:
    """The version of Landlock that the kernel offers; 0 if it offers none."""
    if sys.platform != "linux":
        return 0
    return max(0, int(ctypes.CDLL(None).syscall(_CREATE, None, ctypes.c_size_t(0), _VERSION_FLAG)))


def keep_only_port(port: int) -> tuple[str, ...]:
    """Give up every file and every TCP port except `port`. Returns what the kernel enforces of the two."""
    return restrict(port=port)


def restrict(*, read: Iterable[Path] = (), write: Iterable[Path] = (), port: int = 0) -> tuple[str, ...]:
    """Give up files and TCP ports, except reading at and below `read`, everything below `write`, and `port`.

    Paths that are not there are left out. Returns what the kernel enforces; () if it has no Landlock.
    """
    offered = version()
    if not offered:
        return ()
    libc = ctypes.CDLL(None, use_errno=True)
    network = offered >= _NETWORK_SINCE
    everything = (1 << _FILE_RIGHTS.get(offered, 16)) - 1
    attributes = struct.pack("=Q", everything)
    if network:
        attributes += struct.pack("=Q", _BIND_TCP | _CONNECT_TCP)
    if offered >= _SCOPES_SINCE:
        attributes += struct.pack("=Q", _SCOPES)
    ruleset = libc.syscall(_CREATE, attributes, ctypes.c_size_t(len(attributes)), 0)
    if ruleset < 0:
        return ()
    try:
        for rights, paths in ((_READ_FILE | _READ_FOLDER, read), (everything, write)):
            for path in paths:
                _allow(libc, ruleset, path, rights)
        if network and port:
            rule = struct.pack("=QQ", _CONNECT_TCP, port)
            network = libc.syscall(_ADD_RULE, ruleset, _NET_PORT_RULE, rule, 0) == 0
        if not _restrict(libc, ruleset):
            return ()
    finally:
        os.close(ruleset)
    given_up = (FILES, *((OTHER_PORTS,) if network else ()))
    return (*given_up, OTHER_PROCESSES) if offered >= _SCOPES_SINCE else given_up


def leave_other_processes() -> bool:
    """Give up tracing other processes and their memory; from kernel 6.12 on signals and abstract Unix sockets, too.

    Files are not touched. Where a process has to give up something about files for that, it gives up making device
    files of disks; in such a process no mount is allowed, so that its caged children get no namespaces.
    """
    offered = version()
    if not offered:
        return False
    scopes = offered >= _SCOPES_SINCE
    attributes = struct.pack("=QQQ", 0, 0, _SCOPES) if scopes else struct.pack("=Q", _MAKE_DISK)
    libc = ctypes.CDLL(None, use_errno=True)
    ruleset = libc.syscall(_CREATE, attributes, ctypes.c_size_t(len(attributes)), 0)
    if ruleset < 0:
        return False
    try:
        return _restrict(libc, ruleset)
    finally:
        os.close(ruleset)


def keep_changes_to(folders: Iterable[Path], devices: Iterable[Path]) -> tuple[str, ...]:
    """Give up making, changing, moving and removing files but below `folders`; writing to `devices` stays.

    Reading and starting programs stay as they are. What `leave_other_processes` gives up is given up with it. Paths
    that are not there are left out, so folders have to be made before. Returns what the kernel enforces; () before
    5.19, where no file could be moved from one folder of ours to another.
    """
    offered = version()
    if offered < _MOVES_SINCE:
        return ()
    cuts = _TRUNCATE if offered >= _TRUNCATE_SINCE else 0
    scopes = offered >= _SCOPES_SINCE
    libc = ctypes.CDLL(None, use_errno=True)
    attributes = struct.pack("=QQQ", _CHANGES | cuts, 0, _SCOPES) if scopes else struct.pack("=Q", _CHANGES | cuts)
    ruleset = libc.syscall(_CREATE, attributes, ctypes.c_size_t(len(attributes)), 0)
    if ruleset < 0:
        return ()
    try:
        inside = (_CHANGES | cuts) & ~(_MAKE_TERMINAL | _MAKE_DISK)  # an administrator could reach a disk through one
        for rights, paths in ((inside, folders), (_WRITE_FILE | cuts, devices)):
            for path in paths:
                _allow(libc, ruleset, path, rights)
        if not _restrict(libc, ruleset):
            return ()
    finally:
        os.close(ruleset)
    return (CHANGES, *((CUTTING,) if cuts else ()), *((OTHER_PROCESSES,) if scopes else ()))


def _restrict(libc: ctypes.CDLL, ruleset: int) -> bool:
    zero = ctypes.c_ulong(0)
    libc.prctl(ctypes.c_int(_PR_SET_NO_NEW_PRIVS), ctypes.c_ulong(1), zero, zero, zero)
    return bool(libc.syscall(_RESTRICT, ruleset, 0) == 0)


def _allow(libc: ctypes.CDLL, ruleset: int, path: Path, rights: int) -> None:
    with contextlib.suppress(OSError):
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
        try:
            if not stat.S_ISDIR(os.fstat(descriptor).st_mode):
                rights &= _OF_FILES
            libc.syscall(_ADD_RULE, ruleset, _PATH_RULE, struct.pack("=Qi", rights, descriptor), 0)
        finally:
            os.close(descriptor)
