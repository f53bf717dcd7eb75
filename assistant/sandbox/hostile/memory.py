"""Attempts on memory: its parent's, memory that is shared with others, and its own where it would give secrets away."""

from __future__ import annotations

import ctypes
import errno
import mmap
import os
import struct

from assistant.sandbox.hostile.attempt import Attempt, Bait
from assistant.sandbox.kernel.system_calls import call

_SET_DUMPABLE = 4
_SEIZE, _INTERRUPT, _DETACH, _ALL_CHILDREN = 0x4206, 0x4207, 17, 0x40000000
_NO_ADDRESS = 8  # in the first page, where nothing is mapped: what may read there gets EFAULT


def _map_file(bait: Bait) -> None:
    descriptor = os.open(bait.file("mapped"), os.O_RDWR)
    try:
        with mmap.mmap(descriptor, 0) as mapped:
            mapped[0:1] = b"N"
    finally:
        os.close(descriptor)


def _parents_memory(name: str, bait: Bait) -> None:
    """A refusal comes before the kernel looks at the address."""
    here = ctypes.create_string_buffer(1)
    local = struct.pack("=QQ", ctypes.addressof(here), 1)
    try:
        call(name, bait.parent, local, 1, struct.pack("=QQ", _NO_ADDRESS, 1), 1, 0)
    except OSError as error:
        if error.errno != errno.EFAULT:
            raise


def _open(path: str, flags: int) -> None:
    os.close(os.open(path, flags))


def _trace(bait: Bait) -> None:
    call("ptrace", _SEIZE, bait.parent, 0, 0)
    call("ptrace", _INTERRUPT, bait.parent, 0, 0)
    os.waitpid(bait.parent, _ALL_CHILDREN)
    call("ptrace", _DETACH, bait.parent, 0, 0)


def _dumpable(bait: Bait) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_SET_DUMPABLE, 1, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "")


def _system_v(bait: Bait) -> None:
    call("shmctl", call("shmget", 0, 4096, 0o1600), 0, 0)  # made, and removed


ATTEMPTS = (
    Attempt("overwrite a file through a mapping", _map_file),
    Attempt("share memory with other processes", lambda bait: mmap.mmap(-1, mmap.PAGESIZE).close()),
    Attempt("make a file in memory", lambda bait: os.close(call("memfd_create", b"x", 0))),
    Attempt("make memory that other programs can open", _system_v, "kernel"),
    Attempt("read its parent's memory", lambda bait: _parents_memory("process_vm_readv", bait), "tracing"),
    Attempt("write its parent's memory", lambda bait: _parents_memory("process_vm_writev", bait), "tracing"),
    Attempt("open its parent's memory", lambda bait: _open(f"/proc/{bait.parent}/mem", os.O_RDWR), "tracing"),
    Attempt(
        "read its parent's environment", lambda bait: _open(f"/proc/{bait.parent}/environ", os.O_RDONLY), part="files"
    ),
    Attempt("list its parent's open files", lambda bait: _open(f"/proc/{bait.parent}/fd", os.O_RDONLY), part="files"),
    Attempt("trace its parent", _trace, "tracing"),
    Attempt("open its own memory to others", _dumpable),
    Attempt("hold up memory accesses", lambda bait: os.close(call("userfaultfd", 1)), "kernel"),
)
