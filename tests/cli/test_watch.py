"""`assistant watch` as a script sees it: events on stdout, narration on stderr, 130 at the end."""

from __future__ import annotations

import json
import os
import queue
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli.test_command_line import run
from tests.waiting import PATIENCE_S


class Running:
    """`assistant watch --json FOLDER` as a process; its events are read as they come."""

    def __init__(self, home: Path, *arguments: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "assistant", "watch", "--json", *arguments],
            env={**os.environ, "ASSISTANT_HOME": str(home)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self._heard: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._heard.put(json.loads(line))

    def wait_for(self, event: str, **wanted: object) -> dict[str, Any]:
        """The next event of that name that has all of `wanted`."""
        while True:
            heard = self._heard.get(timeout=PATIENCE_S)
            assert heard["schema"] == 1
            if heard["event"] == event and wanted.items() <= heard.items():
                return heard

    def next_event(self) -> dict[str, Any]:
        return self._heard.get(timeout=PATIENCE_S)

    def interrupt(self) -> tuple[int, str]:
        """ctrl+c; the exit code and what was narrated."""
        self._process.send_signal(signal.SIGINT)
        code = self._process.wait(PATIENCE_S)
        assert self._process.stderr is not None
        return code, self._process.stderr.read()

    def end(self) -> None:
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdout, self._process.stderr):
            assert stream is not None
            stream.close()


@pytest.fixture
def home(tmp_path: Path, starter_models: Path) -> Path:
    made = tmp_path / "home"
    made.mkdir(mode=0o700)
    (made / "models").symlink_to(starter_models, target_is_directory=True)
    return made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "files"
    made.mkdir()
    (made / "lease.md").write_text("# Lease\n\nThe tenant must give nine weeks of notice in writing.\n")
    return made


@pytest.fixture
def watch(home: Path, folder: Path) -> Iterator[Running]:
    running = Running(home, str(folder))
    yield running
    running.end()


def test_it_follows_the_folder_until_it_is_interrupted(watch: Running, home: Path, folder: Path) -> None:
    watch.wait_for("FileIndexed", path=str(folder / "lease.md"))
    watch.wait_for("IndexingFinished", indexed=1)
    (folder / "gate.txt").write_text("The gate code is 4711.")
    watch.wait_for("FileIndexed", path=str(folder / "gate.txt"))
    (folder / "gate.txt").rename(folder / "door.txt")
    watch.wait_for("FileMoved", path=str(folder / "door.txt"))
    assert "door.txt" in run(home, "search", "gate code").stdout  # another process reads meanwhile
    busy = run(home, "index", str(folder))
    assert busy.returncode == 6 and "in use by another assistant" in busy.stderr
    folder.rename(folder.with_name("away"))
    state = watch.wait_for("WatchChanged")["state"]
    while state["roots"][0]["mode"] != "missing":
        state = watch.wait_for("WatchChanged")["state"]
    folder.with_name("away").rename(folder)
    code, narrated = watch.interrupt()
    assert code == 130
    lines = narrated.splitlines()
    assert f"watching {folder}" in lines
    assert f"+ {folder / 'gate.txt'}: 1 passage" in lines
    assert f"> {folder / 'gate.txt'} is now {folder / 'door.txt'}" in lines
    assert len([line for line in lines if "cannot be read; its files are kept" in line]) == 1
    assert not [line for line in lines if line.startswith("-") or "Traceback" in line]
    assert "door.txt" in run(home, "search", "gate code").stdout


def test_a_library_that_is_deleted_meanwhile_is_told_and_nothing_counts_as_indexed(
    watch: Running, home: Path, folder: Path
) -> None:
    watch.wait_for("IndexingFinished", indexed=1)
    shutil.rmtree(home / "library")
    state = watch.wait_for("WatchChanged")["state"]
    while "ledger" not in state["warning"]:  # before any file changes
        state = watch.wait_for("WatchChanged")["state"]
    (folder / "gate.txt").write_text("The gate code is 4711.")
    while "ledger" not in state["trouble"]:
        heard = watch.next_event()
        assert (heard["event"], heard.get("path")) != ("FileIndexed", str(folder / "gate.txt"))
        state = heard.get("state", state)
    code, narrated = watch.interrupt()
    assert code == 130
    assert "removed or replaced" in narrated and "assistant index" in narrated and "Traceback" not in narrated


def test_a_folder_that_is_not_there_and_nothing_known_are_told(home: Path) -> None:
    missing = run(home, "watch", "/no/such/folder")
    assert missing.returncode == 2 and "There is no" in missing.stderr
    nothing = run(home, "watch")
    assert nothing.returncode == 2 and "assistant watch ~/Documents" in nothing.stderr


def test_the_settings_of_watching_are_shown_and_checked(home: Path) -> None:
    shown = {one["key"]: one for one in json.loads(run(home, "config", "show", "--json").stdout)["settings"]}
    assert shown["library.watch"]["value"] is True
    assert shown["library.poll"]["value"] is False
    assert shown["library.sweep_minutes"]["value"] == 60
    (home / "config.toml").write_text("[library]\nsweep_minutes = 0\n")
    wrong = run(home, "config", "show")
    assert wrong.returncode == 0, wrong.stderr
    assert "'library.sweep_minutes' is not used" in wrong.stderr and "The default holds: 60." in wrong.stderr
