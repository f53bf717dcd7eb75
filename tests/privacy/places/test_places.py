"""D5: code that took over the sealed program changes nothing on the disk but our own places, and reaches no socket."""

from __future__ import annotations

import json
import os
import socket
import struct
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path

import pytest

from assistant.sandbox.hostile.attempt import POSSIBLE, REFUSED, lay_bait
from assistant.sandbox.kernel import landlock
from assistant.sandbox.kernel.landlock import version
from assistant.sandbox.kernel.system_calls import MACHINES, machine
from assistant.sandbox.places import temporary
from assistant.sandbox.places.filter import connectionless
from assistant.sandbox.places.held import our_places
from tests.privacy.bpf import ALLOW, KILL, REFUSE, decide
from tests.privacy.fresh import run_fresh
from tests.privacy.places.hostile_program import DEPEND_ON_THE_SYSTEM, OF_READERS, OWN, Job

linux = pytest.mark.skipif(sys.platform != "linux", reason="Landlock and the places are Linux's")
held = pytest.mark.skipif(sys.platform != "linux" or not machine() or version() < 2, reason="needs Landlock 2")
EVERYTHING = [*OF_READERS, *OWN]


@pytest.fixture(scope="module")
def others(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str, str]]:
    """The sockets of another program: its stream, its datagrams, its abstract name."""
    folder = tmp_path_factory.mktemp("o")
    names = (str(folder / "s"), str(folder / "d"), f"assistant-test-{os.getpid()}")
    kinds = (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_STREAM)
    with ExitStack() as opened:
        for name, kind in zip((names[0], names[1], f"\0{names[2]}"), kinds, strict=True):
            listener = opened.enter_context(socket.socket(socket.AF_UNIX, kind))
            listener.bind(name)
            if kind == socket.SOCK_STREAM:
                listener.listen(64)
        yield names


def lay(folder: Path) -> list[str]:
    """Fill `folder` with the bait; the names of what lies there."""
    folder.mkdir()
    lay_bait(folder)
    os.mkfifo(folder / "pipe of others")
    return names_in(folder)


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def tries(place: Path, others: tuple[str, str, str], *, sealed: bool) -> dict[str, str]:
    """What came of each attempt, in a fresh process."""
    home = place / "home"
    home.mkdir(mode=0o700)
    job = json.dumps(asdict(Job(str(place / "bait"), str(home), *others, sealed)))
    code = f"from tests.privacy.places.hostile_program import main\nmain({job!r})"
    found: dict[str, str] = json.loads(run_fresh(code, env={"ASSISTANT_HOME": str(home)}))
    return found


@pytest.mark.promise("P1")
@held
def test_the_sealed_program_changes_nothing_elsewhere_and_reaches_nobody(
    tmp_path: Path, others: tuple[str, str, str]
) -> None:
    laid = lay(tmp_path / "bait")
    found = tries(tmp_path, others, sealed=True)
    assert {name: found[name] for name in EVERYTHING if found[name] != REFUSED} == {}
    assert names_in(tmp_path / "bait") == laid and names_in(tmp_path) == ["bait", "home"]
    assert {path.read_text("utf-8") for path in (tmp_path / "bait").iterdir() if path.is_file()} == {
        "nobody else's business\n"
    }
    # What is given up takes nothing from the readers: they get the same cage as outside.
    assert found["cage"] == found["cage before"] != ""


@pytest.mark.control("P1")
@held
def test_without_the_seal_each_of_it_is_possible(tmp_path: Path, others: tuple[str, str, str]) -> None:
    lay(tmp_path / "bait")
    found = tries(tmp_path, others, sealed=False)
    certain = [name for name in EVERYTHING if name not in DEPEND_ON_THE_SYSTEM]
    assert {name: found[name] for name in certain if found[name] != POSSIBLE} == {}


_AT_WORK = """
import os, stat, subprocess, sys, tempfile
from pathlib import Path
from assistant.app.sealing import Door, seal_this_process
from assistant.chat.export import write_new_file
from assistant.domain.errors import UsageError
from assistant.generate.llama_cpp.socket_folder import make_socket_folder, sweep
from assistant.sandbox.offline import minimal_environment
place = Path(sys.argv[1])
home, drive = place / "home", place / "drive"
seal_this_process(answers=True, door=Door(exports=True), files=[place / "named" / "bundle.tar"])
print("places:")
(home / "models" / "there").touch()
(home / "library").mkdir()
(home / "library" / "x").touch()
(home / "library" / "x").rename(home / "models" / "moved")  # from one of our places to another
(place / "named" / "bundle.tar").touch()
os.close(os.open(os.devnull, os.O_WRONLY | os.O_TRUNC))
for elsewhere in (drive / "beside", place / "beside"):
    try:
        elsewhere.touch()
    except PermissionError:
        print("refused")
print("temporary:")
with tempfile.TemporaryDirectory() as folder:
    status = Path(folder).parent.stat()
    print(oct(stat.S_IMODE(status.st_mode)), status.st_uid == os.getuid())
    code = "import tempfile; print(tempfile.gettempdir())"
    told = subprocess.check_output([sys.executable, "-c", code], env=minimal_environment(), text=True)
    print(told.strip() == tempfile.gettempdir())
print("exports:")
print(write_new_file(place / "papers" / "told.md", "é\\n").read_text("utf-8").strip())
for refused in ("papers/told.md", "papers/.hidden/told.md", "papers/told.sh", "nowhere/told.md"):
    try:
        write_new_file(place / refused, "x")
    except UsageError as error:
        print(error.message.replace(str(place), ""))
print("sockets:")
folder = make_socket_folder()
os.utime(folder, (0, 0))
sweep(folder.parent)
print(folder.parent == Path(tempfile.gettempdir()), folder.exists())
"""


