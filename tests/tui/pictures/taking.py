"""How a picture of the app is taken: once nothing moves any more, as an SVG that fetches nothing."""

from __future__ import annotations

import re
from typing import Any

from textual.pilot import Pilot

from assistant.tui.app import AssistantApp
from tests.tui.doubles.waiting import screen_text


def picture(app: AssistantApp) -> str:
    """The screen as SVG, without the web fonts that Rich links."""
    svg = app.export_screenshot(title="assistant", simplify=True)
    return re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)


async def settled(pilot: Pilot[Any]) -> None:
    """Wait until nothing is drawn any more: what is read for a pane comes a moment after the size, and a screen of its
    own is empty before."""
    before = ""
    while before != (now := screen_text(pilot)) or not now.strip():
        before = now
        await pilot.pause(0.1)
