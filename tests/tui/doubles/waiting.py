"""Waiting for what a worker thread brings about."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any

from textual.app import App
from textual.pilot import Pilot

from assistant.tui.screens.library import LibraryScreen
from assistant.tui.widgets.file_table import FileTable
from tests.waiting import PATIENCE_S


async def wait_until(pilot: Pilot[Any], predicate: Callable[[], bool], timeout_s: float = PATIENCE_S) -> float:
    """Wait until `predicate` holds and the screen is drawn; returns the seconds it took. Fails after `timeout_s`."""
    started = time.monotonic()
    while not predicate():
        if time.monotonic() - started > timeout_s:
            raise AssertionError(f"did not come about within {timeout_s} s")
        await asyncio.sleep(0.01)
    taken = time.monotonic() - started
    await pilot.pause()
    return taken


async def shown(pilot: Pilot[Any], text: str) -> None:
    """Wait until `text` stands on the screen: what is known to the program is drawn a moment later."""
    await wait_until(pilot, lambda: text in screen_text(pilot))


async def ask(pilot: Pilot[Any], question: str) -> None:
    """Put `question` into the prompt and send it, without typing each letter."""
    from assistant.tui.widgets.chat.prompt import Prompt

    prompt = pilot.app.screen.query_one(Prompt)
    prompt.text = question
    prompt.focus()
    await pilot.press("enter")


async def ask_to_end(pilot: Pilot[Any], question: str) -> None:
    """Ask and wait for the end of the turn."""
    from assistant.tui.app import AssistantApp

    app = pilot.app
    assert isinstance(app, AssistantApp)
    before = len(app.session.exchanges)
    await ask(pilot, question)
    await wait_until(pilot, lambda: len(app.session.exchanges) > before and app.session.open_exchange is None)


def screen_text(pilot: Pilot[Any]) -> str:
    """What stands on the screen, line by line."""
    return drawn(pilot.app)


def drawn(app: App[Any]) -> str:
    """As `screen_text`, without a pilot."""
    lines = app.screen._compositor.render_strips(app.size)
    return "\n".join("".join(segment.text for segment in strip) for strip in lines)


def toasts(app: App[None]) -> list[str]:
    """The messages of the notifications that are shown; on the screen they are broken into lines."""
    return [notification.message for notification in app._notifications]


async def move_to(pilot: Pilot[Any], path: str) -> None:
    """Open the library and put the cursor on `path`."""
    if not isinstance(pilot.app.screen, LibraryScreen):
        await pilot.press("ctrl+b")
    table = pilot.app.screen.query_one(FileTable)
    table.move_cursor(row=table.get_row_index(path))
    await pilot.pause()
    assert table.chosen_key == path
