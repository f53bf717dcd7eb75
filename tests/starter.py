"""The models of the tests, the starter set and a small language model: pulled once by the product's own command.

Invariant: a second run downloads nothing; a folder that does not verify is pulled again, and so are the models whose
graphs were written by other code than today's.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest
from filelock import FileLock

from assistant.models.onnx import bert as onnx_bert
from assistant.models.onnx import export

SMALL_LANGUAGE_MODEL = (
    "smollm2-135m-instruct-q4_1"  # too small to read well; its files and runtime are like any other's
)

# What says of each model with a graph of our making that it is there.
_CARDS = ("all-minilm-l6-v2/manifest.json", "toxicity-starter/toxicity.json", "reader-starter/reader.json")


def starter_models_folder() -> Path:
    """The models folder below `ASSISTANT_TEST_CACHE` (or the user's cache folder), with these models installed."""
    default = Path.home() / ".cache" / "private-assistant-tests"
    home = Path(os.environ.get("ASSISTANT_TEST_CACHE", default)).resolve()
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    environment = {**os.environ, "ASSISTANT_HOME": str(home)}
    environment.pop("HF_HUB_OFFLINE", None)
    with FileLock(home / "pull.lock", timeout=900):  # test processes run side by side
        _drop_old_graphs(home)
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
    return home / "models"


def _drop_old_graphs(home: Path) -> None:
    """Make the pull write the graphs again, in the same way as ever, if the code that writes them has changed."""
    digest = hashlib.sha256()
    for module in (export, onnx_bert):
        digest.update(Path(str(module.__file__)).read_bytes())
    mark = home / "graphs.sha256"
    if mark.exists() and mark.read_text(encoding="ascii") == digest.hexdigest():
        return
    for card in _CARDS:
        (home / "models" / card).unlink(missing_ok=True)
    mark.write_text(digest.hexdigest(), encoding="ascii")
