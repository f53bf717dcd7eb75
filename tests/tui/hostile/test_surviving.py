"""A handler that fails: told, and the app goes on; in start-up, or again and again, it ends with an exit code."""

from __future__ import annotations

import asyncio

import pytest

from assistant.tui.app import AssistantApp
from assistant.tui.base.base_app import BaseApp
from assistant.tui.screens.chat import ChatScreen
from assistant.tui.screens.help import HelpScreen
from assistant.tui.screens.library import LibraryScreen
from tests.tui.conftest import SHOW_HANDLER_ERROR, Opened
from tests.tui.doubles.waiting import ask_to_end, screen_text, wait_until


@pytest.fixture(autouse=True)
def failures_are_told(failures_end_the_app: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(BaseApp, "show_handler_error", SHOW_HANDLER_ERROR)


def failing(*_: object) -> None:
    raise ArithmeticError("the words of a letter")


async def test_a_failing_action_is_told_without_its_words(
    opened: Opened, app: AssistantApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ChatScreen, "action_why", failing)
    async with opened() as pilot:
        await ask_to_end(pilot, "What about notice?")
        await pilot.press("f8")
        await wait_until(pilot, lambda: "ArithmeticError" in screen_text(pilot))
        assert app.session.error is not None
        assert "test_surviving.py" in app.session.error.message
        assert "letter" not in app.session.error.message
        await pilot.press("escape")
        await ask_to_end(pilot, "And by telephone?")
        assert app.session.error is None


async def test_a_failing_callback_leaves_its_screen_alive(opened: Opened, app: AssistantApp) -> None:
    async with opened() as pilot:
        await pilot.press("ctrl+b")
        app.screen.call_later(failing)
        await wait_until(pilot, lambda: "ArithmeticError" in screen_text(pilot))
        await pilot.press("escape")
        assert app.session.error is None
        await pilot.press("x")
        assert "only problems" in screen_text(pilot)


async def test_what_fails_again_and_again_ends_the_app(
    app: AssistantApp, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(AssistantApp, "action_copy", failing)
    with pytest.raises(ArithmeticError):
        async with opened() as pilot:
            for _ in range(8):
                app.simulate_key("ctrl+y")
                await asyncio.sleep(0.01)
            await wait_until(pilot, lambda: not app.is_running)
    assert app.return_code == 1


async def test_a_failing_start_ends_the_app(app: AssistantApp, opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(AssistantApp, "on_mount", failing, raising=False)
    with pytest.raises(ArithmeticError):
        async with opened():
            pass
    assert app.return_code == 1


async def test_a_screen_that_is_closed_twice_leaves_the_one_below(opened: Opened, app: AssistantApp) -> None:
    async with opened() as pilot:
        await pilot.press("ctrl+b", "f1")
        front = app.screen
        assert isinstance(front, HelpScreen)
        front.dismiss()
        front.dismiss()
        await pilot.pause()
        assert isinstance(app.screen, LibraryScreen)
