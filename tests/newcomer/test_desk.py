"""What went wrong in the first minute and in the looks of the app when it was tried as a new user would; the number is
the entry's, and 26 stands for its looks."""

from __future__ import annotations

import re
import threading
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest
from textual.content import Content
from textual.widgets import Input

from assistant.domain.events import Finished
from assistant.domain.records.answers import Answer
from assistant.domain.records.passages import Passage
from assistant.domain.records.results import find_table
from assistant.domain.scope import Scope
from assistant.tui.app import AssistantApp
from assistant.tui.screens.chat import ChatScreen
from assistant.tui.screens.help import HelpScreen
from assistant.tui.screens.search import SearchScreen
from assistant.tui.screens.start import StartScreen
from assistant.tui.widgets.chat.prompt import Prompt
from assistant.tui.widgets.file_table import FileTable
from assistant.tui.widgets.folder_field import FolderField
from assistant.tui.widgets.foreign import ForeignText
from assistant.tui.widgets.key_bar import KeyBar
from tests.tui.conftest import Opened
from tests.tui.conftest import app as app
from tests.tui.conftest import changes as changes
from tests.tui.conftest import failures_end_the_app as failures_end_the_app
from tests.tui.conftest import opened as opened
from tests.tui.conftest import overview as overview
from tests.tui.conftest import scripted as scripted
from tests.tui.doubles.scripted import ScriptedAssistant
from tests.tui.doubles.scripted_changes import ScriptedChanges
from tests.tui.doubles.scripted_events import (
    FILES,
    LEASE,
    ROOT,
    a_file,
)
from tests.tui.doubles.scripted_overview import OFFER, ScriptedOverview
from tests.tui.doubles.waiting import ask_to_end, screen_text, wait_until
from tests.waiting import PATIENCE_S

OFFERED = ("How much is the deposit?", "How long is the notice period?", "When is the next meeting?")


def words(text: str) -> str:
    """What stands on the screen, as if it were one line."""
    return " ".join(text.replace("\u2502", " ").split())


# ---------------------------------------------------------------- 15: what is not read is named


async def test_newcomer_15_every_kind_that_is_left_out_is_named_in_the_app(
    app: AssistantApp, overview: ScriptedOverview, opened: Opened
) -> None:
    overview.ignored = {".jpg": 12, ".mp3": 3, "hidden": 2}
    async with opened((120, 40)) as pilot:
        await pilot.press("ctrl+b")
        await wait_until(pilot, lambda: "not read: 12 .jpg, 3 .mp3, 2 hidden" in screen_text(pilot))


@pytest.mark.parametrize(
    "name", ["a.py", "a.js", "a.yaml", "a.toml", "a.sql", "a.ipynb", "a.xml", "a.tex", "a.srt", "a.mbox", "Makefile"]
)
def test_newcomer_15_the_kinds_of_a_messy_folder_are_read(name: str) -> None:
    from assistant.ingest.parse.registry import reads

    assert reads(Path(name))


# ---------------------------------------------------------------- 18, 19: the first minute, a folder


async def test_newcomer_18_the_first_minute_needs_no_other_window(
    app: AssistantApp,
    scripted: ScriptedAssistant,
    overview: ScriptedOverview,
    changes: ScriptedChanges,
    opened: Opened,
    tmp_path: Path,
) -> None:
    """From nothing to an answer and questions to go on with: fetched, read and asked in one window."""
    scripted.listed, scripted.suggested = (), OFFERED
    overview.offer = replace(OFFER, names=("starter", "reader"))
    go_on = threading.Event()

    def hold_the_first() -> None:
        if changes.pulled == ["starter"]:
            go_on.wait(PATIENCE_S)

    changes.pause = hold_the_first
    (tmp_path / "Papers").mkdir()
    async with opened((120, 40)) as pilot:
        await wait_until(pilot, lambda: isinstance(app.screen, StartScreen))
        await wait_until(pilot, lambda: "the embedding model is missing" in screen_text(pilot))
        text = words(screen_text(pilot))
        assert "Ask your own files." in text and "nothing leaves this machine" in text
        assert "Apache-2.0" in text and "1.1 GB" in text and "another window" not in text
        await pilot.press("ctrl+r")
        await wait_until(pilot, lambda: "Fetching starter" in screen_text(pilot))
        go_on.set()
        await wait_until(pilot, lambda: changes.pulled == ["starter", "reader"] and not app.session.pull.running)

        field = app.screen.query_one("#folder-path", Input)
        field.value = str(tmp_path / "Pap")
        await pilot.press("tab")
        await wait_until(pilot, lambda: field.value == f"{tmp_path}/Papers/")
        await wait_until(pilot, lambda: "46 files" in screen_text(pilot))
        assert "roughly" in screen_text(pilot)
        scripted.listed = FILES
        await pilot.press("enter")
        await wait_until(pilot, lambda: app.session.library.state == "finished")
        assert scripted.indexed[-1][0] == (tmp_path / "Papers",)
        await wait_until(pilot, lambda: all(question in screen_text(pilot) for question in OFFERED))
        await pilot.press("2")  # its number asks it
        await wait_until(pilot, lambda: bool(app.session.exchanges) and app.session.open_exchange is None)
        assert app.session.exchanges[-1].question == OFFERED[1]


