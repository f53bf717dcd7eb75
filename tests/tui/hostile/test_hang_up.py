"""A terminal that goes away: the program ends with it, whether or not the system sends a signal."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.waiting import PATIENCE_S

pytestmark = pytest.mark.skipif(os.name == "nt", reason="there are no pseudo-terminals of this kind")


def test_the_app_ends_when_its_terminal_is_gone(tmp_path: Path) -> None:
    import pty  # not there on Windows, where this is imported as well

    ours, theirs = pty.openpty()
    app = subprocess.Popen(
        [sys.executable, "-m", "assistant"],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env={**os.environ, "ASSISTANT_HOME": str(tmp_path / "home"), "TERM": "xterm-256color"},
        cwd=tmp_path,
        start_new_session=True,  # the terminal is not its own: no signal is sent
    )
    os.close(theirs)
    try:
        drawn = b""
        while b"\x1b[?1049h" not in drawn:  # the screen of its own
            drawn += os.read(ours, 65536)
        os.close(ours)
        assert app.wait(PATIENCE_S) == 129
    finally:
        app.kill()
        app.wait()
