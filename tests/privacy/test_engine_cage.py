"""An engine of native code reads its model and writes to its folder; nothing else of the person is in its reach."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from assistant.sandbox.cage.engine import ENGINE_PARTS, no_new_processes
from assistant.sandbox.kernel.landlock import version
from assistant.sandbox.kernel.system_calls import MACHINES
from tests.privacy.bpf import ALLOW, REFUSE, decide
from tests.privacy.fresh import run_fresh

caged = pytest.mark.skipif(sys.platform != "linux" or not version(), reason="needs Landlock")

_TRIES = """
import os, socket, sys, threading
from pathlib import Path
from assistant.sandbox.cage.engine import enter_engine_cage
from assistant.sandbox.hostile.attempt import Bait, outcome
from assistant.sandbox.hostile.everything import ATTEMPTS
from assistant.sandbox.lockdown import seal
folder = Path({folder!r})
descriptor = os.open(folder / "letter.txt", os.O_RDONLY)
seal()
print("held:", ", ".join(enter_engine_cage(read=[folder / "model.gguf"], write=folder / "own") if {caged} else ()))
bait = Bait({folder!r}, os.getppid(), descriptor)
wanted = {names}
print("; ".join(sorted({{outcome(attempt, bait) for attempt in ATTEMPTS if attempt.name in wanted}})))
if {caged}:
    print((folder / "model.gguf").read_text("utf-8"))
    (folder / "own" / "written").write_text("x", "utf-8")
    with socket.socket(socket.AF_UNIX) as server, socket.socket(socket.AF_UNIX) as client:
        server.bind(str(folder / "own" / "s"))
        server.listen()
        client.connect(str(folder / "own" / "s"))
    thread = threading.Thread(target=lambda: print("a thread"))
    thread.start()
    thread.join()
    import numpy
"""
_REACH_OUT = [
    *(
        "read a private file",
        "list a private folder",
        "create a file",
        "overwrite a file",
        "cut a file",
        "remove a file",
    ),
    *("rename a file", "make a hard link", "make a symbolic link", "make a folder", "make a named pipe"),
    *("become two processes", "become two processes, by another call", "start a program", "become another program"),
    *("read its parent's memory", "write its parent's memory", "trace its parent", "open its parent's memory"),
]


def tries(folder: Path, caged: bool) -> list[str]:
    """The lines that an engine prints after its attempts on the bait in `folder`."""
    from assistant.sandbox.hostile.attempt import lay_bait

    lay_bait(folder)
    (folder / "own").mkdir()
    (folder / "model.gguf").write_text("weights", "utf-8")
    return run_fresh(_TRIES.format(folder=str(folder), caged=caged, names=_REACH_OUT)).splitlines()


@caged
def test_an_engine_reaches_its_model_and_its_folder_alone(tmp_path: Path) -> None:
    assert tries(tmp_path, caged=True) == ["held: " + ", ".join(ENGINE_PARTS), "refused", "weights", "a thread"]


@caged
def test_without_its_cage_an_engine_reaches_files_and_starts_programs(tmp_path: Path) -> None:
    """The negative control; the seal alone refuses other processes' memory."""
    held, outcomes = tries(tmp_path, caged=False)
    assert held.strip() == "held:" and "possible" in outcomes.split("; ")


@pytest.mark.parametrize("on", MACHINES)
def test_the_filter_of_each_processor_lets_threads_start_and_nothing_else(on: str) -> None:
    program = no_new_processes(on)
    assert decide(program, on, "clone", 0x3D0F00) == ALLOW
    for name in ("clone", "execve", "execveat"):
        assert decide(program, on, name, 17) == REFUSE, name
    if on == "x86_64":
        assert decide(program, on, "fork") == decide(program, on, "vfork") == REFUSE
    assert decide(program, on, "clone3") != ALLOW
    assert decide(program, on, "mmap") == decide(program, on, "openat") == decide(program, on, "ioctl") == ALLOW
