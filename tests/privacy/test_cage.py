"""P7: code that took over a parser reaches nothing. Each attempt is made inside the cage, and outside as a control."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest

from assistant.ingest.parse.process.hostile import let_it_try, what_holds
from assistant.ingest.parse.process.worker import Worker, worker_command
from assistant.sandbox.cage.allowed import allowed_calls
from assistant.sandbox.cage.code_folders import code_folders
from assistant.sandbox.cage.enter import PARTS
from assistant.sandbox.hostile.attempt import POSSIBLE, REFUSED, Attempt
from assistant.sandbox.hostile.everything import ATTEMPTS
from assistant.sandbox.kernel.landlock import version
from assistant.sandbox.kernel.system_calls import MACHINES, machine
from tests.privacy.bpf import ALLOW, KILL, REFUSE, decide
from tests.privacy.fresh import REPOSITORY, run_fresh
from tests.promises.traced import is_traced

linux = pytest.mark.skipif(sys.platform != "linux" or not machine(), reason="the cage is Linux's")
caged = pytest.mark.skipif(sys.platform != "linux" or not machine() or not version(), reason="needs Landlock")
PID = 4711


def uncaged() -> list[str]:
    """The command line of a hostile reader that gave nothing up."""
    code = "from assistant.ingest.parse.process.hostile import main; main(1 << 30, 15.0, caged=False)"
    return [sys.executable, "-B", "-c", f"import sys; sys.path.insert(0, {str(REPOSITORY)!r}); {code}"]


def is_sure(attempt: Attempt) -> bool:
    """Whether the attempt succeeds outside of the cage, on whatever Linux the test runs."""
    yama = Path("/proc/sys/kernel/yama/ptrace_scope")
    may_trace = not yama.exists() or yama.read_text("ascii").strip() == "0"
    return attempt.needs == "" or (attempt.needs == "tracing" and may_trace and not is_traced())


def certain_parts() -> list[str]:
    """What holds on every system that these tests run on; namespaces are not given to everybody."""
    return [part for part in PARTS if part != "namespaces" and (version() or part != "files")]


@linux
@pytest.mark.parametrize("fails", ["unshare", "mount", "umount2"])
def test_a_system_without_namespaces_leaves_the_rest_of_the_cage(fails: str) -> None:
    """As in a container: the kernel refuses one of the steps, and nothing is claimed."""
    out = run_fresh(
        f"""
        import ctypes, errno
        from assistant.sandbox.cage import enter, namespaces
        class Refusing:
            def __getattr__(self, name):
                refuse = lambda *given: ctypes.set_errno(errno.EPERM) or -1
                return refuse if name == {fails!r} else getattr(libc, name)
        libc = namespaces._libc()
        namespaces._libc = Refusing
        print("; ".join(enter.enter_cage()))
        import lxml.etree, pypdf  # code is still found
        try:
            open("/etc/passwd")
        except (PermissionError, FileNotFoundError):
            print("refused")
        """
    )
    held, *rest = out.splitlines()
    assert held.split("; ") == certain_parts()
    assert rest == ["refused"] or not version()


def test_there_are_at_least_forty_attempts_each_with_a_name_of_its_own() -> None:
    assert len({attempt.name for attempt in ATTEMPTS}) == len(ATTEMPTS) >= 40
    assert len([attempt for attempt in ATTEMPTS if not attempt.needs]) >= 40  # for any user, on any Linux


@pytest.mark.promise("P7")
@caged
def test_a_hostile_reader_is_refused_everything() -> None:
    found = let_it_try()
    held = what_holds()
    assert list(found) == [attempt.name for attempt in ATTEMPTS]
    refused = [attempt.name for attempt in ATTEMPTS if attempt.part in held]
    assert len(refused) >= len(ATTEMPTS) - 1  # the names of files are hidden where the system gives namespaces
    assert {name: found[name] for name in refused if found[name] != REFUSED} == {}


@pytest.mark.control("P7")
@linux
@pytest.mark.internet_socket("the control")
def test_without_the_cage_a_hostile_reader_succeeds(capsys: pytest.CaptureFixture[str]) -> None:
    """The negative control: what the test above shows is the cage's doing, and not a mistake in an attempt."""
    found = let_it_try(uncaged())
    with capsys.disabled():
        print(f"\nwithout the cage {list(found.values()).count(POSSIBLE)} of {len(found)} attempts succeed")  # noqa: T201
    assert [attempt.name for attempt in ATTEMPTS if is_sure(attempt) and found[attempt.name] != POSSIBLE] == []


@linux
def test_the_filter_alone_refuses_writing_where_there_is_no_landlock() -> None:
    """An older kernel: what is only read stays possible, what is written, spied on or signalled does not."""
    out = run_fresh(
        """
        import os, socket, tempfile
        from dataclasses import replace
        from pathlib import Path
        from assistant.sandbox.cage import enter
        from assistant.sandbox.hostile.attempt import REFUSED, lay_bait
        from assistant.sandbox.hostile.everything import try_everything
        from assistant.sandbox.limits import Limits, apply_limits
        ours, theirs = socket.socketpair()
        os.dup2(ours.fileno(), 0)
        bait = lay_bait(Path(tempfile.mkdtemp()))
        bait = replace(bait, parent=os.getppid(), descriptor=os.open(bait.file("opened"), os.O_RDONLY))
        apply_limits(Limits(1 << 30, 15.0))
        enter.restrict = lambda read: ()
        enter.leave_the_system = lambda kept: False
        print(", ".join(enter.enter_cage()))
        found = try_everything(bait)
        print("; ".join(name for name, came in found.items() if came != REFUSED))
        """
    )
    held, possible = out.splitlines()
    assert held.split(", ") == ["system calls", "its own memory", "administrator's rights"]
    left = {attempt.name for attempt in ATTEMPTS if attempt.part != "system calls"}
    assert {"read a private file", "list a private folder"} <= set(possible.split("; ")) <= left


