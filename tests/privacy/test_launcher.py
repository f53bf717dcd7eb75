"""A sealed app can have a catalog's model fetched, and can do nothing else through the process that fetches it."""

from __future__ import annotations

import json
import os
import platform
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from assistant.sandbox import launcher
from assistant.sandbox.launcher import Launcher
from assistant.sandbox.own_code import isolated
from tests.privacy.fresh import run_fresh
from tests.waiting import PATIENCE_S

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork on this system")

# Hears ctrl+c as the pull does; a shell's background job is started with it ignored.
_TELLS_ITS_PID = """
import os, signal, time
signal.signal(signal.SIGINT, signal.default_int_handler)
print(os.getpid(), flush=True); time.sleep(600)
"""


@pytest.mark.internet_socket("the launcher is outside the seal")
def test_the_seal_holds_beside_a_launcher_and_the_launcher_is_outside_it() -> None:
    out = run_fresh(
        """
        import os, socket, subprocess, sys, json
        from assistant.sandbox import launcher
        # The pull itself is replaced by what only an unsealed process can do.
        attempt = "import socket; socket.socket(socket.AF_INET).close(); print('outside', flush=True)"
        launcher.sys.executable = sys.executable
        launcher.fingerprint = lambda: "the same"
        real = launcher.subprocess.Popen
        launcher.subprocess.Popen = lambda command, **options: real([sys.executable, "-c", attempt], **options)
        started = launcher.start_launcher()
        launcher.subprocess.Popen = real
        from assistant.sandbox.lockdown import seal
        from assistant.sandbox.proof import prove
        print(seal().enforced, all(result.passed for result in prove()))
        print(list(started.pull("starter")))
        print(all(result.passed for result in prove()))
        """
    )
    sealed = platform.system() == "Linux"
    assert out.splitlines() == [f"{sealed} {sealed}", "['outside']", str(sealed)]


@pytest.mark.slow
def test_a_real_pull_goes_through_a_sealed_process_and_an_unknown_name_is_refused_there(tmp_path: Path) -> None:
    out = run_fresh(
        """
        import json
        from assistant.sandbox.launcher import start_launcher
        started = start_launcher()
        from assistant.sandbox.lockdown import seal
        seal()
        [failed] = map(json.loads, started.pull("starterr"))
        print(failed["event"], failed["code"], "starterr" in failed["message"])
        """,
        env={"ASSISTANT_HOME": str(tmp_path)},
    )
    assert out == "failed 2 True"  # and not "the code has changed": the real look at it is part of this


@pytest.mark.parametrize(
    "name", ["", "--help", "../x", "a b", "a\npull b", "A", "a" * 65, "x;id", "https://example.com", "\x1b"]
)
def test_only_a_name_passes(name: str) -> None:
    ours, theirs = socket.socketpair()
    started = Launcher(ours)
    with theirs, pytest.raises(ValueError, match="not a name"):
        next(started.pull(name))
    started.close()


def served(
    monkeypatch: pytest.MonkeyPatch, script: str, look: Callable[[], str] = lambda: "the same"
) -> tuple[Launcher, threading.Thread, list[list[str]]]:
    """A launcher that runs `script` instead of the pull, and the command lines that it was going to run.

    `look` stands for a look at the program's code.
    """
    commands: list[list[str]] = []
    start = subprocess.Popen

    def popen(command: list[str], **options: object) -> object:
        commands.append(command)
        return start([sys.executable, "-c", script], **options)  # type: ignore[call-overload]

    monkeypatch.setattr(subprocess, "Popen", popen)
    monkeypatch.setattr(launcher, "fingerprint", look)
    ours, theirs = socket.socketpair()
    thread = threading.Thread(target=launcher.serve, args=(theirs,), daemon=True)
    thread.start()
    return Launcher(ours), thread, commands


@pytest.mark.parametrize(
    "raw", [b"pull --help\n", b"pull a b\n", b"run ls\n", b"pull ../../etc\n", b"PULL a\n", b"\xff\xfe\n"]
)
def test_what_is_no_pull_of_a_name_is_ignored_on_the_other_side_too(
    monkeypatch: pytest.MonkeyPatch, raw: bytes
) -> None:
    started, thread, commands = served(monkeypatch, "print('ran')")
    started._channel.sendall(raw)
    assert list(started.pull("starter")) == ["ran"]
    started.close()
    thread.join(PATIENCE_S)
    assert commands == [isolated("assistant", "models", "pull", "--events", "starter")]
    assert not thread.is_alive()


