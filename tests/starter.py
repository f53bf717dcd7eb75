"""The models of the tests, the starter set and a small language model: pulled once by the product's own command.

Invariant: a second run downloads nothing; a folder that does not verify is pulled again. What other code has made or
another catalog has pinned lies in a folder of its own, so that two working trees can run their tests at once.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from filelock import FileLock

from assistant import models as models_package

SMALL_LANGUAGE_MODEL = (
    "smollm2-135m-instruct-q4_1"  # too small to read well; its files and runtime are like any other's
)

_MAKERS = ("catalog", "onnx", "pull")  # below `assistant/models`: what pins the models and what makes their graphs
_UNUSED_S = 14 * 24 * 3600


def cache_folder() -> Path:
    """Where tests keep what takes long to get: `ASSISTANT_TEST_CACHE`, or a folder of the user's cache."""
    default = Path.home() / ".cache" / "private-assistant-tests"
    folder = Path(os.environ.get("ASSISTANT_TEST_CACHE", default)).resolve()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def starter_models_folder() -> Path:
    """The models folder below `cache_folder()` of this tree's catalog and code, with these models installed."""
    home = cache_folder() / f"models-{_made_by()}"
    home.mkdir(mode=0o700, exist_ok=True)
    os.utime(home)
    environment = {**os.environ, "ASSISTANT_HOME": str(home)}
    environment.pop("HF_HUB_OFFLINE", None)
    with FileLock(home / "pull.lock", timeout=900):  # test processes run side by side
        pull = subprocess.run(
            [sys.executable, "-m", "assistant", "models", "pull", "starter", SMALL_LANGUAGE_MODEL],
            env=environment,
            capture_output=True,
            text=True,
            timeout=900,
            check=False,
        )
    if pull.returncode != 0:
        pytest.fail(f"the starter models could not be pulled:\n{pull.stderr}")
    _remove_unused(cache_folder())
    return home / "models"


def _made_by() -> str:
    """What names this tree's way of making the models."""
    digest = hashlib.sha256()
    package = Path(models_package.__path__[0])
    files = (file for name in _MAKERS for file in (package / name).rglob("*") if file.suffix in (".py", ".toml"))
    for file in sorted(files):
        digest.update(file.relative_to(package).as_posix().encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:12]


def _remove_unused(cache: Path) -> None:
    """Remove the models of trees whose tests have not run for two weeks."""
    for folder in cache.glob("models-*"):
        if time.time() - folder.stat().st_mtime > _UNUSED_S:
            shutil.rmtree(folder, ignore_errors=True)