async def test_newcomer_19_adding_a_folder_is_labelled_completed_and_previewed(
    app: AssistantApp, scripted: ScriptedAssistant, opened: Opened, tmp_path: Path
) -> None:
    for name in ("Letters of 2023", "Letters of 2024", "Lists"):
        (tmp_path / name).mkdir()
    async with opened((100, 30)) as pilot:
        await pilot.press("ctrl+b", "a")
        field = app.screen.query_one("#folder-path", Input)
        await wait_until(pilot, lambda: field.has_focus)
        assert "Folder to read" in screen_text(pilot)
        field.value = f"{tmp_path}/Le"
        await wait_until(pilot, lambda: "Letters of 2023, Letters of 2024" in screen_text(pilot))
        await pilot.press("tab")
        await wait_until(pilot, lambda: field.value == f"{tmp_path}/Letters of 202")
        await pilot.press("enter")
        await wait_until(pilot, lambda: "There is no folder" in screen_text(pilot))
        await pilot.pause(0.5)  # longer than what is typed is left alone before it is looked at
        assert "There is no folder" in screen_text(pilot)
        assert app.session.error is None and scripted.indexed == []  # said in the field, not in a panel that stays
        await pilot.press("4", "tab")
        await wait_until(pilot, lambda: field.value == f"{tmp_path}/Letters of 2024/")
        await wait_until(pilot, lambda: "46 files" in screen_text(pilot))
        assert "There is no folder" not in screen_text(pilot)
        await pilot.press("enter")
        await wait_until(pilot, lambda: bool(scripted.indexed))
        assert scripted.indexed[0][0] == (tmp_path / "Letters of 2024",)
        assert not app.screen.query_one(FolderField).display


# ---------------------------------------------------------------- 25 and the looks


async def test_newcomer_25_the_conversation_speaks_the_words_of_a_person(
    app: AssistantApp, scripted: ScriptedAssistant, opened: Opened
) -> None:
    policy = replace(scripted.policy, degraded=("toxicity",))
    scripted.policy = policy
    async with opened((120, 40)) as pilot:
        await ask_to_end(pilot, "What about notice?")
        seen = screen_text(pilot)
        for key in ("ctrl+b", "f6"):
            await pilot.press(key)
            await pilot.pause()
            seen += screen_text(pilot)
            await pilot.press("escape")
        for word in ("extractive", "quarantined", "DEGRADED", "{rule}", "drop_passage", policy.hash, "A embedding"):
            assert word not in seen, word


async def test_newcomer_25_counts_agree_between_the_screens(app: AssistantApp, opened: Opened) -> None:
    async with opened((200, 50)) as pilot:
        await wait_until(pilot, lambda: "Not read" in screen_text(pilot))
        text = screen_text(pilot)
        assert text.count("4 files") >= 1 and "2 files: " in text and "! 2 not readable" in text
        await pilot.press("ctrl+b")
        assert "2 not readable" in screen_text(pilot)


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 50)])
async def test_newcomer_26_the_key_bar_has_room_and_never_overflows(
    app: AssistantApp, opened: Opened, size: tuple[int, int]
) -> None:
    async with opened(size) as pilot:
        await ask_to_end(pilot, "What about notice?")
        for key in ("", "ctrl+b", "f2", "f3", "f4", "f6", "ctrl+o", "ctrl+f", "f8"):
            if key:
                await pilot.press(key)
                await wait_until(pilot, lambda: not isinstance(app.screen, ChatScreen))
            await pilot.pause()
            bar = app.screen.query_one(KeyBar)
            assert bar.items
            assert bar.content_region.x + bar.items[-1].start + bar.items[-1].cells <= size[0]
            keys = re.escape("  ".join(f" {item.key}  {item.action.footer}" for item in bar.items))
            assert re.fullmatch(rf"{keys} *", str(bar.content)), str(bar.content)
            if key:
                await pilot.press("escape")
                await wait_until(pilot, lambda: isinstance(app.screen, ChatScreen))


async def test_newcomer_26_a_key_of_the_bar_can_be_clicked_and_shows_that_it_can(
    app: AssistantApp, opened: Opened
) -> None:
    async with opened((120, 40)) as pilot:
        bar = app.screen.query_one(KeyBar)
        await wait_until(pilot, lambda: bool(bar.items))
        found = next(item for item in bar.items if item.action.id == "help")
        apart = next(item for item in bar.items if item.start > found.start).start - 1  # between two keys
        plain = str(bar.content)
        await pilot.hover(bar, offset=(1 + found.start + 1, 0))
        panels = [span for span in cast(Content, bar.content).spans if span.style == "on $panel"]
        assert len(panels) == 1 and str(bar.content) == plain
        await pilot.click(bar, offset=(1 + apart, 0))
        assert isinstance(app.screen, ChatScreen)
        await pilot.click(bar, offset=(1 + found.start, 0))
        await wait_until(pilot, lambda: isinstance(app.screen, HelpScreen))


