"""The kernel's reading of a filter of system calls, for every processor, wherever the tests run."""

from __future__ import annotations

import errno
import struct

from assistant.sandbox.kernel.system_calls import number

ALLOW, KILL, REFUSE = 0x7FFF0000, 0x80000000, 0x00050000 | errno.EPERM
AUDIT = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}


def decide(program: bytes, on: str, call: str | int, *arguments: int, audit: int = 0) -> int:
    """What the filter says to the system call `call` (name or number) with these arguments (64 bits each)."""
    which = number(call, on) if isinstance(call, str) else call
    assert which is not None, f"{on} has no {call}"
    given = [*arguments, 0, 0, 0, 0, 0, 0][:6]
    data = struct.pack("=iIQ6Q", which, audit or AUDIT[on], 0, *given)
    rows = [struct.unpack_from("=HBBI", program, at) for at in range(0, len(program), 8)]
    at, accumulator = 0, 0
    while True:
        code, if_true, if_false, operand = rows[at]
        at += 1
        match code:
            case 0x06:
                return int(operand)
            case 0x20:
                accumulator = struct.unpack_from("=I", data, operand)[0]
            case 0x54:
                accumulator &= operand
            case 0x15:
                at += if_true if accumulator == operand else if_false
            case 0x35:
                at += if_true if accumulator >= operand else if_false
            case 0x45:
                at += if_true if accumulator & operand else if_false
            case _:
                raise AssertionError(f"an unknown step: {code:#x}")
