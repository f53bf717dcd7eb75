"""A terminal that is made tiny and large again, on every screen: the app lives and shows what it showed."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Any

import pytest
from textual.pilot import Pilot

from assistant.tui.app import AssistantApp
from assistant.tui.screens.chat import ChatScreen
from assistant.tui.screens.passage import PassageScreen
from assistant.tui.screens.why import WhyScreen
from assistant.tui.widgets.chat.passage_pane import PassagePane
from assistant.tui.widgets.chat.prompt import Prompt
from tests.tui.conftest import Opened
from tests.tui.doubles.holders import HOLDERS, visit
from tests.tui.doubles.scripted import ScriptedAssistant, slowly
from tests.tui.doubles.scripted_events import answer_events
from tests.tui.doubles.waiting import ask, ask_to_end, screen_text, wait_until

TINY, LARGE = (40, 10), (130, 40)


pytestmark = pytest.mark.slow  # together more than twenty seconds


@pytest.mark.parametrize("area", list(HOLDERS))
async def test_every_screen_survives_a_tiny_terminal(app: AssistantApp, opened: Opened, area: str) -> None:
    async with opened((100, 30)) as pilot:
        await visit(pilot, area)
        screen, before = app.screen, await _settled(pilot)
        for size in (TINY, (20, 5), (1, 1), (100, 30)):
            await pilot.resize_terminal(*size)
            await pilot.pause()
            assert app.is_running
            assert app.screen is screen
        with suppress(AssertionError):  # the comparison below says how they differ
            await wait_until(pilot, lambda: screen_text(pilot) == before)
        assert screen_text(pilot) == before


async def _settled(pilot: Pilot[Any]) -> str:
    """What stands on the screen once it is drawn twice alike."""
    while (before := screen_text(pilot)) != (await _later(pilot)):
        pass
    return before


async def _later(pilot: Pilot[Any]) -> str:
    await asyncio.sleep(0.1)
    await pilot.pause()
    return screen_text(pilot)


async def test_the_explanation_survives_it_too(app: AssistantApp, opened: Opened) -> None:
    async with opened((100, 30)) as pilot:
        await ask_to_end(pilot, "notice")
        await pilot.press("f8")
        for size in (TINY, (100, 30)):
            await pilot.resize_terminal(*size)
            await pilot.pause()
            assert isinstance(app.screen, WhyScreen)


async def test_an_answer_streams_on_while_the_terminal_changes(
    app: AssistantApp, scripted: ScriptedAssistant, opened: Opened
) -> None:
    scripted.events = lambda _: answer_events("One more sentence of it, and no end. " * 60)
    sizes = [TINY, LARGE, (80, 24), TINY, LARGE]
    async with opened((80, 24)) as pilot:
        scripted.pause = slowly(0.005)
        await ask(pilot, "long")
        for size in sizes:
            await pilot.resize_terminal(*size)
            await pilot.press("x")
            await pilot.pause()
        await wait_until(pilot, lambda: app.session.open_exchange is None)
        assert app.session.exchanges[-1].state == "answered"
        assert app.screen.query_one(Prompt).text == "x" * len(sizes)


async def test_a_passage_beside_becomes_a_screen_where_there_is_no_room(app: AssistantApp, opened: Opened) -> None:
    async with opened(LARGE) as pilot:
        await ask_to_end(pilot, "notice")
        await pilot.press("1")
        await wait_until(pilot, lambda: "7.2 Notice" in screen_text(pilot))
        await pilot.resize_terminal(*TINY)
        await wait_until(pilot, lambda: isinstance(app.screen, PassageScreen))
        await wait_until(pilot, lambda: "Notice has to be given" in screen_text(pilot))
        await pilot.press("escape")
        await wait_until(pilot, lambda: isinstance(app.screen, ChatScreen))
        assert not app.screen.query_one(PassagePane).display
        await pilot.resize_terminal(*LARGE)
        await pilot.press("1")
        await wait_until(pilot, lambda: app.screen.query_one(PassagePane).display)