def test_nothing_is_run_once_the_code_has_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    looks = iter(["as it was", "as it was", "changed"])
    started, thread, commands = served(monkeypatch, "print('ran')", lambda: next(looks))
    assert list(started.pull("starter")) == ["ran"]
    [failed] = [json.loads(line) for line in started.pull("starter")]
    assert (failed["event"], failed["code"]) == ("failed", 1)
    assert "changed since the app was started" in failed["message"]
    assert len(commands) == 1
    started.close()
    thread.join(PATIENCE_S)


def test_code_that_cannot_be_looked_at_is_not_run(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails() -> str:
        raise OSError("unreadable")

    started, thread, commands = served(monkeypatch, "print('ran')", fails)
    assert "changed" in next(iter(started.pull("starter")))
    assert commands == []
    started.close()
    thread.join(PATIENCE_S)


def test_a_pull_can_be_stopped_clears_away_and_the_next_one_is_a_new_one(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    mark = tmp_path / "half"
    script = f"""
import pathlib, signal, sys, time
signal.signal(signal.SIGINT, signal.default_int_handler)  # as the pull does
half = pathlib.Path({str(mark)!r})
if half.with_name("second").exists():
    print("whole"); sys.exit()
half.touch(); half.with_name("second").touch()
try:
    print("begun", flush=True); time.sleep(600)
finally:
    half.unlink()
"""
    started, thread, _ = served(monkeypatch, script)
    lines = started.pull("starter")
    assert next(lines) == "begun"
    started.stop()
    assert list(lines) == []
    assert not mark.exists()
    assert list(started.pull("starter")) == ["whole"]
    started.close()
    thread.join(PATIENCE_S)
    assert not thread.is_alive()


def test_a_pull_ends_when_the_app_is_gone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    started, thread, _ = served(monkeypatch, _TELLS_ITS_PID)
    lines = started.pull("starter")
    pid = int(next(lines))
    started._channel.shutdown(socket.SHUT_RDWR)
    thread.join(PATIENCE_S)
    assert not thread.is_alive()
    assert not psutil.pid_exists(pid)
    with pytest.raises(ConnectionError):
        list(lines)
    started.close()


@pytest.mark.skipif(sys.platform != "linux", reason="prctl is Linux's")
def test_the_launcher_cannot_be_traced_holds_no_file_and_ends_with_the_app(tmp_path: Path) -> None:
    out = run_fresh(
        f"""
        import ctypes, os, time
        from pathlib import Path
        from assistant.sandbox import launcher
        secret = open({str(tmp_path / "open")!r}, "w")
        def tell(channel):
            held = sorted(os.path.basename(os.readlink(f"/proc/self/fd/{{n}}")).split(":")[0]
                          for n in os.listdir("/proc/self/fd") if os.path.exists(f"/proc/self/fd/{{n}}"))
            channel.sendall(b"> %d %d %s %s\\n= 0\\n" % (
                os.getpid(), ctypes.CDLL(None).prctl(3, 0, 0, 0, 0), os.getcwd().encode(), ",".join(held).encode()))
            channel.recv(100)
            channel.recv(100)
        launcher.serve = tell
        started = launcher.start_launcher()
        pid, dumpable, folder, held = next(iter(started.pull("x"))).split()
        print(dumpable, folder, "open" in held.split(","))
        print(os.getppid() != int(pid), Path(f"/proc/{{pid}}").exists())
        started.close()
        for _ in range(12000):
            if not Path(f"/proc/{{pid}}").exists(): break
            time.sleep(0.01)
        print(Path(f"/proc/{{pid}}").exists())
        """
    )
    assert out.splitlines() == ["0 / False", "True True", "False"]


def test_the_pull_hears_an_interrupt_where_interrupts_were_ignored(tmp_path: Path) -> None:
    script = f"""
import pathlib, time
from assistant.cli.models.events import pull_with_events
def work(report):
    try:
        print("begun", flush=True); time.sleep(600)
    finally:
        pathlib.Path({str(tmp_path / "cleared")!r}).touch()
pull_with_events(work)
"""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)  # inherited, as by what a shell starts in the background
    try:
        process = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    finally:
        signal.signal(signal.SIGINT, before)
    with process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"begun\n"
        process.send_signal(signal.SIGINT)
        process.wait(PATIENCE_S)
    assert (tmp_path / "cleared").exists()