@linux
def test_a_parser_process_says_what_it_is_held_by() -> None:
    worker = Worker(worker_command(1 << 30, 15.0), 1 << 30, 1 << 20)
    status = Path(f"/proc/{worker.pid}/status").read_text("ascii")
    worker.close()
    assert set(certain_parts()) <= set(worker.held) <= set(PARTS)
    assert "Seccomp:\t2" in status and "NoNewPrivs:\t1" in status and "CapEff:\t0000000000000000" in status


@pytest.mark.parametrize("on", MACHINES)
def test_the_list_of_each_processor_decides_as_meant(on: str) -> None:
    program = allowed_calls(on, PID)

    def allows(call: str | int, *arguments: int) -> bool:
        decision = decide(program, on, call, *arguments)
        assert decision in (ALLOW, REFUSE)
        return decision == ALLOW

    readable, writable, private, shared, checked = 1, 3, 0x22, 0x1, 0x3
    assert allows("read") and allows("write") and allows("munmap") and allows("exit_group") and allows("recvmsg")
    assert allows("mmap", 0, 9, writable, private) and allows("mmap", 0, 9, readable, shared)
    assert not allows("mmap", 0, 9, writable, shared) and not allows("mmap", 0, 9, writable, checked)
    assert allows("openat", 3, 0, os.O_RDONLY | os.O_CLOEXEC) and allows("openat", 3, 0, 1 << 40)
    for flags in (os.O_WRONLY, os.O_RDWR, os.O_CREAT, os.O_TRUNC, os.O_WRONLY | os.O_APPEND, 0o20000000 | os.O_RDWR):
        assert not allows("openat", 3, 0, flags), oct(flags)
    assert allows("kill", PID, 6) and allows("tgkill", PID, PID, 6)
    for other in (PID + 1, 0, 1, 0xFFFFFFFF, 0x1_0000_0000, (1 << 64) - PID):  # groups and all processes too
        assert not allows("kill", other, 9) and not allows("tgkill", other, other, 9)
    assert allows("prlimit64", 0, 0) and allows("prlimit64", PID, 0) and not allows("prlimit64", PID + 1, 0)
    assert [request for request in range(1100) if allows("fcntl", 3, request)] == [0, 1, 2, 3, 1030]
    assert allows("ioctl", 0, 0x5401) and not allows("ioctl", 0, 0x5412) and not allows("ioctl", 0, 0x541C)
    for name in ("execve", "execveat", "ptrace", "process_vm_readv", "process_vm_writev", "socket", "socketpair"):
        assert not allows(name), name
    for name in ("clone3", "unshare", "memfd_create", "userfaultfd", "sendmsg", "sendto", "connect", "bpf", "keyctl"):
        assert not allows(name), name
    assert decide(program, on, "read", audit=0x40000003) == KILL


@pytest.mark.parametrize("on", MACHINES)
def test_a_call_that_nobody_named_is_refused(on: str) -> None:
    """Calls that a later kernel brings are refused as well; the list stays as short as it is."""
    program = allowed_calls(on, PID)
    allowed = [call for call in range(600) if decide(program, on, call) == ALLOW]
    assert len(allowed) < 80
    assert not [call for call in range(463, 600) if call in allowed]
    if on == "x86_64":
        assert decide(program, on, 0x40000000) == KILL  # `read` with 32-bit addresses


def test_no_folder_of_code_holds_files_of_a_person(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tree, packages = tmp_path / "tree", tmp_path / "packages"
    (packages / "thing-1.0.dist-info").mkdir(parents=True)
    tree.mkdir()
    monkeypatch.setattr(sys, "path", ["", str(tree), str(packages), *sys.path])
    folders = code_folders()
    assert packages in folders and tree not in folders and Path() not in folders
    holders = {Path.home(), Path.home().parent, Path("/"), Path("/etc"), Path("/tmp"), REPOSITORY, Path.cwd()}
    assert not holders & set(folders)
    assert REPOSITORY / "assistant" in folders


@caged
def test_what_is_imported_late_is_still_found() -> None:
    out = run_fresh(
        """
        import sys
        from assistant.sandbox.cage.enter import enter_cage
        enter_cage()
        import lxml.etree, pypdf, pypdfium2, sqlite3, zoneinfo
        print("ä".encode("cp1252"), b"\\xe4".decode("mac_roman"), zoneinfo.ZoneInfo("Europe/Berlin"))
        try:
            open("/etc/passwd")
        except (PermissionError, FileNotFoundError):
            print("refused")
        """
    )
    assert out.splitlines()[-1] == "refused"


@caged
def test_code_that_lies_under_the_folder_for_temporary_files_is_found(tmp_path: Path) -> None:
    """There the new root is made ready, which covers what is in it."""
    shutil.copytree(REPOSITORY / "assistant", tmp_path / "assistant", ignore=shutil.ignore_patterns("__pycache__"))
    out = run_fresh(
        f"""
        import sys
        sys.path.insert(0, {str(tmp_path)!r})
        import assistant
        from assistant.sandbox.cage.enter import enter_cage
        print("files" in enter_cage())
        from assistant.ingest.parse.web import mail
        print(mail.__file__)
        """,
        env={"PYTHONPATH": ""},
    )
    assert out.splitlines() == ["True", str(tmp_path / "assistant/ingest/parse/web/mail.py")]
