"""Socket folders are private, short, and swept when nobody listens any more."""

from __future__ import annotations

import os
import socket
import sys
from contextlib import closing
from pathlib import Path

import pytest

from assistant.domain.errors import GenerationFailed
from assistant.generate.llama_cpp.socket_folder import SOCKET_NAME, make_socket_folder, sweep

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Unix sockets")


@pytest.fixture
def base(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder short enough for sockets, which the program is told to use first."""
    folder = tmp_path_factory.mktemp("s")
    if len(str(folder)) > 60:
        pytest.skip("the temporary folder of this machine is too deep")
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(folder))
    return folder


def left_behind(base: Path, name: str) -> Path:
    folder = base / f"assistant-engine-{name}"
    folder.mkdir()
    return folder


def listening(folder: Path) -> socket.socket:
    server = socket.socket(socket.AF_UNIX)
    server.bind(str(folder / SOCKET_NAME))
    server.listen()
    return server


def aged(folder: Path) -> Path:
    os.utime(folder, (0, 0))
    return folder


def test_a_fresh_folder_is_private(base: Path) -> None:
    first, second = make_socket_folder(), make_socket_folder()
    assert first.parent == base
    assert first != second
    assert first.stat().st_mode & 0o777 == 0o700


def test_only_what_is_old_and_dead_is_swept(base: Path) -> None:
    dead, empty, young = left_behind(base, "dead"), aged(left_behind(base, "empty")), left_behind(base, "young")
    listening(dead).close()
    aged(dead)
    alive = left_behind(base, "alive")
    (base / "somebody-else").mkdir()
    with closing(listening(alive)):
        aged(alive)
        sweep(base)
    assert not dead.exists()
    assert not empty.exists()
    assert young.exists()
    assert alive.exists()
    assert (base / "somebody-else").exists()


def test_a_folder_too_deep_for_a_socket_is_passed_over(base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deep = base / ("d" * 100)
    deep.mkdir()
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(deep))
    monkeypatch.setattr("tempfile.tempdir", str(base))
    made = make_socket_folder()
    assert made.parent == base
    assert len(str(made / SOCKET_NAME)) < 104


def test_no_place_at_all_is_an_error(base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.generate.llama_cpp.socket_folder._bases", lambda: [base / "missing"])
    with pytest.raises(GenerationFailed):
        make_socket_folder()
