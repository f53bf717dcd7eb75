"""Enters the cage: everything that the kernel can take from a process which only reads, computes and answers.

Invariant: what is returned as held was accepted by the kernel; it cannot be undone, and no new program or process
escapes it, because there is none.
"""

from __future__ import annotations

import ctypes
import os
import struct
import sys

from assistant.sandbox.cage.allowed import allowed_calls
from assistant.sandbox.cage.code_folders import code_folders
from assistant.sandbox.cage.namespaces import leave_the_system
from assistant.sandbox.cage.prepared import enter_prepared
from assistant.sandbox.forked_helper import refuse_tracing
from assistant.sandbox.kernel.landlock import FILES, restrict
from assistant.sandbox.kernel.seccomp import install
from assistant.sandbox.kernel.system_calls import call, machine

CALLS, MEMORY, RIGHTS, NAMESPACES = "system calls", "its own memory", "administrator's rights", "namespaces"
PARTS = (FILES, CALLS, MEMORY, RIGHTS, NAMESPACES)  # what a whole cage holds
_CAPABILITIES_VERSION = 0x20080522
_kept: list[object] = []


def enter_cage() -> tuple[str, ...]:
    """Give up everything but reading code and open descriptors, and answering. Returns what holds, of `PARTS`.

    Call it in a process with a single thread, after `seal` and `apply_limits`: they need calls that are given up here.
    """
    if sys.platform != "linux":
        return ()
    _make_callback()
    prepared = enter_prepared()
    alone = prepared if prepared is not None else leave_the_system(code_folders())
    held = [NAMESPACES] if alone else []
    if refuse_tracing():
        held.append(MEMORY)
    if drop_rights():
        held.append(RIGHTS)
    held += [part for part in restrict(read=code_folders()) if part == FILES]
    on = machine()
    if on and not install(allowed_calls(on, os.getpid()), on):
        held.append(CALLS)
    return tuple(part for part in PARTS if part in held)


def _make_callback() -> None:
    """The first callback that native code may call lets libffi look at this process's own files; do that now."""
    _kept.append(ctypes.CFUNCTYPE(None)(lambda: None))


def drop_rights() -> bool:
    """Give up what an administrator may do beyond an ordinary user, for programs that run as root."""
    header = struct.pack("=Ii", _CAPABILITIES_VERSION, 0)
    try:
        return call("capset", header, bytes(24)) == 0
    except OSError:
        return False
