"""What the first frame may load: a fresh process that has drawn the app has not paid for any part behind the ports."""

from __future__ import annotations

import gc
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.config.schema import load_config
from assistant.tui.app import AssistantApp
from assistant.tui.widgets.chat.prompt import Prompt
from tests.tui.doubles.scripted import ScriptedAssistant
from tests.tui.doubles.waiting import shown, wait_until
from tests.waiting import PATIENCE_S

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
    "assistant.app.local",
    "assistant.config.schema",
    "assistant.app.overview",
    "assistant.app.changes",
    "assistant.tui.screens.library",
    "assistant.tui.screens.settings",
    "assistant.tui.widgets.chat.answer",
    "assistant.tui.widgets.chat.source_link",
    "assistant.tui.actions.completion",
    "assistant.tui.actions.slash",
    "assistant.chat.export",
    "assistant.chat.mentions",
    "assistant.chat.told.saying",
    "assistant.app.ports",
    "assistant.domain.records",
    "assistant.domain.ports",
    "assistant.domain.events",
    "assistant.text.sentences",
    "assistant.text.words",
    "assistant.answer",
    "assistant.evaluation",
    "assistant.generate",
    "assistant.guard",
    "assistant.ingest",
    "assistant.models",
    "assistant.store",
)
_DRAW = """
import asyncio, sys
from assistant.cli.main import assistant
from assistant.app.sealing import seal_this_process
from assistant.cli.chat import command
from assistant.config.appearance import read_appearance
from assistant.config.paths import find_paths
from assistant.tui.app import AssistantApp
theme, keymap = read_appearance(find_paths().config_file)
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
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=PATIENCE_S
    )
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


async def test_the_library_is_opened_once_the_frame_is_drawn_and_garbage_is_collected_again(
    scripted: ScriptedAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    frozen: list[str] = []
    monkeypatch.setattr(gc, "freeze", lambda: frozen.append("frozen"))
    opened_with: list[tuple[bool, bool]] = []

    def opener() -> ScriptedAssistant:
        opened_with.append((app.screen.query_one(Prompt).region.width > 0, gc.isenabled()))
        return scripted

    app = AssistantApp(opener)
    thresholds = gc.get_threshold()
    gc.disable()
    try:
        async with app.run_test() as pilot:
            await wait_until(pilot, lambda: app.session.summary is not None)
            app.screen.refresh()
            await pilot.pause()
    finally:
        gc.enable()
        gc.set_threshold(*thresholds)
    assert opened_with == [(True, True)] and frozen == ["frozen"]


async def test_a_broken_settings_file_is_told_in_the_app_and_opened_once_it_is_mended(
    tmp_path: Path, scripted: ScriptedAssistant
) -> None:
    file = tmp_path / "config.toml"
    file.write_text("[library]\nwach = true\n")
    app = AssistantApp(lambda: scripted, reads=lambda: load_config(file).library)
    async with app.run_test(size=(120, 40)) as pilot:
        await wait_until(pilot, lambda: app.session.error is not None)
        await shown(pilot, "Unknown setting 'library.wach'")
        file.write_text('[library]\nfolders = ["/home/ada"]\nwatch = false\n')
        await pilot.press("f9")
        await wait_until(pilot, lambda: app.session.summary is not None)
        assert app.library.folders == (Path("/home/ada"),) and not app.library.watches and app.session.error is None
