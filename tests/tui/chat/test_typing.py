"""Nothing that is typed is lost or out of order: before the first frame, and faster than the prompt can follow."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from textual import events
from textual.widgets import Input

from assistant.tui.app import AssistantApp
from assistant.tui.widgets.chat.completions import Completions
from assistant.tui.widgets.chat.prompt import Prompt
from tests.tui.conftest import Opened
from tests.tui.doubles.waiting import wait_until

_QUESTION = "What is the excess?"


def keys(text: str) -> Iterable[events.Key]:
    """The key events of `text`, a line's end as enter."""
    for letter in text:
        yield events.Key("enter", None) if letter == "\n" else events.Key("space" if letter == " " else letter, letter)


async def test_what_is_typed_in_a_hurry_is_sent_whole(opened: Opened, app: AssistantApp) -> None:
    async with opened() as pilot:
        for event in keys(f"{_QUESTION}\nand then"):
            app.post_message(event)
        prompt = app.screen.query_one(Prompt)
        await wait_until(pilot, lambda: bool(app.session.exchanges) and prompt.text == "and then")
        assert [exchange.question for exchange in app.session.exchanges] == [_QUESTION]


async def test_a_line_break_stays_where_it_was_typed(opened: Opened, app: AssistantApp) -> None:
    async with opened() as pilot:
        for event in keys("first line"):
            app.post_message(event)
        app.simulate_key("ctrl+j")
        for event in keys("second"):
            app.post_message(event)
        await wait_until(pilot, lambda: app.screen.query_one(Prompt).text == "first line\nsecond")


async def test_what_is_typed_before_the_first_frame_is_asked(
    app: AssistantApp, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    def on_load(self: AssistantApp) -> None:
        for event in keys(f"{_QUESTION}\nand"):
            self.post_message(event)

    monkeypatch.setattr(AssistantApp, "on_load", on_load, raising=False)
    async with opened() as pilot:
        prompt = app.screen.query_one(Prompt)
        await wait_until(pilot, lambda: bool(app.session.exchanges) and prompt.text == "and")
        assert [exchange.question for exchange in app.session.exchanges] == [_QUESTION]


@pytest.mark.parametrize("opens", ["ctrl+b", "ctrl+o"])
async def test_letters_that_follow_at_once_are_for_the_field_that_a_key_opens(
    opens: str, app: AssistantApp, opened: Opened
) -> None:
    """In the library "x", "f", "a" and "r" are commands."""
    async with opened((120, 40)) as pilot:
        await pilot.press(opens)
        await pilot.pause()
        view = app.screen
        app.simulate_key("slash")
        for event in keys("xfar and"):
            app.post_message(event)
        await wait_until(pilot, lambda: any(field.value == "xfar and" for field in view.query(Input)))
        assert app.screen is view


async def test_an_offer_for_a_text_typed_earlier_is_not_put_into_what_was_typed_since(
    app: AssistantApp, opened: Opened
) -> None:
    async with opened() as pilot:
        await pilot.press(*"/expo")
        await pilot.pause()
        prompt, shown = app.screen.query_one(Prompt), app.screen.query_one(Completions)
        assert shown.chosen is not None
        prompt.insert("rt /folder/e.md")
        prompt._send()  # enter, before the list has heard of the letters
        assert prompt.text == "/export /folder/e.md" and shown.chosen is None
