"""A lighter cage for an engine of native code that needs threads, devices and a socket: llama.cpp with a model's file.

Invariant: what is returned as held was accepted by the kernel. It reads the system, code and the model, writes to its
own folder and to devices, starts no program, and reaches no other process.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from assistant.sandbox.cage.code_folders import code_folders
from assistant.sandbox.cage.enter import CALLS, MEMORY, RIGHTS, drop_rights
from assistant.sandbox.forked_helper import refuse_tracing
from assistant.sandbox.kernel.landlock import FILES, restrict
from assistant.sandbox.kernel.seccomp import (
    ABSENT,
    ALLOW,
    JUMP_ANY_BIT,
    REFUSE,
    assemble,
    goto,
    install,
    load_argument,
    on_call,
    start,
)
from assistant.sandbox.kernel.system_calls import machine

ENGINE_PARTS = (FILES, CALLS, MEMORY, RIGHTS)
# Drivers of graphics cards lie all over the system, and find their devices there; what is a person's lies elsewhere.
_SYSTEM = ("/usr", "/lib", "/lib64", "/opt", "/etc", "/proc", "/sys", "/run/nvidia-persistenced", "/run/opengl-driver")
_DEVICES = ("/dev",)
_NEW_PROCESSES = ("execve", "execveat", "fork", "vfork")
_NEW_THREAD = 0x00010000  # CLONE_THREAD


def enter_engine_cage(read: Iterable[Path], write: Path) -> tuple[str, ...]:
    """Give up all files but code, the system's, those of `read`, and the folder `write`. Returns what holds.

    Call it after `seal`, before threads start. Of `ENGINE_PARTS`; () on other systems than Linux.
    """
    if sys.platform != "linux":
        return ()
    held = [MEMORY] if refuse_tracing() else []
    if drop_rights():
        held.append(RIGHTS)
    readable = [*code_folders(), *read, *map(Path, _SYSTEM)]
    held += [part for part in restrict(read=readable, write=[write, *map(Path, _DEVICES)]) if part == FILES]
    on = machine()
    if on and not install(no_new_processes(on), on):
        held.append(CALLS)
    return tuple(part for part in ENGINE_PARTS if part in held)


def no_new_processes(on: str) -> bytes:
    """The filter: threads may be started, programs and processes may not."""
    return assemble(
        [
            *start(on),
            *(row for name in _NEW_PROCESSES for row in on_call(name, REFUSE, on)),
            *on_call("clone3", ABSENT, on),
            *on_call("clone", "thread", on),
            goto(ALLOW),
            "thread",
            load_argument(0),
            (JUMP_ANY_BIT, ALLOW, REFUSE, _NEW_THREAD),
        ]
    )
