"""The status line says which other programs ask over `assistant mcp`, and what they were given."""

from __future__ import annotations

import pytest

from assistant.domain.records.program import OtherPrograms
from assistant.tui.widgets.status_line import StatusLine
from tests.tui.conftest import Opened
from tests.tui.doubles.scripted_overview import ScriptedOverview
from tests.tui.doubles.waiting import screen_text, shown, wait_until


async def test_who_connects_while_nobody_touches_the_app_is_shown(
    opened: Opened, overview: ScriptedOverview, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(StatusLine, "LOOK_S", 0.05)
    async with opened((160, 30)) as pilot:
        await shown(pilot, "sealed")
        assert "connected" not in screen_text(pilot)
        overview.programs = OtherPrograms(("an editor",), 3, 1234)
        await shown(pilot, "! an editor connected: given 3 results, 1,234 characters today")
        overview.programs = OtherPrograms((), 3, 1234)
        await wait_until(pilot, lambda: "connected" not in screen_text(pilot))
