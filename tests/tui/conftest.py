"""Fixtures of the app's tests: an app on a script, with nothing that moves by itself."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import pytest
from textual.pilot import Pilot

from assistant.tui.app import AssistantApp
from assistant.tui.base.base_app import BaseApp
from tests.tui.doubles.scripted import ScriptedAssistant
from tests.tui.doubles.scripted_changes import ScriptedChanges
from tests.tui.doubles.scripted_overview import ScriptedOverview
from tests.tui.doubles.settling import settle_quickly
from tests.tui.doubles.waiting import wait_until

Opened = Callable[..., AbstractAsyncContextManager[Pilot[None]]]

settle_quickly()
SHOW_HANDLER_ERROR = BaseApp.show_handler_error


@pytest.fixture(autouse=True)
def failures_end_the_app(monkeypatch: pytest.MonkeyPatch) -> None:
    """A handler that fails is told in a panel, which a test might not look at: here it ends the app and the test."""
    monkeypatch.setattr(BaseApp, "show_handler_error", lambda *_: False)


@pytest.fixture
def scripted() -> ScriptedAssistant:
    return ScriptedAssistant()


@pytest.fixture
def overview() -> ScriptedOverview:
    return ScriptedOverview()


@pytest.fixture
def changes(overview: ScriptedOverview) -> ScriptedChanges:
    return overview.changes


@pytest.fixture
def app(scripted: ScriptedAssistant, overview: ScriptedOverview, monkeypatch: pytest.MonkeyPatch) -> AssistantApp:
    """The app; no clipboard tool of this machine is used."""
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    made = AssistantApp(lambda: scripted, overview=lambda: overview, changes=lambda: overview.changes)
    made.animation_level = "none"
    return made


@pytest.fixture
def opened(app: AssistantApp) -> Opened:
    """`async with opened((80, 24)) as pilot`: the app running, its library open."""

    @asynccontextmanager
    async def open_it(size: tuple[int, int] = (80, 24), **options: Any) -> AsyncIterator[Pilot[None]]:
        async with app.run_test(size=size, **options) as pilot:
            await wait_until(pilot, lambda: app.session.summary is not None or app._exception is not None)
            await pilot.pause()
            yield pilot

    return open_it
