"""Resource limits of a child process, enforced by the kernel.

Invariant: limits are only lowered. Limits that the system cannot enforce are returned by name: the parent checks them.
"""

from __future__ import annotations

import math
import os
import platform
from dataclasses import dataclass

if os.name == "posix":
    import resource


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of one process; 0 for `file_size_bytes` means that it cannot write to any file."""

    memory_bytes: int
    cpu_s: float
    descriptors: int = 32
    file_size_bytes: int = 0


def apply_limits(limits: Limits) -> tuple[str, ...]:
    """Apply `limits` to this process and return the names of the limits that the system does not enforce reliably.

    Core dumps are turned off as well: they would contain document text.
    """
    if os.name != "posix":
        return ("memory", "cpu", "descriptors", "file_size")
    _lower(resource.RLIMIT_CORE, 0)
    _lower(resource.RLIMIT_FSIZE, limits.file_size_bytes)
    _lower(resource.RLIMIT_NOFILE, limits.descriptors)
    allow_cpu(limits.cpu_s)
    if platform.system() != "Linux":
        return ("memory",)  # macOS accepts RLIMIT_AS and does not enforce it
    _lower(resource.RLIMIT_AS, limits.memory_bytes)
    return ()


def allow_cpu(seconds: float) -> None:
    """Grant this process `seconds` of processor time from now; after that it is killed (SIGXCPU).

    The hard limit stays as it is, so that a worker can get the same time again for its next job.
    """
    if os.name != "posix":
        return
    usage = resource.getrusage(resource.RUSAGE_SELF)
    used = usage.ru_utime + usage.ru_stime
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    soft = math.ceil(used + seconds)
    resource.setrlimit(resource.RLIMIT_CPU, (soft if hard == resource.RLIM_INFINITY else min(soft, hard), hard))


def no_core_dumps() -> None:
    """A crash of this process or of its children leaves no memory image on the disk."""
    if os.name == "posix":
        _lower(resource.RLIMIT_CORE, 0)


def _lower(which: int, value: int) -> None:
    hard = resource.getrlimit(which)[1]
    value = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(which, (value, value))
