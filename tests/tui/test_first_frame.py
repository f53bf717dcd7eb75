"""What the first frame may load: a fresh process that has drawn the app has not paid for any part behind the ports."""

from __future__ import annotations

import subprocess
import sys

import pytest

# Each of these costs the first frame between 20 ms and seconds; workers import them once the app is drawn.
LATE = (
    "numpy",
    "pydantic",
    "chromadb",
    "onnxruntime",
    "tokenizers",
    "transformers",
    "torch",
    "sklearn",
    "llama_cpp",
    "mlx",
    "lxml",
    "pypdf",
    "pypdfium2",
    "markdown_it.main",
    "assistant.wiring",
    "assistant.core.config",
    "assistant.overview",
    "assistant.changes",
    "assistant.tui.screens.library",
    "assistant.tui.screens.settings",
    "assistant.answering",
    "assistant.indexing",
    "assistant.core.language",
    "assistant.store",
    "assistant.retrieve",
    "assistant.embed",
    "assistant.generate",
    "assistant.guard",
    "assistant.parse",
)
_DRAW = """
import asyncio, sys
from assistant.cli.main import assistant
from assistant.cli.sealing import seal_this_process
from assistant.cli.chat import command
from assistant.core.look import read_look
from assistant.core.paths import find_paths
from assistant.tui.app import AssistantApp
theme, keymap = read_look(find_paths().config_file)
async def draw():
    app = AssistantApp(lambda: None, overview=lambda: None, changes=lambda: None, theme=theme, keymap=keymap)
    app.runner.open = lambda: None  # the frame alone: opening is what comes after it
    async with app.run_test() as pilot:
        await pilot.pause()
asyncio.run(draw())
{more}
print("\\n".join(sys.modules))
"""


def _loaded(more: str = "") -> set[str]:
    script = _DRAW.replace("{more}", more)
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60)
    return set(done.stdout.splitlines())


@pytest.fixture(scope="module")
def loaded() -> set[str]:
    return _loaded()


@pytest.mark.parametrize("module", LATE)
def test_the_first_frame_does_not_load(module: str, loaded: set[str]) -> None:
    assert "textual.app" in loaded
    assert module not in loaded


def test_the_guard_can_fail() -> None:
    assert "numpy" in _loaded("import numpy")
