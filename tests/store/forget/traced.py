"""Runs a job in a fork, watches every system call that changes a file, and kills at the one that was chosen.

The kernel itself stops the process before each of those calls (a seccomp filter that hands them to a ptrace parent), in
SQLite's and Chroma's native code and in the processes that the job starts as much as in Python. Linux on x86-64 and
aarch64. Invariant: the call at which a process is killed is not made.
"""

from __future__ import annotations

import ctypes
import os
import platform
import signal
import struct
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from tests.promises.traced import is_traced

Kind = Literal["write", "sync", "truncate", "create", "rename", "remove"]
Victim = Literal["owner", "caller"]


@dataclass(frozen=True, slots=True)
class Call:
    """A system call that changes a file: which arguments name it; `flags`, where given, holds open(2)'s flags."""

    kind: Kind
    descriptor: int | None = None
    path: int | None = None
    folder: int | None = None
    flags: int | None = None


_WRITE, _SYNC, _TRUNCATE = Call("write", 0), Call("sync", 0), Call("truncate", 0)
_RENAME_AT, _REMOVE_AT = Call("rename", path=3, folder=2), Call("remove", path=1, folder=0)
_CREATE_AT, _OPEN_AT = Call("create", path=1, folder=0), Call("create", path=1, folder=0, flags=2)
_OUT_LAST = Call("write", 2)
CALLS: dict[str, dict[int, Call]] = {
    "x86_64": {
        **dict.fromkeys((1, 18, 20, 40, 285, 296), _WRITE),
        **dict.fromkeys((74, 75), _SYNC),
        77: _TRUNCATE,
        82: Call("rename", path=1),
        **dict.fromkeys((264, 316), _RENAME_AT),
        **dict.fromkeys((84, 87), Call("remove", path=0)),
        263: _REMOVE_AT,
        83: Call("create", path=0),
        258: _CREATE_AT,
        257: _OPEN_AT,
        2: Call("create", path=0, flags=1),
        326: _OUT_LAST,
    },
    "aarch64": {
        **dict.fromkeys((47, 64, 66, 68, 70, 71), _WRITE),
        **dict.fromkeys((82, 83), _SYNC),
        46: _TRUNCATE,
        **dict.fromkeys((38, 276), _RENAME_AT),
        35: _REMOVE_AT,
        34: _CREATE_AT,
        56: _OPEN_AT,
        285: _OUT_LAST,
    },
}

Point = tuple[str, Kind]  # the file's name, and what is done to it


@dataclass(frozen=True, slots=True)
class Target:
    """Kill before the `count`-th (from 1) call of `point`: the process that makes it, or the library's owner."""

    point: Point
    count: int
    victim: Victim = "caller"


@dataclass(slots=True)
class Trace:
    """How often each point was met, and whether the target was."""

    counts: Counter[Point] = field(default_factory=Counter)
    killed: bool = False


def can_trace() -> str:
    """Why this machine cannot trace, or ""."""
    if sys.platform != "linux" or platform.machine() not in CALLS:
        return "system calls are traced on Linux on x86-64 and aarch64 only"
    if is_traced():
        return "somebody traces this process already"
    held = Path("/proc/sys/kernel/yama/ptrace_scope")
    return "this system forbids ptrace" if held.exists() and held.read_text().strip() == "3" else ""


_TRACEME, _CONT, _SETOPTIONS, _SYSCALL_INFO = 0, 7, 0x4200, 0x420E
_FOLLOW = 0x02 | 0x04 | 0x08 | 0x10  # fork, vfork, clone, exec
_TRACE_SECCOMP, _EXIT_KILL = 0x80, 0x100000
_EVENT_SECCOMP = 7
_WAIT_ALL = 0x40000000  # __WALL: threads as well
_MOVING = os.O_CREAT | os.O_TRUNC
_AT_CWD = 0xFFFFFF9C


