"""The manual page is that of the commands as they are, and is read without a complaint."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from assistant.cli.main import COMMANDS
from tests.waiting import PATIENCE_S
from tools.manual import manual


def test_it_is_that_of_the_commands(repository: Path) -> None:
    written = (repository / "docs" / "assistant.1").read_text("utf-8")
    assert written == manual(), "run: make manual"
    for name in set(COMMANDS) - {
        "models",
        "policy",
        "audit",
        "config",
        "vault",
        "eval",
    }:  # groups that do nothing alone
        assert f"\n.SS {name}" in written, name


@pytest.mark.skipif(shutil.which("groff") is None, reason="groff is not installed")
def test_it_is_read_without_a_complaint(repository: Path) -> None:
    page = str(repository / "docs" / "assistant.1")
    done = subprocess.run(
        ["groff", "-man", "-ww", "-z", "-K", "utf8", page],
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
