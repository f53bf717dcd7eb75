"""Keys at random, faster than the screens can follow: whatever is open, closing or still being read, the app lives.

`ASSISTANT_WANDERINGS=50 pytest tests/tui/hostile/test_wandering.py` is the long run.
"""

from __future__ import annotations

import asyncio
import os
import random

import pytest

from assistant.domain.events import Checked
from assistant.tui.actions.registry import ACTIONS
from assistant.tui.app import AssistantApp
from assistant.tui.screens.chat import ChatScreen
from tests.tui.conftest import Opened
from tests.tui.doubles.scripted import ScriptedAssistant
from tests.tui.doubles.scripted_events import a_file, a_verdict, answer_events, index_events
from tests.tui.doubles.waiting import wait_until

_WALKS = int(os.environ.get("ASSISTANT_WANDERINGS", "6"))
_STEPS = 120
_LEFT_OUT = ("quit", "export", "export_chat")  # the first ends the app, the others write where the test is run
_KEYS = sorted({key for action in ACTIONS if action.id not in _LEFT_OUT for key in action.keys.split(",")})
_TYPED = ("a", "slash", "at", "space", "tab", "up", "down", "enter", "escape", "escape", "pagedown", "end")


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(_WALKS))
async def test_wandering(
    seed: int, app: AssistantApp, scripted: ScriptedAssistant, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def stay(_: AssistantApp) -> None:
        """A walk may choose "Quit" in the palette: that would end the walk and is no fault."""

    monkeypatch.setattr(AssistantApp, "action_quit", stay)
    choose = random.Random(seed)
    scripted.listed = tuple(
        a_file(f"/home/ada/{folder}/{number}.md") for folder in ("letters", "tax") for number in range(9)
    )
    scripted.events = lambda _: answer_events(checks=[Checked(a_verdict())])
    scripted.indexing = index_events(5)
    pressed: list[str] = []
    async with opened((80, 24)) as pilot:
        for _ in range(_STEPS):
            key = choose.choice(_KEYS if choose.random() < 0.6 else _TYPED)
            pressed.append(key)
            app.simulate_key(key)
            if choose.random() < 0.05:
                await pilot.resize_terminal(*choose.choice(((40, 10), (80, 24), (130, 40))))
            await asyncio.sleep(choose.choice((0, 0, 0.002, 0.02)))
            assert app.is_running, pressed
        await wait_until(pilot, lambda: not app.session.library.running)
        for _ in range(2 * _STEPS):  # esc leads back from everywhere; a screen may take one for itself
            if type(app.screen) is ChatScreen:
                break
            await pilot.press("escape")
            await pilot.pause()
        assert type(app.screen).__name__ == "ChatScreen", pressed
