"""Locked PDFs: read with a password from a file or from the terminal, which is kept nowhere."""

from __future__ import annotations

import json
import os
import pty
import select
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.cli.test_command_line import run
from tests.ingest.parse.made import LEASE, pdf
from tests.waiting import PATIENCE_S

PASSWORD = "quartz-figs-7731"


@pytest.fixture
def files(tmp_path: Path) -> Path:
    made = tmp_path / "files"
    made.mkdir()
    (made / "locked.pdf").write_bytes(pdf([LEASE], password=PASSWORD))
    (made / "open.md").write_text("# Open\n\nAnybody may read that the gate is painted green.\n", "utf-8")
    return made


@pytest.fixture
def home(tmp_path: Path, starter_models: Path) -> Path:
    made = tmp_path / "home"
    made.mkdir(mode=0o700)
    (made / "models").symlink_to(starter_models, target_is_directory=True)
    return made


def states(home: Path) -> dict[str, str]:
    """File name to what became of it: "indexed" or the reason."""
    records = json.loads(run(home, "status", "--json").stdout)["file_records"]
    return {Path(one["path"]).name: one["reason"] or one["state"] for one in records}


def kept_in(home: Path) -> list[Path]:
    files = [one for one in home.rglob("*") if one.is_file() and "models" not in one.relative_to(home).parts]
    encodings = ("utf-8", "utf-16-le")
    return [one for one in files if any(PASSWORD.encode(encoding) in one.read_bytes() for encoding in encodings)]


def test_a_password_from_a_file_opens_what_was_locked_and_is_kept_nowhere(home: Path, files: Path) -> None:
    first = run(home, "index", str(files))
    assert first.returncode == 0, first.stderr
    assert "needs a password" in first.stderr and "--ask-passwords" in first.stderr
    listed = home.parent / "passwords.txt"
    listed.write_text(f"wrong\n\n{PASSWORD}\n", "utf-8")
    second = run(home, "index", str(files), "--password-file", str(listed))
    assert second.stdout.startswith("1 indexed"), second.stdout + second.stderr
    assert "1 unchanged" in second.stdout
    assert states(home) == {"locked.pdf": "indexed", "open.md": "indexed"}
    assert PASSWORD not in second.stdout + second.stderr
    assert kept_in(home) == []


@pytest.mark.parametrize(
    ("arguments", "says"),
    [(["--password-file", "empty.txt"], "holds 0 passwords"), (["--ask-passwords"], "only be asked for at a terminal")],
)
def test_what_cannot_be_used_is_said_before_anything_is_read(
    home: Path, files: Path, arguments: list[str], says: str
) -> None:
    (home.parent / "empty.txt").write_text("\n", "utf-8")
    done = run(home, "index", str(files), *arguments)
    assert done.returncode == 2
    assert says in done.stderr


def test_the_terminal_asks_until_it_is_right_and_an_empty_answer_leaves_the_file(home: Path, files: Path) -> None:
    (files / "a-locked.pdf").write_bytes(pdf([LEASE], password="forgotten"))
    shown, status = at_terminal(home, ["index", str(files), "--ask-passwords"], ["", "wrong", PASSWORD])
    assert status == 0, shown
    assert shown.count("Password of ") == 3
    assert "The password is wrong." in shown
    assert PASSWORD not in shown
    assert states(home) == {"a-locked.pdf": "needs_password", "locked.pdf": "indexed", "open.md": "indexed"}
    assert kept_in(home) == []


def at_terminal(home: Path, arguments: Sequence[str], answers: Sequence[str]) -> tuple[str, int]:
    """`assistant ARGUMENTS` in a terminal of its own; each answer is typed once a password is asked for."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-c", _CONTROLLING, sys.executable, "-m", "assistant", *arguments]
    process = subprocess.Popen(
        command,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env={**os.environ, "ASSISTANT_HOME": str(home), "TERM": "dumb", "COLUMNS": "200"},
        cwd=home.parent,
        start_new_session=True,
    )
    os.close(theirs)
    shown, typed, deadline = "", 0, time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        if select.select([ours], [], [], 0.2)[0]:
            try:
                shown += os.read(ours, 65536).decode("utf-8", "replace")
            except OSError:  # Linux's way to say that the other side is closed
                break
        if typed < len(answers) and shown.count("leave it): ") > typed:
            os.write(ours, answers[typed].encode() + b"\n")
            typed += 1
    os.close(ours)
    return shown, process.wait(timeout=PATIENCE_S)


# Takes the terminal on standard input as its own, so that the program finds it as /dev/tty.
_CONTROLLING = (
    "import fcntl, os, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); os.execv(sys.argv[1], sys.argv[1:])"
)
