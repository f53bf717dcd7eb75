"""The porter does outside what a person asks for, and nothing that code inside could use."""

from __future__ import annotations

import errno
import io
import socket
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assistant.domain.errors import AssistantError, UsageError
from assistant.sandbox.porter import duties as at_the_door
from assistant.sandbox.porter.duties import NEW_ENDINGS, Desk, Duties, Refused
from assistant.sandbox.porter.sealed_side import Porter
from assistant.sandbox.porter.serve import start_porter
from tests.waiting import until

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="other systems have no walls that it stands outside of")
ENGINE = "assistant-engine-ab12"


@pytest.fixture
def place() -> Iterator[Path]:
    """With `own` and `temporary`, where code inside may write, and `papers` of the person.

    Its path is short: that of a socket has room for about a hundred bytes.
    """
    with tempfile.TemporaryDirectory(prefix="p-") as folder:
        place = Path(folder).resolve()
        for name in ("own", "temporary", "papers", "papers/.config"):
            (place / name).mkdir()
        yield place


@pytest.fixture
def porter(place: Path) -> Iterator[Porter]:
    """A running one; what it opens is copied to `opened`, what it copies to `copied`."""
    keep = ("/bin/sh", "-c", f'cp "$1" {place}/opened.part && mv {place}/opened.part {place}/opened', "sh")
    own = (place / "own", place / "temporary")
    duties = Duties(
        own, place / "temporary", str(place / "server"), True, keep, frozenset({".md", ".pdf"}),
        ("/bin/sh", "-c", f"cat > {place}/copied"),
    )  # fmt: skip
    channel = start_porter(duties)
    assert channel is not None
    running = Porter(channel, duties)
    yield running
    running.close()


def listening(path: Path) -> socket.socket:
    listener = socket.socket(socket.AF_UNIX)
    try:
        listener.bind(str(path))
        listener.listen()
    except OSError:
        listener.close()
        raise
    return listener


def test_it_connects_to_an_engine_of_ours_and_to_the_server_of_the_settings(place: Path, porter: Porter) -> None:
    (place / "temporary" / ENGINE).mkdir()
    for path in (place / "temporary" / ENGINE / "e.sock", place / "server"):
        with listening(path) as listener, porter.dial(str(path)) as client:
            accepted, _ = listener.accept()
            with accepted:
                client.sendall(b"hello")
                assert accepted.recv(5) == b"hello"
    with pytest.raises(ConnectionRefusedError):
        porter.dial(str(place / "server"))
    with pytest.raises(FileNotFoundError):
        porter.dial(str(place / "temporary" / ENGINE / "none.sock"))


def _link_to_socket(place: Path) -> str:
    (place / "temporary" / ENGINE / "l.sock").symlink_to(place / "elsewhere")
    return f"{ENGINE}/l.sock"


def _link_to_folder(place: Path) -> str:
    (place / "temporary" / f"{ENGINE}x").symlink_to(place, target_is_directory=True)
    return f"{ENGINE}x/elsewhere"


@pytest.mark.parametrize(
    "asked",
    [
        _link_to_socket,
        _link_to_folder,
        lambda place: f"{ENGINE}/../../elsewhere",
        lambda place: "../elsewhere",
        lambda place: str(place / "elsewhere"),
        lambda place: f"{ENGINE}/file",
        lambda place: "",
    ],
    ids=["link", "folder behind a link", "up", "up at once", "whole path", "no socket", "no server in the settings"],
)
def test_it_connects_to_nobody_else(place: Path, asked: Callable[[Path], str]) -> None:
    (place / "temporary" / ENGINE).mkdir()
    (place / "temporary" / ENGINE / "file").touch()
    desk = Desk(Duties(temporary=place / "temporary"))
    with listening(place / "elsewhere"), pytest.raises((OSError, Refused)):
        desk.dial(asked(place)).close()


def test_the_sealed_side_asks_for_no_other_socket(place: Path, porter: Porter) -> None:
    with listening(place / "elsewhere"), pytest.raises(PermissionError):
        porter.dial(str(place / "elsewhere"))


@pytest.mark.parametrize("ending", NEW_ENDINGS)
def test_a_new_file_is_written_where_the_person_says(place: Path, porter: Porter, ending: str) -> None:
    file = place / "papers" / f"été{ending}"
    text = "déjà vu\n" * 40_000
    porter.create_file(file, text)
    assert file.read_text("utf-8") == text and file.stat().st_mode & 0o777 == 0o600
    with pytest.raises(FileExistsError):
        porter.create_file(file, "other")
    assert file.read_text("utf-8") == text


