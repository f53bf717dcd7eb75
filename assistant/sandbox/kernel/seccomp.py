"""Filters of system calls, in the kernel's language (classic BPF), and how a process takes one on.

Invariant: a call of another processor type ends the process, whatever the filter says about it otherwise.
"""

from __future__ import annotations

import ctypes
import errno
import os
import struct
from collections.abc import Sequence

from assistant.sandbox.kernel.system_calls import number

# A step of a filter: code, label to jump to if true, if false ("": the next step), operand. A text is a label.
Row = tuple[int, str, str, int] | str
LOAD, AND, JUMP_EQUAL, JUMP_GREATER_EQUAL, JUMP_ANY_BIT = 0x20, 0x54, 0x15, 0x35, 0x45
_RETURN = 0x06
ALLOW, KILL, REFUSE = "allow", "kill", "refuse"  # labels of the ends
ABSENT = "absent"  # the end that says that the kernel has no such call: then the C library uses an older one
PROBE = "probe"  # the end that only `is_sealed` looks for
PROBE_FAMILY = 0x5EA1  # an address family that no system has: only our filter refuses it with PROBE_ERRNO
PROBE_ERRNO = errno.EXFULL if hasattr(errno, "EXFULL") else errno.EPERM
_ACTIONS = {
    REFUSE: 0x00050000 | errno.EPERM,
    ALLOW: 0x7FFF0000,
    KILL: 0x80000000,
    PROBE: 0x00050000 | PROBE_ERRNO,
    ABSENT: 0x00050000 | errno.ENOSYS,
}
_AUDIT = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}  # the processor's name in the kernel's records
_X32_BIT = 0x40000000  # x86_64's second set of calls, with 32-bit addresses
_NR, _ARCH, _ARGUMENTS = 0, 4, 16  # offsets in struct seccomp_data
_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, _PR_SET_NO_NEW_PRIVS = 22, 2, 38
_SET_MODE_FILTER, _FLAG_TSYNC = 1, 1


def load_argument(which: int) -> Row:
    """Load the lower half of an argument (0-based): all that the kernel reads of descriptors, flags and process ids."""
    return (LOAD, "", "", _ARGUMENTS + 8 * which)


def load_upper_half(which: int) -> Row:
    """Load the upper 32 bits of an argument, which count where it is an address. Both processors store them behind."""
    return (LOAD, "", "", _ARGUMENTS + 8 * which + 4)


def load_call() -> Row:
    """Load the number of the system call."""
    return (LOAD, "", "", _NR)


def goto(label: str) -> Row:
    return (JUMP_GREATER_EQUAL, label, label, 0)


def on_call(name: str, label: str, machine: str) -> list[Row]:
    """Jump to `label` if the call is `name`; nothing where the processor has no such call."""
    which = number(name, machine)
    return [] if which is None else [(JUMP_EQUAL, label, "", which)]


def start(machine: str) -> list[Row]:
    """The start of every filter; afterwards the number of the system call is loaded."""
    return [
        (LOAD, "", "", _ARCH),
        (JUMP_EQUAL, "", KILL, _AUDIT[machine]),
        load_call(),
        *([(JUMP_GREATER_EQUAL, KILL, "", _X32_BIT)] if machine == "x86_64" else []),
    ]


def assemble(rows: Sequence[Row]) -> bytes:
    """`rows` as bytes; what comes to their end is refused. Raises struct.error where a jump is too long (255 steps)."""
    targets: dict[str, int] = {}
    steps: list[tuple[int, str, str, int]] = []
    for row in rows:
        if isinstance(row, str):
            targets[row] = len(steps)
        else:
            steps.append(row)
    targets |= {name: len(steps) + number for number, name in enumerate(_ACTIONS)}
    packed = [
        struct.pack(
            "=HBBI",
            code,
            targets[true] - at - 1 if true else 0,
            targets[false] - at - 1 if false else 0,
            operand,
        )
        for at, (code, true, false, operand) in enumerate(steps)
    ]
    return b"".join(packed) + b"".join(struct.pack("=HBBI", _RETURN, 0, 0, value) for value in _ACTIONS.values())


def install(program: bytes, machine: str) -> str:
    """Put all threads of this process, and what they start, under `program` for good; returns the problem, or ""."""
    libc = ctypes.CDLL(None, use_errno=True)
    buffer = ctypes.create_string_buffer(program, len(program))
    header = ctypes.create_string_buffer(struct.pack("@HP", len(program) // 8, ctypes.addressof(buffer)))
    zero = ctypes.c_ulong(0)
    if libc.prctl(ctypes.c_int(_PR_SET_NO_NEW_PRIVS), ctypes.c_ulong(1), zero, zero, zero) != 0:
        return "the system refuses PR_SET_NO_NEW_PRIVS"
    on_all_threads = libc.syscall(
        ctypes.c_long(number("seccomp", machine) or -1),
        ctypes.c_ulong(_SET_MODE_FILTER),
        ctypes.c_ulong(_FLAG_TSYNC),
        header,
    )
    if on_all_threads == 0:
        return ""
    if libc.prctl(ctypes.c_int(_PR_SET_SECCOMP), ctypes.c_ulong(_SECCOMP_MODE_FILTER), header, zero, zero) == 0:
        return ""
    return f"the system refuses a seccomp filter ({os.strerror(ctypes.get_errno())})"
