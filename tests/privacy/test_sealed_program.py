"""P1 against code that runs inside the sealed program: no other process, and no socket from before, leads out."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import textwrap

import pytest

from assistant.sandbox.inherited import CHANNELS
from assistant.sandbox.kernel.landlock import version
from assistant.sandbox.kernel.system_calls import MACHINES
from assistant.sandbox.lockdown import _socket_filter
from tests.privacy.bpf import ALLOW, REFUSE, decide
from tests.privacy.fresh import REPOSITORY, run_fresh
from tests.promises.traced import is_traced
from tests.waiting import PATIENCE_S

linux = pytest.mark.skipif(sys.platform != "linux", reason="seccomp and Landlock are Linux's")
THROUGH_OTHERS = [
    "read its parent's memory",
    "write its parent's memory",
    "open its parent's memory",
    "trace its parent",
    "take a descriptor of its parent",
]

_TRIES = """
import json, os, socket, sys
from assistant.sandbox.hostile.attempt import Bait, outcome
from assistant.sandbox.hostile.everything import ATTEMPTS
from assistant.app.sealing import seal_this_process
if {sealed}:
    seal_this_process()
bait = Bait("/nowhere", os.getppid())
found = {{attempt.name: outcome(attempt, bait) for attempt in ATTEMPTS if attempt.name in {names}}}
with socket.socket(socket.AF_UNIX) as client:
    try:
        client.connect({abstract!r})
        found["abstract"] = "possible"
    except OSError as error:
        found["abstract"] = "refused" if isinstance(error, PermissionError) else str(error)
import ctypes
found["dumpable"] = ctypes.CDLL(None).prctl(3, 0, 0, 0, 0)
print(json.dumps(found))
"""


def tries(sealed: bool) -> dict[str, object]:
    """What came of the attempts on a process outside of the seal: the one that runs this test."""
    names = [*THROUGH_OTHERS, "signal its parent"]
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(f"\0assistant-test-{os.getpid()}")
        listener.listen()
        out = run_fresh(_TRIES.format(sealed=sealed, names=names, abstract=listener.getsockname().decode()))
    found: dict[str, object] = json.loads(out)
    return found


@pytest.mark.promise("P1")
@linux
def test_other_processes_are_out_of_reach() -> None:
    found = tries(sealed=True)
    expected = {name: "refused" for name in THROUGH_OTHERS if version() or name != "open its parent's memory"}
    assert {name: found[name] for name in expected} == expected
    assert found["dumpable"] == 0
    if version() >= 6:
        assert (found["signal its parent"], found["abstract"]) == ("refused", "refused")


@pytest.mark.control("P1")
@linux
def test_without_the_seal_they_are_in_reach() -> None:
    """The negative control; tracing is refused by some systems to everybody but root."""
    found = tries(sealed=False)
    assert (found["signal its parent"], found["abstract"]) == ("possible", "possible")
    assert found["dumpable"] == 1
    if os.getuid() == 0 and not is_traced():
        assert [found[name] for name in THROUGH_OTHERS] == ["possible"] * len(THROUGH_OTHERS)


@pytest.mark.parametrize("on", MACHINES)
def test_the_filter_of_each_processor_refuses_others_memory(on: str) -> None:
    program = _socket_filter(on, allow_unix=True)
    for name in ("ptrace", "process_vm_readv", "process_vm_writev", "process_madvise", "perf_event_open", "bpf"):
        assert decide(program, on, name) == REFUSE, name
    for name in ("clone3", "execve", "kill", "mmap"):
        assert decide(program, on, name) == ALLOW, name


_STARTED = """
import os, stat, sys
from assistant.cli import main
def told():
    left = [number for number in map(int, sys.argv[2].split(",")) if is_socket(number)]
    print(",".join(map(str, left)), file=sys.stderr)
def is_socket(number):
    try:
        return stat.S_ISSOCK(os.fstat(number).st_mode)
    except OSError:
        return False
main.run = told
if sys.argv[1] == "dropped":
    from assistant.__main__ import main as start
    start()
else:
    told()
"""


@pytest.mark.skipif(os.name != "posix", reason="descriptors are inherited on POSIX")
@pytest.mark.parametrize(("how", "expected"), [("dropped", "channel"), ("control", "all")])
@pytest.mark.internet_socket("it was open before")
def test_a_socket_that_was_open_before_is_not_there_any_more(how: str, expected: str) -> None:
    """Connected TCP, listening TCP, UDP, a Unix socket to somebody; the channel to a helper of ours stays."""
    listener = socket.create_server(("127.0.0.1", 0))
    connected = socket.create_connection(listener.getsockname())
    datagram = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    pair = socket.socketpair()
    channel = socket.socketpair()
    held = (listener, connected, datagram, *pair, *channel)
    numbers = [one.fileno() for one in (listener, connected, datagram, pair[0], channel[0])]
    try:
        done = subprocess.run(
            [sys.executable, "-c", textwrap.dedent(_STARTED), how, ",".join(map(str, [0, *numbers]))],
            stdin=connected.fileno(),
            pass_fds=numbers,
            env={**os.environ, "PYTHONPATH": str(REPOSITORY), CHANNELS[1]: str(channel[0].fileno())},
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
            check=True,
        )
    finally:
        for one in held:
            one.close()
    left = [int(number) for number in done.stderr.strip().split(",")]
    assert left == ([numbers[-1]] if expected == "channel" else [0, *numbers])