@held
def test_the_sealed_program_at_work(tmp_path: Path) -> None:
    """A part of the library behind a link is ours; exports go where the person says; old sockets are swept."""
    for name in ("drive/models", "named", "papers/.hidden"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "home").mkdir(mode=0o700)
    (tmp_path / "home" / "models").symlink_to(tmp_path / "drive" / "models", target_is_directory=True)
    code = f"import sys\nsys.argv[1:] = [{str(tmp_path)!r}]\n{_AT_WORK}"
    assert run_fresh(code, env={"ASSISTANT_HOME": str(tmp_path / "home")}).splitlines() == [
        *("places:", "refused", "refused"),
        *("temporary:", "0o700 True", "True"),
        *("exports:", "é"),
        "'/papers/told.md' is there already.",
        "That is not done from inside the program: the sealed program puts no file into a hidden folder, "
        "where programs keep their settings.",
        "That is not done from inside the program: new files end in .md, .json, .ics and are not hidden.",
        "There is no folder '/nowhere'.",
        *("sockets:", "True False"),
    ]


@linux
@pytest.mark.parametrize(
    ("offered", "expected", "asked"),
    [(0, (), 0), (1, (), 0), (2, ("changes of files",), 0x3FF2), (3, ("changes of files", "cutting files"), 0x7FF2)],
)
def test_an_older_kernel_is_asked_for_what_it_knows(
    offered: int, expected: tuple[str, ...], asked: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before version 2 every move between folders would be refused: nothing is given up, and nothing claimed."""
    seen: list[int] = []

    class Kernel:
        def syscall(self, number: int, *arguments: object) -> int:
            if isinstance(arguments[0], bytes):
                seen.append(struct.unpack("=Q", arguments[0])[0])
                return os.open(os.devnull, os.O_RDONLY)
            return 0

        def prctl(self, *arguments: object) -> int:
            return 0

    monkeypatch.setattr(landlock, "version", lambda: offered)
    monkeypatch.setattr("ctypes.CDLL", lambda *name, **options: Kernel())
    assert landlock.keep_changes_to([], []) == expected
    assert seen == ([asked] if asked else [])


@linux
@pytest.mark.parametrize("how", ["open to others", "a link", "a file"])
def test_a_folder_for_temporary_files_that_is_not_ours_alone_is_not_taken(
    how: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(temporary, "_LONGEST_BYTES", 200)
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(tmp_path))
    taken = tmp_path / f"{temporary.NAME}{os.getuid()}"
    if how == "open to others":
        taken.mkdir()
        taken.chmod(0o777)
    elif how == "a link":
        (tmp_path / "theirs").mkdir()
        taken.symlink_to(tmp_path / "theirs", target_is_directory=True)
    else:
        taken.touch()
    found = temporary.private_temporary.__wrapped__()
    assert found is not None and found != taken
    assert found.stat().st_mode & 0o777 == 0o700


def test_our_places_are_the_outermost_that_are_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.sandbox.places.held.private_temporary", lambda: None)
    (tmp_path / "home" / "library").mkdir(parents=True)
    (tmp_path / "beside").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "beside")
    given = ("home", "home/library", "link", "beside", "gone")
    assert our_places(tmp_path / name for name in given) == (tmp_path / "beside", tmp_path / "home")


@pytest.mark.parametrize("on", MACHINES)
def test_the_filter_of_each_processor_leaves_streams_and_no_addresses(on: str) -> None:
    program = connectionless(on)
    flags = 0o4000 | 0o2000000  # non-blocking, closed on exec
    for call in ("socket", "socketpair"):
        for kind in (1, 5):
            assert decide(program, on, call, 1, kind) == decide(program, on, call, 1, kind | flags) == ALLOW
            assert decide(program, on, call, 1, kind | 1 << 40) == ALLOW  # only 32 bits count
        for kind in (0, 2, 3, 4, 6, 10, 15):
            assert decide(program, on, call, 1, kind) == decide(program, on, call, 1, kind | flags) == REFUSE, kind
    for call in ("connect", "setxattr", "lsetxattr", "fsetxattr", "removexattr", "setxattrat"):
        assert decide(program, on, call) == REFUSE, call
    assert decide(program, on, "ioctl", 0, 0x5412) == decide(program, on, "ioctl", 0, 0x541C | 1 << 40) == REFUSE
    assert decide(program, on, "ioctl", 0, 0x5413) == decide(program, on, "ioctl", 0x5412, 0x5401) == ALLOW
    for call in ("bind", "listen", "accept4", "sendmsg", "recvmsg", "openat", "execve", "clone3"):
        assert decide(program, on, call) == ALLOW, call
    assert decide(program, on, "connect", audit=0x40000003) == KILL