@pytest.mark.parametrize(
    "name",
    ["run.sh", "run.py", "x.pth", "x.desktop", ".md", ".hidden.md", "md", ".config/x.json", "way/x.json"],
)
def test_nothing_that_runs_and_nothing_hidden_is_written(place: Path, porter: Porter, name: str) -> None:
    (place / "papers" / "way").symlink_to(place / "papers" / ".config", target_is_directory=True)
    before = sorted((place / "papers").rglob("*"))
    with pytest.raises((UsageError, OSError)):
        porter.create_file(place / "papers" / name, "x")
    assert sorted((place / "papers").rglob("*")) == before


def test_a_new_file_follows_no_link_and_leaves_nothing_half_written(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (place / "papers" / "link.md").symlink_to(place / "papers" / "target.md")
    desk = Desk(Duties(exports=True))
    with pytest.raises(FileExistsError):
        desk.create(str(place / "papers" / "link.md"), io.BytesIO(b"x"))
    monkeypatch.setattr(at_the_door, "MAX_TEXT_BYTES", 10)
    with pytest.raises(OSError) as caught:
        desk.create(str(place / "papers" / "long.md"), io.BytesIO(b"x" * 11))
    assert caught.value.errno == errno.EFBIG
    desk.create(str(place / "papers" / "fits.md"), io.BytesIO(b"x" * 10))
    assert {path.name for path in (place / "papers").iterdir()} == {".config", "link.md", "fits.md"}


def test_a_door_that_is_not_for_exports_writes_nothing(place: Path) -> None:
    for path in (str(place / "papers" / "x.md"), "x.md"):
        with pytest.raises(Refused):
            Desk(Duties()).create(path, io.BytesIO(b"x"))
    with pytest.raises(Refused):
        Desk(Duties(exports=True)).create("x.md", io.BytesIO(b"x"))


def test_a_file_of_the_person_is_shown(place: Path, porter: Porter) -> None:
    paper = place / "papers" / "a b.MD"
    paper.write_text("seen", "utf-8")
    porter.open_file(paper)
    until(lambda: (place / "opened").exists())
    assert (place / "opened").read_text("utf-8") == "seen"


def test_what_code_inside_may_have_written_is_not_shown(place: Path, porter: Porter) -> None:
    inside = place / "own" / "planted.md"
    inside.touch()
    (place / "papers" / "link.md").symlink_to(inside)
    (place / "papers" / "run.sh").touch()
    (place / "papers" / "folder.md").mkdir()
    porter.create_file(place / "papers" / "exported.md", "x")
    for path in (inside, *(place / "papers" / name for name in ("link.md", "run.sh", "folder.md", "exported.md"))):
        with pytest.raises(UsageError):
            porter.open_file(path)
    with pytest.raises(FileNotFoundError):
        porter.open_file(place / "papers" / "gone.md")


def test_a_text_is_put_on_the_clipboard(place: Path, porter: Porter) -> None:
    assert porter.copy("été " * 50_000) == "/bin/sh"
    assert (place / "copied").read_text("utf-8") == "été " * 50_000


def test_without_a_tool_nothing_is_copied() -> None:
    assert Desk(Duties()).copy(io.BytesIO(b"x")) == ""
    assert Desk(Duties(clipboard=("no-such-tool",))).copy(io.BytesIO(b"x")) == ""
    assert Desk(Duties(clipboard=("false",))).copy(io.BytesIO(b"x")) == ""


NONSENSE = [
    *(
        b"",
        b"\n",
        b"{}\n",
        b"[]\n",
        b"null\n",
        b'{"do": "fly"}\n',
        b'{"do": "open"}\n',
        b'{"do": ["dial"]}\n',
        b"\xff\n",
    ),
    *(b'{"do": "create", "path": 1}\n', b'{"do": "open", "path": "/a\\u0000b"}\n', b"[" * 70_000 + b"\n"),
    b'{"do": "dial", "engine": "' + b"a" * 70_000 + b'"}\n',
]


def test_nonsense_is_refused_and_the_next_request_is_answered(place: Path, porter: Porter) -> None:
    for said in NONSENSE:
        ours, theirs = socket.socketpair()
        with ours:
            with theirs:
                socket.send_fds(porter._channel, [b"r"], [theirs.fileno()])
            try:
                ours.sendall(said)
                ours.shutdown(socket.SHUT_WR)
            except BrokenPipeError:
                pass
            assert b"refused" in ours.recv(1000), said[:40]
    porter._channel.sendall(b"x")  # a request without its socket
    porter.create_file(place / "papers" / "after.md", "x")
    assert (place / "papers" / "after.md").exists()


def test_it_ends_with_the_program(place: Path) -> None:
    channel = start_porter(Duties())
    assert channel is not None
    gone = Porter(channel, Duties(server_socket="/nowhere"))
    channel.shutdown(socket.SHUT_RDWR)  # as a program that has ended
    with pytest.raises((OSError, AssistantError)):
        gone.dial("/nowhere")
    gone.close()
