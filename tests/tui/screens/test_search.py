"""The search in everything: what its list looks like, and what it says of what it found."""

from __future__ import annotations

from typing import Any

import pytest
from textual.color import Color
from textual.pilot import Pilot
from textual.widgets import Input

from assistant.tui.app import AssistantApp
from assistant.tui.show.themes import CONTRAST, DARK, LIGHT
from tests.tui.conftest import Opened
from tests.tui.doubles.waiting import screen_text, shown

_READABLE = 4.5  # the least contrast that the themes promise


async def searched(pilot: Pilot[Any], text: str) -> None:
    """The search opened, with `text` in its field, and what it found."""
    await pilot.press("ctrl+f")
    await pilot.pause()
    pilot.app.screen.query_one(Input).value = text
    await shown(pilot, "2 passages")


def contrast(app: AssistantApp, letters: str) -> float:
    """Of the first `letters` in the list, to what is behind them, as WCAG counts it."""
    for strip in app.screen._compositor.render_strips(app.size):
        for segment in strip.crop(0, app.size.width // 2 - 2):
            if letters in segment.text and segment.style and segment.style.color and segment.style.bgcolor:
                pair = (segment.style.color, segment.style.bgcolor)
                low, high = sorted(luminance(Color.from_rich_color(colour)) for colour in pair)
                return (high + 0.05) / (low + 0.05)
    raise AssertionError(f"{letters!r} is not in the list")


def luminance(colour: Color) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour.normalized
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("notice", "2 passages  "),
        ("noticing", "2 passages  "),  # the keyword index finds the stem
        ("zzqx", "2 passages near in meaning, none with this word"),
        ("zzqx qzzx", "2 passages near in meaning, none with these words"),
    ],
)
async def test_passages_without_the_words_are_told_apart_from_hits(opened: Opened, text: str, told: str) -> None:
    async with opened((120, 40)) as pilot:
        await searched(pilot, text)
        assert told in screen_text(pilot).splitlines()[0]


async def test_the_name_of_the_file_stands_out_from_its_passage(app: AssistantApp, opened: Opened) -> None:
    """In each theme, on the chosen line as on the others, the passage is fainter than the name and can be read."""
    async with opened((120, 40)) as pilot:
        await searched(pilot, "zzqx")
        for theme in (DARK, LIGHT, CONTRAST):
            app.theme = theme.name
            await pilot.pause()
            for name, words in (("lease.pdf", "has to be given"), ("letter.md", "by telephone")):
                assert contrast(app, name) > contrast(app, words) >= _READABLE, (theme.name, name)


async def test_a_line_parts_two_passages(opened: Opened) -> None:
    async with opened((120, 40)) as pilot:
        await searched(pilot, "notice")
        left = [line[:40].strip() for line in screen_text(pilot).splitlines()]
        second = next(at for at, line in enumerate(left) if line.startswith("letter.md"))
        assert set(left[second - 1]) == {"\u2500"}
