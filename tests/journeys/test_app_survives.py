"""The app on a real library and a small real model: stopped, killed, emptied and filled up, it goes on."""

from __future__ import annotations

import os
import shutil
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.pilot import Pilot

from assistant.app.local import LocalAssistant
from assistant.app.open import open_assistant
from assistant.config.schema import Config
from assistant.generate.llama_cpp.generator import LlamaCppGenerator
from assistant.tui.app import AssistantApp
from tests.journeys.conftest import index, paths_below
from tests.tui.conftest import failures_end_the_app
from tests.tui.doubles.waiting import ask, screen_text, wait_until

__all__ = ["failures_end_the_app"]
pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="llama.cpp is reached over a Unix socket"),
]
LETTER = "The tenant gives notice in writing, two months before the end of the quarter. The rent is 812 euros.\n"
QUESTION = "When does the tenant give notice, and how much is the rent? Explain at length."


@pytest.fixture
def real(tmp_path: Path, starter_models: Path) -> LocalAssistant:
    """One letter, indexed; llama.cpp answers whatever the evidence. The app closes it."""
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "letter.md").write_text(f"# Notice\n\n{LETTER}")
    config = Config.model_validate(
        {"answers": {"generator": "llama_cpp", "max_answer_tokens": 300, "evidence_threshold": 0.0}}
    )
    opened = open_assistant(config, paths_below(tmp_path / "home", starter_models), owner=True)
    index(opened, tmp_path / "letters")
    return opened


@asynccontextmanager
async def app_on(assistant: LocalAssistant) -> AsyncIterator[Pilot[None]]:
    app = AssistantApp(lambda: assistant)
    try:
        async with app.run_test(size=(100, 30)) as pilot:
            await wait_until(pilot, lambda: app.session.summary is not None)
            yield pilot
    finally:
        app.runner.close()


def app_of(pilot: Pilot[None]) -> AssistantApp:
    assert isinstance(pilot.app, AssistantApp)
    return pilot.app


def engine_pid(assistant: LocalAssistant) -> int:
    generator = assistant.parts.generator
    assert isinstance(generator, LlamaCppGenerator)
    return generator.engine_pid


async def begin_answer(pilot: Pilot[None]) -> None:
    """Ask, and wait for the model's first released words."""
    app = app_of(pilot)
    asked = len(app.session.exchanges)
    await ask(pilot, QUESTION)
    await wait_until(pilot, lambda: len(app.session.exchanges) > asked and app.session.exchanges[-1].text != "")
    assert app.session.exchanges[-1].state == "writing", "the answer was over before it could be interrupted"


@pytest.mark.promise("P22")
async def test_esc_stops_the_real_model_and_keeps_what_there_was(real: LocalAssistant) -> None:
    async with app_on(real) as pilot:
        app = app_of(pilot)
        await begin_answer(pilot)
        await pilot.press("escape")
        await wait_until(pilot, lambda: not app.asking.turns)
        assert app.session.exchanges[-1].state == "interrupted"
        assert app.session.exchanges[-1].text


async def test_a_killed_model_leaves_the_quotes_and_the_next_question_is_answered(
    real: LocalAssistant,
) -> None:
    async with app_on(real) as pilot:
        app = app_of(pilot)
        await begin_answer(pilot)
        os.kill(engine_pid(real), signal.SIGKILL)
        await wait_until(pilot, lambda: app.session.open_exchange is None)
        # Killed before it wrote a word it is started anew; killed later, its trouble is told under the quotes.
        assert app.session.exchanges[-1].state == "answered"
        assert app.session.exchanges[-1].text.startswith("\u201c")
        await begin_answer(pilot)
        await pilot.press("escape")


async def test_a_deleted_library_is_reported_or_answered_from_and_the_app_lives(
    real: LocalAssistant, tmp_path: Path
) -> None:
    async with app_on(real) as pilot:
        app = app_of(pilot)
        shutil.rmtree(tmp_path / "home" / "library")
        await ask(pilot, QUESTION)
        await wait_until(pilot, lambda: bool(app.session.exchanges[-1].text or app.session.exchanges[-1].error))
        await pilot.press("escape", "ctrl+b")
        await pilot.pause()
        assert app.is_running
        assert "letter.md" in screen_text(pilot)


async def test_a_full_disk_stops_the_indexing_with_a_reason_and_chatting_goes_on(
    real: LocalAssistant, tmp_path: Path
) -> None:
    more = tmp_path / "more"
    more.mkdir()
    for number in range(8):
        (more / f"{number}.md").write_text(f"# Letter {number}\n\n" + LETTER * 60)
    async with app_on(real) as pilot:
        app = app_of(pilot)
        connection = real.parts.library.database._connection
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {pages}")  # from here SQLite itself says that the disk is full
        app.library.index([more])
        await wait_until(pilot, lambda: not app.session.library.running)
        assert app.session.library.state == "failed"
        assert app.session.error is not None
        assert "disk is full" in app.session.error.message
        await begin_answer(pilot)
        await pilot.press("escape")
