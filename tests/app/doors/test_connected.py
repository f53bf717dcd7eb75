"""What the app can tell of the programs that ask: who is connected, and what all of them were given today."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from assistant.app.doors import connected
from assistant.app.doors.connected import Connection, other_programs
from assistant.chat.words import programs_phrase
from assistant.config.paths import Paths, find_paths
from assistant.domain.records.program import OtherPrograms

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="nobody is shown as connected there")


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return find_paths({"ASSISTANT_HOME": str(tmp_path)})


def test_who_is_connected_and_what_was_given_today(paths: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    assert other_programs(paths) == OtherPrograms()
    first, second = Connection(paths), Connection(paths)
    assert other_programs(paths).connected == ("a program", "a program")
    first.gave("an editor\x1b[31m\n", 1200)
    first.gave("an editor", 34)
    second.gave("another", 0)
    assert other_programs(paths) == OtherPrograms(("an editor", "another"), 3, 1234)
    first.close()
    assert other_programs(paths) == OtherPrograms(("another",), 3, 1234)
    [held] = [file for file in (paths.state / "connected").iterdir() if b"1234" in file.read_bytes()]
    assert held.stat().st_mode & 0o777 == 0o600
    monkeypatch.setattr(connected, "_today", lambda: "2031-01-01")
    assert other_programs(paths) == OtherPrograms(("another",), 0, 0)
    second.gave("another", 5)
    assert other_programs(paths) == OtherPrograms(("another",), 1, 5)
    second.close()
    third = Connection(paths)  # what is of another day, and of nobody, goes
    assert not held.exists()
    third.close()
    assert other_programs(paths) == OtherPrograms((), 1, 5)


def test_what_is_no_such_file_is_passed_over(paths: Paths) -> None:
    folder = paths.state / "connected"
    folder.mkdir(parents=True)
    (folder / "a.json").write_text("nonsense", "utf-8")
    (folder / "b.json").write_text('{"client": 5, "day": [], "calls": "x", "chars": null}', "utf-8")
    (folder / "c.json").symlink_to("/etc/passwd")
    os.mkfifo(folder / "d.json")
    assert other_programs(paths) == OtherPrograms()
    Connection(paths).close()


def test_it_is_said_in_a_few_words() -> None:
    assert programs_phrase(OtherPrograms()) == ""
    assert programs_phrase(OtherPrograms((), 2, 1500)) == "other programs: given 2 results, 1,500 characters today"
    assert programs_phrase(OtherPrograms(("an editor",))) == "! an editor connected"
    said = programs_phrase(OtherPrograms(("a", "b", "c"), 1, 70))
    assert said == "! a, b and 1 more connected: given 1 result, 70 characters today"
