"""`assistant mcp`: off until folders are named, and which they are."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.called import call, make_home
from tests.privacy.fresh import REPOSITORY
from tests.waiting import PATIENCE_S


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return make_home(tmp_path)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "papers"
    made.mkdir()
    return made


def test_it_is_off_until_a_folder_is_named_and_after_the_last_is_taken_back(home: Path, folder: Path) -> None:
    for _ in range(2):
        refused = call(home, "mcp")
        assert (refused.code, refused.out) == (2, "")
        assert "No folder may be given to other programs." in refused.err
        assert call(home, "mcp", "status", "--json").json["folders"] == []
        assert call(home, "mcp", "allow", str(folder)).out == f"{folder}\n"
        assert call(home, "mcp", "deny", "--all").out == ""


def test_folders_are_kept_by_their_real_path_once(home: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    link = folder.parent / "link"
    link.symlink_to(folder, target_is_directory=True)
    monkeypatch.chdir(folder.parent)
    for named in ("papers", str(link), str(folder), "papers/../papers"):
        assert call(home, "mcp", "allow", named, "--json").json["folders"] == [str(folder)]
    assert call(home, "config", "get", "mcp.folders", "--json").json["value"] == [str(folder)]
    other = folder / "deeper"
    other.mkdir()
    assert call(home, "mcp", "allow", str(other)).out.splitlines() == [str(folder), str(other)]
    assert call(home, "mcp", "deny", "link").out.splitlines() == [str(other)]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("allow",), 2, "No folder is named."),
        (("allow", "/"), 2, "whole disk"),
        (("allow", "no/such"), 2, "There is no folder"),
        (("allow", "a.txt"), 2, "There is no folder"),
        (("deny",), 2, "--all"),
        (("deny", "papers", "--all"), 2, "--all"),
        (("deny", "papers"), 5, "not among the allowed"),
    ],
)
def test_what_cannot_be_is_said(
    home: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], code: int, said: str
) -> None:
    monkeypatch.chdir(folder.parent)
    (folder.parent / "a.txt").touch()
    done = call(home, "mcp", *words)
    assert done.code == code and said in done.err
    assert call(home, "mcp", "status").out == ""


def test_a_wrong_value_allows_nothing(home: Path, folder: Path) -> None:
    """Paths that depend on the current folder are none."""
    settings = home / "config.toml"
    for value in ('["papers"]', "5", '["~no-such-user/x"]', '["/x\\u0000y"]'):
        settings.write_text(f"[mcp]\nfolders = {value}\n")
        settings.chmod(0o600)
        assert call(home, "mcp", "status", "--json").json["folders"] == []
        assert call(home, "mcp").code == 2


@pytest.mark.skipif(os.name != "posix", reason="pairs of sockets are no standard streams here")
def test_the_streams_may_be_sockets_and_nothing_else_writes_on_them(home: Path, folder: Path) -> None:
    """Programs on Node give their children pairs of Unix sockets; sockets of other kinds are closed at the start."""
    assert call(home, "mcp", "allow", str(folder)).code == 0
    ours, theirs = socket.socketpair()
    environment = {**os.environ, "ASSISTANT_HOME": str(home), "PYTHONPATH": str(REPOSITORY)}
    with ours, theirs:
        server = subprocess.Popen(
            [sys.executable, "-m", "assistant", "mcp"],
            env=environment,
            stdin=theirs.fileno(),
            stdout=theirs.fileno(),
            stderr=subprocess.PIPE,
        )
        theirs.close()
        params = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "x", "version": "1"}}
        for method, given in (("initialize", params), ("tools/list", {}), ("tools/call", {"name": "status"})):
            message = {"jsonrpc": "2.0", "id": method, "method": method, "params": given}
            ours.sendall(json.dumps(message).encode() + b"\n")
        with ours.makefile("rb") as answers:
            listed = [json.loads(answers.readline()) for _ in range(3)]
            ours.shutdown(socket.SHUT_WR)
            assert answers.read() == b""
        _, told = server.communicate(timeout=PATIENCE_S)
    assert [answer["id"] for answer in listed] == ["initialize", "tools/list", "tools/call"]
    assert listed[2]["result"]["isError"] is True  # nothing is indexed
    assert "Run: assistant status" in str(listed[2]) and str(home) not in str(listed)
    assert (server.returncode, told) == (0, b"assistant mcp: a call failed (NothingFound)\n")
