"""The app ends, to be locked, by key and when its starter says that it is due; without a vault it stays open."""

from __future__ import annotations

import pytest

from assistant.tui import app as app_module
from assistant.tui.app import AssistantApp
from assistant.tui.ports import LOCKED
from tests.tui.conftest import Opened
from tests.tui.doubles.waiting import toasts, wait_until


async def test_the_key_ends_the_app_as_locked(app: AssistantApp, opened: Opened) -> None:
    app._locks = lambda idle_s: False
    async with opened((100, 30)) as pilot:
        assert app.check_action("lock", ())
        await pilot.press("alt+l")
        await wait_until(pilot, lambda: app.return_code == LOCKED)


async def test_without_a_vault_the_key_says_how_to_make_one(app: AssistantApp, opened: Opened) -> None:
    async with opened((100, 30)) as pilot:
        await pilot.press("alt+l")
        await wait_until(pilot, lambda: any("assistant vault create" in toast for toast in toasts(app)))
        assert app.return_code != LOCKED


async def test_it_ends_when_locking_is_due_and_not_while_files_are_read(
    app: AssistantApp, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app_module, "_LOOK_S", 0.02)
    asked: list[float] = []
    monkeypatch.setattr(AssistantApp, "idle_s", property(lambda self: 1000.0))

    def due(idle_s: float) -> bool:
        asked.append(idle_s)
        return due_now and idle_s > 900

    due_now = False
    app._locks = due
    async with opened((100, 30)) as pilot:
        app.session.library.state = "reading"
        due_now = True
        await wait_until(pilot, lambda: asked[-2:] == [0.0, 0.0])
        assert app.return_code != LOCKED
        app.session.library.state = "idle"
        await wait_until(pilot, lambda: app.return_code == LOCKED)
    assert asked[-1] == 1000.0
