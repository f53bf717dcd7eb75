"""P22: while files are read and an answer is written, keys are answered. Shown by order, not by the clock.

The work waits until the test lets it go on; a key that is answered before did not wait for the work.
"""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path

import pytest

from assistant.tui.app import AssistantApp
from assistant.tui.screens.library import LibraryScreen
from tests.tui.conftest import Opened
from tests.tui.doubles.scripted import ScriptedAssistant
from tests.tui.doubles.waiting import ask, wait_until
from tests.waiting import PATIENCE_S


@pytest.mark.promise("P22")
async def test_keys_are_answered_while_files_are_read(
    app: AssistantApp, scripted: ScriptedAssistant, opened: Opened, tmp_path: Path
) -> None:
    scripted.pause = scripted.hold
    async with opened() as pilot:
        app.library.index([tmp_path])
        await wait_until(pilot, lambda: bool(scripted.indexed))
        await pilot.press("ctrl+b")
        await wait_until(pilot, lambda: isinstance(app.screen, LibraryScreen))
        assert app.session.library.running and not scripted.release.is_set()
        scripted.release.set()
        await wait_until(pilot, lambda: not app.session.library.running)


@pytest.mark.promise("P22")
async def test_esc_ends_an_answer_that_is_being_written(
    app: AssistantApp, scripted: ScriptedAssistant, opened: Opened
) -> None:
    scripted.pause = scripted.hold
    async with opened() as pilot:
        await ask(pilot, "And?")
        await wait_until(pilot, lambda: bool(scripted.asked))
        await pilot.press("escape")
        await wait_until(pilot, lambda: scripted.stops[-1].stopped)
        assert not scripted.release.is_set()
        scripted.release.set()
        await wait_until(pilot, lambda: not app.asking.turns)
        assert app.session.exchanges[-1].state == "interrupted"


@pytest.mark.control("P22")
async def test_work_on_the_thread_of_the_screen_would_hold_keys_up(
    app: AssistantApp, scripted: ScriptedAssistant, opened: Opened
) -> None:
    async with opened() as pilot:
        screens: list[type] = []

        def let_go() -> None:
            screens.append(type(app.screen))
            scripted.release.set()

        app.call_later(scripted.hold)  # in place of a worker
        keys = asyncio.create_task(pilot.press("ctrl+b"))
        threading.Timer(0.3, let_go).start()
        await asyncio.wait_for(keys, PATIENCE_S)
        await wait_until(pilot, lambda: isinstance(app.screen, LibraryScreen))
        assert screens and screens[0] is not LibraryScreen
