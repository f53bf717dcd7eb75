"""The system calls that a caged process may make: reading, answering, memory of its own, its own end.

Everything else is refused with EPERM and not by killing: libraries probe for calls and do without, and a harmless file
must not turn into a crash because another version of the C library asks for one more. Only calls of another processor
type kill. Invariant: no call on the list reaches another process, changes a file, or makes a socket or a process.
"""

from __future__ import annotations

from assistant.sandbox.kernel.seccomp import (
    ALLOW,
    JUMP_ANY_BIT,
    JUMP_EQUAL,
    PROBE,
    PROBE_FAMILY,
    REFUSE,
    Row,
    assemble,
    goto,
    load_argument,
    on_call,
    start,
)

# The most frequent first.
READING = (
    *("read", "pread64", "lseek", "fstat", "newfstatat", "stat", "lstat", "statx", "close", "readv"),
    *("getdents64", "readlink", "readlinkat", "access", "faccessat", "faccessat2", "getcwd", "fadvise64"),
    *("dup", "dup2", "dup3", "recvmsg", "recvfrom", "poll", "ppoll", "select", "pselect6"),
)
COMPUTING = (
    *("brk", "futex", "rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "sigaltstack", "setitimer", "getitimer"),
    *("clock_gettime", "clock_getres", "gettimeofday", "time", "times", "nanosleep", "clock_nanosleep"),
    *("getrusage", "getrlimit", "sched_yield", "sched_getaffinity", "getcpu", "getrandom", "uname", "sysinfo"),
    *("getpid", "gettid", "getppid", "getuid", "geteuid", "getgid", "getegid"),
    *("set_robust_list", "rseq", "membarrier", "restart_syscall", "exit", "exit_group"),
)
_ANSWERING = ("write", "writev")
_MEMORY = ("munmap", "mprotect", "mremap", "madvise")
_WRITING_FLAGS = 0o3 | 0o100 | 0o1000  # O_WRONLY, O_RDWR, O_CREAT, O_TRUNC; O_TMPFILE needs one of the first two
_SHARED, _WRITABLE = 0x1, 0x2  # a bit of MAP_SHARED and MAP_SHARED_VALIDATE, which MAP_PRIVATE has not; PROT_WRITE
# Of a descriptor: copy it, ask for and set its flags; none that locks, leases or has signals sent.
_DESCRIPTOR_REQUESTS = (0, 1, 2, 3, 1030)  # F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_DUPFD_CLOEXEC
_DEVICE_REQUESTS = (0x5401, 0x5413, 0x5450, 0x5451)  # TCGETS and TIOCGWINSZ (is it a terminal?), FIONCLEX, FIOCLEX
_CHECKED = {
    "mmap": "mapping",
    "openat": "opening",
    "open": "opening by path",
    "fcntl": "descriptor",
    "ioctl": "device",
    "kill": "signal",
    "tgkill": "signal",
    "prlimit64": "limit",
    "setrlimit": ALLOW,  # lowers only: a caged process has no right to raise a hard limit
    "socket": "socket",
}
# The end of a filter that checks `mmap`: memory of its own, and files for reading, but nothing that others see change.
MAPPING: tuple[Row, ...] = (
    "mapping",
    load_argument(3),
    (JUMP_ANY_BIT, "", ALLOW, _SHARED),
    load_argument(2),
    (JUMP_ANY_BIT, REFUSE, ALLOW, _WRITABLE),
)


def allowed_calls(on: str, pid: int) -> bytes:
    """The filter for the processor `on` and the process `pid`, which may signal itself: that is how it aborts."""
    names = (*READING, *_ANSWERING, *_MEMORY, *COMPUTING)
    rows: list[Row] = [
        *start(on),
        *(row for name, label in _CHECKED.items() if name in ("mmap", "openat") for row in on_call(name, label, on)),
        *(row for name in names for row in on_call(name, ALLOW, on)),
        *(row for name, label in _CHECKED.items() for row in on_call(name, label, on)),
        goto(REFUSE),
        *MAPPING,
        "opening",
        load_argument(2),
        (JUMP_ANY_BIT, REFUSE, ALLOW, _WRITING_FLAGS),
        "opening by path",
        load_argument(1),
        (JUMP_ANY_BIT, REFUSE, ALLOW, _WRITING_FLAGS),
        "descriptor",
        *_only(1, _DESCRIPTOR_REQUESTS),
        "device",
        *_only(1, _DEVICE_REQUESTS),
        "signal",
        *_only(0, (pid,)),
        "limit",
        *_only(0, (0, pid)),
        "socket",
        load_argument(0),
        (JUMP_EQUAL, PROBE, REFUSE, PROBE_FAMILY),
    ]
    return assemble(rows)


def _only(argument: int, values: tuple[int, ...]) -> list[Row]:
    """Allow the call for these values of an argument."""
    return [load_argument(argument), *((JUMP_EQUAL, ALLOW, "", value) for value in values), goto(REFUSE)]