def trace(job: Callable[[], None], below: Path, target: Target | None) -> Trace:
    """Run `job` in a fork and watch the files below a folder. For a process that has no other children."""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
    libc.ptrace.restype = ctypes.c_long
    owner = os.fork()
    if owner == 0:
        status = 1
        try:
            libc.ptrace(_TRACEME, 0, None, None)
            os.kill(os.getpid(), signal.SIGSTOP)
            _hand_over(CALLS[platform.machine()])
            job()
            status = 0
        finally:
            os._exit(status)
    os.waitpid(owner, _WAIT_ALL)
    libc.ptrace(_SETOPTIONS, owner, None, _FOLLOW | _TRACE_SECCOMP | _EXIT_KILL)
    libc.ptrace(_CONT, owner, None, None)
    seen, found = {owner}, Trace()
    while True:
        try:
            process, status = os.waitpid(-1, _WAIT_ALL)
        except ChildProcessError:
            return found
        if not os.WIFSTOPPED(status):
            continue
        passed_on = os.WSTOPSIG(status)
        if passed_on == signal.SIGSTOP and process not in seen:
            passed_on = 0  # how a new process or thread introduces itself
        elif passed_on == signal.SIGTRAP:
            passed_on = 0
            if status >> 16 == _EVENT_SECCOMP:
                point = _point(libc, process, below)
                if point is not None:
                    found.counts[point] += 1
                    if target is not None and (point, found.counts[point]) == (target.point, target.count):
                        found.killed = True
                        os.kill(owner if target.victim == "owner" else _process_of(process), signal.SIGKILL)
        seen.add(process)
        libc.ptrace(_CONT, process, None, passed_on)


def _hand_over(calls: dict[int, Call]) -> None:
    """Stop at `calls` from here on, in every thread and child: their parent decides."""
    rows: list[tuple[int, int, int, int]] = [(0x20, 0, 0, 0)]  # load the number of the call
    for number, call in calls.items():
        if call.flags is None:
            rows += [(0x15, 0, 1, number), (0x06, 0, 0, 0x7FF00000)]  # equal: trace
        else:  # equal, and a flag that changes something is set: trace
            offset = 16 + 8 * call.flags
            rows += [(0x15, 0, 4, number), (0x20, 0, 0, offset), (0x45, 0, 1, _MOVING), (0x06, 0, 0, 0x7FF00000)]
            rows += [(0x06, 0, 0, 0x7FFF0000)]
    rows += [(0x06, 0, 0, 0x7FFF0000)]
    program = b"".join(struct.pack("=HBBI", *row) for row in rows)
    buffer = ctypes.create_string_buffer(program, len(program))
    header = ctypes.create_string_buffer(struct.pack("@HP", len(rows), ctypes.addressof(buffer)))
    libc = ctypes.CDLL(None, use_errno=True)
    zero = ctypes.c_ulong(0)
    if libc.prctl(38, ctypes.c_ulong(1), zero, zero, zero) or libc.prctl(22, ctypes.c_ulong(2), header, zero, zero):
        raise OSError(ctypes.get_errno(), "the system refuses the filter")


def _point(libc: ctypes.CDLL, process: int, below: Path) -> Point | None:
    buffer = ctypes.create_string_buffer(96)
    if libc.ptrace(_SYSCALL_INFO, process, 96, buffer) <= 0:
        return None
    number, *arguments = struct.unpack_from("=7Q", buffer.raw, 24)
    call = CALLS[platform.machine()][number]
    try:
        file = _file(process, call, arguments)
    except OSError:  # it was killed while it stood here
        return None
    if not file.startswith(f"{below}/"):
        return None
    truncates = call.flags is not None and arguments[call.flags] & os.O_TRUNC and not arguments[call.flags] & os.O_EXCL
    return _name(file, below), "truncate" if truncates else call.kind


def _file(process: int, call: Call, arguments: list[int]) -> str:
    if call.descriptor is not None:
        return _target(process, f"fd/{arguments[call.descriptor] & 0xFFFFFFFF}")
    assert call.path is not None
    with Path(f"/proc/{process}/mem").open("rb", buffering=0) as memory:
        memory.seek(arguments[call.path])
        name = os.fsdecode(memory.read(4096).split(b"\0", 1)[0])
    folder = _AT_CWD if call.folder is None else arguments[call.folder] & 0xFFFFFFFF
    start = _target(process, "cwd" if folder == _AT_CWD else f"fd/{folder}")
    return str(Path(start) / name)


def _target(process: int, link: str) -> str:
    return str(Path(f"/proc/{process}/{link}").readlink()).removesuffix(" (deleted)")


def _name(file: str, below: Path) -> str:
    """The file's name; folders whose names are drawn by lot are called by what they are."""
    parts = Path(file).relative_to(below).parts
    if parts[0] == "index" and len(parts) <= 3 and Path(file).suffix not in (".sqlite3", ".sealed"):
        kinds = ("index/", "index/gen-N/", "index/gen-N/segment/")
        return parts[-1] if "." in parts[-1] else kinds[len(parts) - 1]
    return parts[-1]


def _process_of(thread: int) -> int:
    for line in Path(f"/proc/{thread}/status").read_text().splitlines():
        if line.startswith("Tgid:"):
            return int(line.split()[1])
    raise ProcessLookupError(thread)