async def test_newcomer_26_three_panes_with_titles_and_the_page_follows_the_cursor(
    app: AssistantApp, scripted: ScriptedAssistant, opened: Opened
) -> None:
    async with opened((200, 50)) as pilot:
        await ask_to_end(pilot, "What about notice?")
        await pilot.press("1")
        await wait_until(pilot, lambda: "7.2 Notice" in screen_text(pilot))
        head = str(app.screen.query_one(".passage-head", ForeignText).content).split("\n")
        assert head[:2] == ["[1] lease.pdf  page 7 of 12", LEASE]  # what it is, then where it lies
        for title in ("Files", "Conversation", "Page"):
            assert f"\u2500 {title} \u2500" in screen_text(pilot)
        links = list(app.screen.query("SourceLink"))
        links[1].focus()
        await wait_until(pilot, lambda: "/flat/letter.md" in screen_text(pilot))
        app.screen.query_one(Prompt).focus()
        scripted.pages[(LEASE, 1)] = "The first page of the lease."
        await pilot.press("ctrl+g", "ctrl+g", "down", "down")  # page, files, folder, file
        await wait_until(pilot, lambda: "The first page of the lease." in screen_text(pilot))
        await pilot.resize_terminal(80, 24)
        await pilot.pause()
        assert "Files" not in screen_text(pilot).split("\n")[1]


async def test_newcomer_26_search_shows_the_page_of_what_it_finds_while_it_is_typed(
    app: AssistantApp, scripted: ScriptedAssistant, opened: Opened
) -> None:
    searched: list[str] = []
    original = scripted.search

    def search(text: str, k: int, scope: Scope = Scope()) -> list[Passage]:
        searched.append(text)
        return original(text, k, scope)

    scripted.search = search  # type: ignore[method-assign]
    async with opened((120, 40)) as pilot:
        app.screen.query_one("#log").focus()
        await pilot.press("/")
        await wait_until(pilot, lambda: isinstance(app.screen, SearchScreen))
        await pilot.press(*"notice")
        await wait_until(pilot, lambda: "2 passages" in screen_text(pilot) and "7.2" in screen_text(pilot))
        assert searched[-1] == "notice" and len(searched) <= len("notice")
        await pilot.press("down")
        await wait_until(pilot, lambda: "letter.md" in screen_text(pilot))
        await pilot.press("ctrl+g")
        await wait_until(pilot, lambda: bool(app.session.exchanges))
        assert app.session.exchanges[0].question == "notice"


async def test_newcomer_26_the_view_at_home_tells_what_is_new_ahead_and_unread(
    app: AssistantApp, scripted: ScriptedAssistant, opened: Opened
) -> None:
    from tests.tui.doubles.scripted_chats import START
    from tests.tui.doubles.scripted_events import citations

    fresh = int((START + 3_600) * 1e9)
    scripted.listed = (*FILES, a_file(f"{ROOT}/june.txt", mtime_ns=fresh))
    scripted.kept.add_turn(None, "Before?", "Yes.", "answered", "extractive", citations())
    lines = (
        "| Date | What it says | File |\n| --- | --- | --- |\n| 2999-03-14 | \u201cThe rent is due\u201d [1] | lease |"
    )
    table = find_table(lines)
    answer = Answer(lines, False, "extractive", citations(), task="dates", table=table)
    scripted.coming_up, scripted.suggested = [Finished(answer)], OFFERED
    async with opened((120, 40)) as pilot:
        await wait_until(pilot, lambda: OFFERED[-1] in screen_text(pilot))
        text = words(screen_text(pilot))
        assert "1 file since" in text and "june.txt" in text
        assert "14 Mar 2999 The rent is due lease.pdf p. 7" in text
        assert "2 files: 1 no text in it (a scan?), 1 needs a password" in text
        await pilot.click("DeadlineLink")
        await wait_until(pilot, lambda: "7.2 Notice" in screen_text(pilot))
        assert scripted.asked == []  # what the view looks for itself is no question of the person


async def test_newcomer_26_the_library_shows_the_page_of_the_file_under_the_cursor(
    app: AssistantApp, scripted: ScriptedAssistant, opened: Opened
) -> None:
    """Where there is room; for a file that could not be read it says why."""
    scripted.pages[(LEASE, 1)] = "The first page of the lease."
    async with opened((120, 40)) as pilot:
        await pilot.press("ctrl+b")
        await wait_until(pilot, lambda: "Preview" in screen_text(pilot))
        table = app.screen.query_one(FileTable)
        rows = [str(row.value) for row in table.rows]
        table.move_cursor(row=rows.index(LEASE))
        await wait_until(pilot, lambda: "The first page of the lease." in screen_text(pilot))
        table.move_cursor(row=rows.index(FILES[4].path))
        await wait_until(pilot, lambda: "Not read: no text in it" in screen_text(pilot))
        assert table.has_focus
        await pilot.resize_terminal(80, 24)
        await wait_until(pilot, lambda: "Preview" not in screen_text(pilot))
        assert "Passages" in screen_text(pilot)
