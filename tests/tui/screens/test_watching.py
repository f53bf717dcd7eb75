"""The app watches what it knows, shows how, and lets a person pause it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.domain.events import IndexingFinished, Progress, WatchChanged
from assistant.domain.records.watching import WatchedRoot, WatchState
from assistant.tui.app import AssistantApp
from assistant.tui.show.watch_words import watch_phrase, watch_reasons
from tests.tui.conftest import Opened
from tests.tui.doubles.scripted import ScriptedAssistant
from tests.tui.doubles.scripted_events import ROOT, a_file
from tests.tui.doubles.waiting import screen_text, wait_until


@pytest.fixture(autouse=True)
def watching(app: AssistantApp) -> Iterator[None]:
    app.library.watches = True
    yield


async def test_the_owner_watches_its_folders_and_says_so(
    app: AssistantApp, scripted: ScriptedAssistant, opened: Opened
) -> None:
    async with opened((160, 40)) as pilot:
        await wait_until(pilot, lambda: "watching 1 folder" in screen_text(pilot))
        assert scripted.watches[0].roots == (Path(ROOT),)


async def test_a_process_that_only_reads_does_not_watch(
    app: AssistantApp, scripted: ScriptedAssistant, opened: Opened
) -> None:
    scripted.kept.read_only = True
    async with opened((160, 40)) as pilot:
        await wait_until(pilot, lambda: "read only" in screen_text(pilot))
        await pilot.press("f7")
        assert scripted.watches == []
        assert not app.check_action("pause_watch", ())


async def test_a_setting_turns_it_off(app: AssistantApp, scripted: ScriptedAssistant, opened: Opened) -> None:
    app.library.watches = False
    async with opened((160, 40)):
        assert scripted.watches == []


async def test_pausing_and_going_on(app: AssistantApp, scripted: ScriptedAssistant, opened: Opened) -> None:
    async with opened((160, 40)) as pilot:
        await wait_until(pilot, lambda: bool(scripted.watches) and app.session.library.watch is not None)
        await pilot.press("f7")
        await wait_until(pilot, lambda: "watching is paused" in screen_text(pilot))
        await pilot.press("f7")
        await wait_until(pilot, lambda: "watching 1 folder" in screen_text(pilot))
        assert scripted.watches[0].activity == "idle"


async def test_a_new_folder_is_watched_once_it_is_indexed(
    app: AssistantApp, scripted: ScriptedAssistant, opened: Opened
) -> None:
    async with opened((160, 40)) as pilot:
        await wait_until(pilot, lambda: bool(scripted.watches))
        scripted.listed = (*scripted.listed, a_file("/home/ada/Notes/one.md", root="/home/ada/Notes"))
        app.library.index((Path("/home/ada/Notes"),))
        await wait_until(pilot, lambda: scripted.watches[0].roots == (Path(ROOT), Path("/home/ada/Notes")))
        assert len(scripted.watches) == 1


async def test_what_changed_on_disk_is_shown(app: AssistantApp, scripted: ScriptedAssistant, opened: Opened) -> None:
    async with opened((160, 40)) as pilot:
        await wait_until(pilot, lambda: app.session.library.watch is not None)
        watch = scripted.watches[0]
        watch.change("updating")
        watch.tell(Progress(3, 10, 9, 1.0, 2.0))
        await wait_until(pilot, lambda: "updating 3 of 10" in screen_text(pilot))
        scripted.listed = (*scripted.listed, a_file(f"{ROOT}/found.md"))
        watch.tell(IndexingFinished(1, 0, 0, 0, 6, 1, 0.1))
        watch.change("idle")
        await wait_until(pilot, lambda: "5 files" in screen_text(pilot))
        await wait_until(pilot, lambda: "watching 1 folder" in screen_text(pilot))
        await pilot.press("ctrl+b")
        await wait_until(pilot, lambda: "found.md" in screen_text(pilot))


async def test_the_library_gives_the_reasons(app: AssistantApp, scripted: ScriptedAssistant, opened: Opened) -> None:
    async with opened((160, 40)) as pilot:
        await wait_until(pilot, lambda: app.session.library.watch is not None)
        roots = (WatchedRoot("/mnt/nas", "polling", "it lies on a network drive (nfs4)"), WatchedRoot(ROOT, "missing"))
        scripted.watches[0].tell(WatchChanged(WatchState("idle", roots, "The disk is full.")))
        await wait_until(pilot, lambda: "changes could not be read" in screen_text(pilot))
        await pilot.press("ctrl+b")
        await wait_until(pilot, lambda: "network drive (nfs4)" in screen_text(pilot))
        assert "The disk is full." in screen_text(pilot)
        assert "files are kept until it is back" in screen_text(pilot)


@pytest.mark.parametrize(
    ("state", "phrase"),
    [
        (None, ""),
        (WatchState("stopped"), ""),
        (WatchState("starting"), "looking for changes\u2026"),
        (WatchState("paused"), "! watching is paused"),
        (WatchState("updating"), "updating\u2026"),
        (WatchState("idle", (WatchedRoot("/a", "events"), WatchedRoot("/b", "events"))), "watching 2 folders"),
        (WatchState("idle", (WatchedRoot("/a", "polling"),)), "watching 1 folder, 1 by polling"),
        (WatchState("idle", (WatchedRoot("/a", "missing"),)), "! 1 watched folder missing"),
    ],
)
def test_the_phrase_for_each_state(state: WatchState | None, phrase: str) -> None:
    assert watch_phrase(state) == phrase


def test_foreign_names_are_harmless_in_the_reasons() -> None:
    lines = watch_reasons(WatchState("idle", (WatchedRoot("/mnt/\x1b[2J\u202enas", "missing"),)))
    assert "\x1b" not in lines[0] and "\u202e" not in lines[0]
