"""Run Python in a fresh process: what `seal` gives up, a test process must not give up for its neighbours."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from pathlib import Path

from tests.waiting import PATIENCE_S

REPOSITORY = Path(__file__).resolve().parent.parent.parent


def run_fresh(code: str, *, env: dict[str, str] | None = None, cwd: Path | None = None) -> str:
    """Standard output of `code`, which must end with exit status 0."""
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY), **(env or {})}
    child = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)],
        env=environment,
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
    assert child.returncode == 0, child.stderr
    return child.stdout.strip()
