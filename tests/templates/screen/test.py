"""The key opens the screen over the conversation, and the screen closes again."""

from __future__ import annotations

from tests.tui.conftest import Opened
from tests.tui.doubles.waiting import screen_text


async def test_the_key_opens_the_list_of_folders(opened: Opened) -> None:
    async with opened((80, 24)) as pilot:
        await pilot.press("f10")
        await pilot.pause()
        assert type(pilot.app.screen).__name__ == "FoldersScreen"
        assert "     2  /home/ada/Documents/flat" in screen_text(pilot)
        await pilot.press("escape")
        await pilot.pause()
        assert type(pilot.app.screen).__name__ == "ChatScreen"
