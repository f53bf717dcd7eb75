"""The language model is loaded before the first question: at the start, and when a person begins to type."""

from __future__ import annotations

from assistant.tui.app import AssistantApp
from tests.tui.conftest import Opened
from tests.tui.doubles.scripted import ScriptedAssistant
from tests.tui.doubles.waiting import wait_until


async def test_the_model_is_asked_to_load_at_the_start_and_once_while_typing(
    app: AssistantApp, scripted: ScriptedAssistant, opened: Opened
) -> None:
    async with opened((80, 24)) as pilot:
        await wait_until(pilot, lambda: scripted.prepared == ["open"])
        await pilot.press("w", "h", "o")
        await wait_until(pilot, lambda: scripted.prepared == ["open", "typing"])
        await pilot.press("n")
        await pilot.pause()
        assert scripted.prepared == ["open", "typing"]
