"""Reads a trace of the suite: which process opened or connected which socket, and during which test.

Invariant: what is listed reached the kernel and was not refused by it; a call that a filter refused is no socket.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from assistant.sandbox.kernel.seccomp import PROBE_FAMILY
from tests.tracing.tell import BEGINS, ENDS, MARK, SHARED, SOMETIMES

_LINE = re.compile(r"^(\d+) +(.*)$", re.DOTALL)
_CALL = re.compile(r"^(?:<\.\.\. )?(\w+)[ (]")
_RETURNED = re.compile(r" = (\d+)(?: \(.*\))?\s*$")
_TOLD = re.compile(r'^removexattr\("((?:[^"\\]|\\.)*)", "user\.(\w+)"')
_ARGUMENTS = re.compile(r'"((?:[^"\\]|\\.)*)"')
_FAMILY = re.compile(r"^socket\((\w+)")
_ADDRESS = re.compile(r"\{sa_family=(\w+)")
_REFUSED = re.compile(r" = -1 E(?:PERM|ACCES) ")  # with a thread that was stopped just before, refusals are listed too
_STARTS = ("clone", "clone3", "fork", "vfork")
_NETWORK = ("socket", "connect", "bind", "sendto", "io_uring_setup")
CALLS = (*_NETWORK, *_STARTS, "execve", "removexattr")
_UNIX = "AF_UNIX"
_PROBE = hex(PROBE_FAMILY)  # no family of the system: the program asks with it whether it is sealed
_IO_URING = "io_uring"  # it opens and connects without a system call a socket
_PULL = ("assistant", "models", "pull")


@dataclass(slots=True)
class Process:
    """A process or a thread; `command` is that of its program."""

    parent: Process | None
    command: tuple[str, ...] = ()
    test: str = ""  # under way in this very process

    def test_under_way(self) -> str:
        """The test of the nearest process above that runs tests; "" between two tests, and outside of them."""
        at: Process | None = self
        while at is not None and not at.test:
            at = at.parent
        return at.test if at else ""

    def pulls(self) -> bool:
        """Whether it is the command that fetches models, or was started by it."""
        at: Process | None = self
        while at is not None:
            if any(at.command[place : place + len(_PULL)] == _PULL for place in range(len(at.command))):
                return True
            at = at.parent
        return False


@dataclass(frozen=True, slots=True)
class Opened:
    """A socket that was opened, bound or connected, or that something was sent through, and is no Unix socket."""

    test: str
    call: str
    family: str
    command: tuple[str, ...]
    by_pull: bool


@dataclass(slots=True)
class Trace:
    """What a trace says."""

    tests: dict[str, str] = field(default_factory=dict)  # "ran" or "skipped", or "begun" where its process was killed
    marked: set[str] = field(default_factory=set)
    shared: set[str] = field(default_factory=set)  # of those that are marked, as the next
    sometimes: set[str] = field(default_factory=set)
    processes: int = 0
    programs: int = 0
    sockets: Counter[str] = field(default_factory=Counter)  # opened, by family
    opened: list[Opened] = field(default_factory=list)

    def unmarked(self) -> list[Opened]:
        """What nobody has said to be right."""
        return [one for one in self.opened if not one.by_pull and one.test not in self.marked]

    def marked_for_nothing(self) -> list[str]:
        """The test functions that say that they open one, ran, and opened none in any of their cases.

        Of a mark that is shared, the file.
        """
        opening = {self._whose(one.test) for one in self.opened if not one.by_pull}
        ran = {self._whose(test) for test in self.marked - self.sometimes if self.tests.get(test) == "ran"}
        return sorted(ran - opening)

    def _whose(self, test: str) -> str:
        return test.partition("::" if test in self.shared else "[")[0]


def read(lines: Iterable[str], into: Trace) -> None:
    """`lines` of one `strace -f` over `CALLS`, added to what was read before."""
    reader = _Reader(into)
    for line in lines:
        if found := _LINE.match(line):
            reader.read(int(found[1]), found[2])


class _Reader:
    def __init__(self, trace: Trace) -> None:
        self.trace = trace
        self._processes: dict[int, Process] = {}
        self._starting: list[int] = []  # whoever is inside of a call that starts a process
        self._calls: dict[int, str] = {}  # the first half of a call that another one interrupted

    def read(self, pid: int, text: str) -> None:
        if text.startswith("+++ "):  # it has ended: its number may be given to another one
            self._processes.pop(pid, None)
            return
        name = _CALL.match(text)
        if name is None:
            return
        if text.startswith("<... "):
            first = self._calls.pop(pid, "")
            self._returned(pid, name[1], first, text)
            return
        process = self._process(pid)
        if name[1] in _STARTS:
            self._starting.append(pid)
        elif told := _TOLD.match(text):
            self._told(process, told[1], told[2])
        if text.rstrip().endswith("<unfinished ...>"):
            self._calls[pid] = text
            if name[1] == "execve":
                process.command = _command(text)
        else:
            self._returned(pid, name[1], text, text)

    def _process(self, pid: int) -> Process:
        """The one with this number; the first call of a new one may come before the call that made it returns."""
        if pid not in self._processes:
            parent = self._processes.get(self._starting[0]) if len(self._starting) == 1 else None
            self._add(pid, parent)
        return self._processes[pid]

    def _add(self, pid: int, parent: Process | None) -> None:
        self._processes[pid] = Process(parent, parent.command if parent else ())

    def _returned(self, pid: int, call: str, first: str, text: str) -> None:
        returned = _RETURNED.search(text)
        if call in _STARTS:
            if pid in self._starting:
                self._starting.remove(pid)
            if returned:
                self._started(int(returned[1]), pid, is_thread="CLONE_THREAD" in first)
        elif call == "execve" and returned and first:
            self._process(pid).command = _command(first)
            self.trace.programs += 1
        elif call in _NETWORK and first and not _REFUSED.search(text):
            self._network(self._process(pid), call, first)

    def _started(self, child: int, parent: int, *, is_thread: bool) -> None:
        above = self._process(parent)
        known = self._processes.get(child)
        if known is None:
            self._add(child, above)
        else:
            known.parent = above  # for sure now
            known.command = known.command or above.command
        self.trace.processes += not is_thread

    def _told(self, process: Process, what: str, word: str) -> None:
        if what.startswith(BEGINS):
            process.test = what.removeprefix(BEGINS)
            self.trace.tests[process.test] = "begun"
            if word in (MARK, SHARED, SOMETIMES):
                self.trace.marked.add(process.test)
            if word == SHARED:
                self.trace.shared.add(process.test)
            if word == SOMETIMES:
                self.trace.sometimes.add(process.test)
        elif what.startswith(ENDS):
            self.trace.tests[what.removeprefix(ENDS)] = word
            process.test = ""

    def _network(self, process: Process, call: str, text: str) -> None:
        family = _FAMILY.match(text) or _ADDRESS.search(_ARGUMENTS.sub("", text))  # not in what is sent
        if family is None and call != "io_uring_setup":
            return  # through a socket that was connected before
        name = family[1] if family else _IO_URING
        if call in ("socket", "io_uring_setup") and name != _PROBE:
            self.trace.sockets[name] += 1
        if name not in (_UNIX, _PROBE, "AF_UNSPEC"):
            self.trace.opened.append(Opened(process.test_under_way(), call, name, process.command, process.pulls()))


def _command(text: str) -> tuple[str, ...]:
    return tuple(_ARGUMENTS.findall(text.partition("[")[2].partition("], ")[0]))
