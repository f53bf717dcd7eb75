"""Runs commands under `strace` and says which sockets they opened: the kernel's own word, of every process and thread.

Invariant: what is listed is what reached the kernel; what a filter refused before is no socket and is not listed.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

from assistant.sandbox.kernel.seccomp import PROBE_FAMILY
from tests.waiting import PATIENCE_S

_SOCKET = re.compile(r"\bsocket\((\w+)(?: /\* \S+ \*/)?,|sa_family=(\w+)")
_KEPT = {"AF_UNIX", hex(PROBE_FAMILY)}  # no family of the system: the program asks with it whether it is sealed
# The kernel stops for the calls that are named; other calls run at full speed.
_STRACE = ("strace", "-f", "--seccomp-bpf", "-q", "-s", "1000", "-e", "signal=none", "-e")
_OPENING = ("socket", "connect")
_NAMESPACE = ("unshare", "--map-root-user", "--net")


def traced(command: Sequence[str], trace: Path) -> list[str]:
    """`command` under strace, which writes each socket that it opens or connects to `trace`."""
    return tracing(command, trace, _OPENING)


def tracing(command: Sequence[str], trace: Path, calls: Sequence[str]) -> list[str]:
    """`command` under strace, which writes these system calls to `trace`, each with the number of its thread."""
    return [*_STRACE, f"trace={','.join(calls)}", "-o", str(trace), *command]


def without_interfaces(command: Sequence[str]) -> list[str]:
    """`command` in a network namespace of its own, in which nothing leads anywhere."""
    return [*_NAMESPACE, *command]


def internet_sockets(trace: str) -> list[str]:
    """The family of each socket that was opened or connected and is no Unix socket."""
    families = [opened or connected for opened, connected in _SOCKET.findall(trace)]
    return [family for family in families if family not in _KEPT]


@cache
def cannot_trace() -> str:
    """Why nothing can be traced here; "" if it can."""
    if shutil.which("strace") is None:
        return "strace is not installed"
    return _refusal(lambda: traced(["true"], Path("/dev/null")), "strace")


def is_traced() -> bool:
    """Whether this very process is traced: then nobody else can trace it."""
    status = Path("/proc/self/status")
    return status.exists() and "\nTracerPid:\t0\n" not in status.read_text("ascii", "replace")


@cache
def cannot_unshare() -> str:
    """Why there is no network namespace here; "" if there is."""
    if shutil.which("unshare") is None:
        return "unshare is not installed"
    return _refusal(lambda: without_interfaces(["true"]), "unshare")


def _refusal(command: Callable[[], list[str]], what: str) -> str:
    done = subprocess.run(command(), capture_output=True, text=True, timeout=PATIENCE_S, check=False)
    return "" if done.returncode == 0 else f"{what} may not do it on this system: {done.stderr.strip()[:100]}"
