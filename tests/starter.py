"""The starter models for tests: pulled once through the product's own command, kept between runs.

Invariant: a second run downloads nothing; a folder that does not verify is pulled again.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from filelock import FileLock


def starter_models_folder() -> Path:
    """The models folder below `ASSISTANT_TEST_CACHE` (or the user's cache folder), with the starter set installed."""
    default = Path.home() / ".cache" / "private-assistant-tests"
    home = Path(os.environ.get("ASSISTANT_TEST_CACHE", default)).resolve()
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    environment = {**os.environ, "ASSISTANT_HOME": str(home)}
    environment.pop("HF_HUB_OFFLINE", None)
    with FileLock(home / "pull.lock", timeout=900):  # test processes run side by side
        pull = subprocess.run(
            [sys.executable, "-m", "assistant", "models", "pull", "starter"],
            env=environment,
            capture_output=True,
            text=True,
            timeout=900,
            check=False,
        )
    if pull.returncode != 0:
        pytest.fail(f"the starter models could not be pulled:\n{pull.stderr}")
    return home / "models"
