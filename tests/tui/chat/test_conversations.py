"""Conversations that are kept: found, opened, renamed, deleted and exported; and private ones, of which nothing is."""

from __future__ import annotations

import json
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import DataTable, Input

from assistant.chat import export
from assistant.domain.errors import AssistantError
from assistant.domain.events import Checked
from assistant.tui.app import AssistantApp
from assistant.tui.screens.history import HistoryScreen
from assistant.tui.widgets.chat.prompt import Prompt
from tests.tui.conftest import Opened
from tests.tui.doubles.scripted import ScriptedAssistant
from tests.tui.doubles.scripted_events import LEASE, LETTER, a_file, a_verdict, answer_events, refusal_events
from tests.tui.doubles.waiting import ask, ask_to_end, screen_text, wait_until
from tests.waiting import PATIENCE_S

pytestmark = pytest.mark.slow  # together more than twenty seconds


def the_app(pilot: Pilot[Any]) -> AssistantApp:
    assert isinstance(pilot.app, AssistantApp)
    return pilot.app


async def ask_and_keep(pilot: Pilot[Any], question: str) -> None:
    """Ask, and wait until the turn's worker is done with keeping it."""
    await ask_to_end(pilot, question)
    await wait_until(pilot, lambda: not the_app(pilot).asking.turns)


async def open_history(pilot: Pilot[Any]) -> None:
    await pilot.press("ctrl+o")
    await wait_until(pilot, lambda: "reading" not in screen_text(pilot).split("\n")[0])


async def told_of(pilot: Pilot[Any], trouble: str) -> None:
    """Wait for the error (a long path breaks its lines on the screen)."""
    session = the_app(pilot).session
    await wait_until(pilot, lambda: session.error is not None and trouble in session.error.message)


async def test_a_turn_is_kept_with_its_quotes_and_what_the_rules_did(
    scripted: ScriptedAssistant, opened: Opened
) -> None:
    scripted.events = lambda _: answer_events(checks=[Checked(a_verdict())])
    async with opened() as pilot:
        await ask_and_keep(pilot, "What about notice?")
        scripted.events = lambda _: refusal_events()
        await ask_and_keep(pilot, "What does my parrot eat?")
    ((chat, turns),) = scripted.kept.kept.values()
    assert (chat.title, [turn.state for turn in turns]) == ("What about notice?", ["answered", "refused"])
    assert [quote.path for quote in turns[0].quotes] == [LEASE, LETTER]
    assert [(one.rule, one.action) for one in turns[0].decisions] == [("personal.phone", "redact")]


async def test_an_earlier_conversation_is_opened_and_gone_on_with(
    scripted: ScriptedAssistant, app: AssistantApp, opened: Opened
) -> None:
    scripted.events = lambda _: answer_events(checks=[Checked(a_verdict())])
    async with opened((100, 40)) as pilot:
        await ask_and_keep(pilot, "What about notice?")
        await pilot.press("ctrl+n")
        await ask_and_keep(pilot, "Something else")
        await open_history(pilot)
        assert "2 conversations" in screen_text(pilot)
        await pilot.press("down", "enter")
        await wait_until(pilot, lambda: "What about notice?" in screen_text(pilot) and len(app.screen_stack) == 1)
        text = screen_text(pilot)
        assert "two months' notice in writing [1]" in text
        assert "Hidden in this answer: something private." in text
        assert "[1] lease.pdf p. 7" in text
        await pilot.press("1")
        await wait_until(pilot, lambda: "7.2 Notice" in screen_text(pilot))
        await pilot.press("escape")
        await ask_and_keep(pilot, "And by telephone?")
        assert [turn.question for turn in scripted.asked[-1][1]] == ["What about notice?"]
        assert [len(turns) for _, turns in scripted.kept.kept.values()] == [2, 1]
        await pilot.press("ctrl+p")  # the conversation's questions can be called back
        await pilot.press("escape", "up")
        assert app.screen.query_one(Prompt).text == "And by telephone?"


async def test_opening_another_conversation_stops_the_answer_that_runs(
    scripted: ScriptedAssistant, app: AssistantApp, opened: Opened
) -> None:
    async with opened() as pilot:
        await ask_and_keep(pilot, "first")
        await pilot.press("ctrl+n")
        scripted.pause = scripted.hold
        await ask(pilot, "second")
        await wait_until(pilot, lambda: len(scripted.stops) == 2)
        await open_history(pilot)
        await pilot.press("enter")
        await wait_until(pilot, lambda: [one.question for one in app.session.exchanges] == ["first"])
        assert scripted.stops[1].stopped
        scripted.release.set()


async def test_search_rename_and_delete(scripted: ScriptedAssistant, app: AssistantApp, opened: Opened) -> None:
    async with opened(notifications=True) as pilot:
        for question in ("rent of the flat", "notice period", "tax of the dog"):
            await ask_and_keep(pilot, question)
            await pilot.press("ctrl+n")
        await open_history(pilot)
        await pilot.press("slash", *"NOTICE P")
        await wait_until(pilot, lambda: "1 conversation " in screen_text(pilot))
        await pilot.press("enter", "r")
        field = app.screen.query_one("#chats-title", Input)
        assert field.value == "notice period"
        field.value = "Leaving the flat"
        await pilot.press("enter")
        await wait_until(pilot, lambda: "Renamed to" in screen_text(pilot))
        app.clear_notifications()  # it would stand over the next question until its time is up
        assert sorted(chat.title for chat in scripted.kept.all()) == [
            "Leaving the flat",
            "rent of the flat",
            "tax of the dog",
        ]
        await pilot.press("escape")
        await wait_until(pilot, lambda: app.screen.query_one(DataTable).row_count == 3)
        await pilot.press("d")
        await wait_until(pilot, lambda: "Delete \u201ctax of the dog\u201d with 1 question?" in screen_text(pilot))
        await pilot.press("down", "y")  # the question was about the other one
        await pilot.pause()
        assert len(scripted.kept.kept) == 3
        await pilot.press("up", "d", "escape", "y")
        await pilot.pause()
        assert len(scripted.kept.kept) == 3
        await pilot.press("d", "y")
        await wait_until(pilot, lambda: app.screen.query_one(DataTable).row_count == 2)
        assert "tax of the dog" not in [chat.title for chat in scripted.kept.all()]


async def test_deleting_the_conversation_on_the_screen_begins_a_new_one(
    scripted: ScriptedAssistant, app: AssistantApp, opened: Opened
) -> None:
    async with opened() as pilot:
        await ask_and_keep(pilot, "first")
        await open_history(pilot)
        await pilot.press("d", "y")
        await wait_until(pilot, lambda: "Nothing is kept yet" in screen_text(pilot))
        await pilot.press("escape")
        assert app.session.exchanges == []
        await ask_and_keep(pilot, "second")
        assert [chat.title for chat in scripted.kept.all()] == ["second"]


async def test_a_private_conversation_leaves_nothing_and_says_so_all_the_time(
    scripted: ScriptedAssistant, app: AssistantApp, opened: Opened
) -> None:
    async with opened((60, 20), notifications=True) as pilot:
        await ask_and_keep(pilot, "open question")
        await pilot.press("ctrl+t")
        await wait_until(pilot, lambda: "private: nothing is saved" in screen_text(pilot).split("\n")[0])
        assert app.session.exchanges == []
        await ask_and_keep(pilot, "secret question")
        assert [turn.question for turn in app.session.conversation.history()] == ["secret question"]
        await pilot.press("ctrl+n")  # the next one is private too
        await ask_and_keep(pilot, "another secret")
        assert scripted.asked[-1][1] == ()
        assert "private: nothing is saved" in screen_text(pilot).split("\n")[0]
        await open_history(pilot)
        assert "1 conversation" in screen_text(pilot)
        await pilot.press("escape", "ctrl+t")
        await wait_until(pilot, lambda: "private:" not in screen_text(pilot).split("\n")[0])
        await pilot.press("up")
        assert app.screen.query_one(Prompt).text == ""
        await ask_and_keep(pilot, "open again")
        assert sorted(chat.title for chat in scripted.kept.all()) == ["open again", "open question"]
        assert "secret" not in repr(scripted.kept.kept)


async def test_a_conversation_that_cannot_be_saved_says_why(
    scripted: ScriptedAssistant, app: AssistantApp, opened: Opened
) -> None:
    scripted.kept.read_only = True
    async with opened((100, 30)) as pilot:
        await ask_and_keep(pilot, "first")
        await wait_until(pilot, lambda: "not saved: Another process owns the library." in screen_text(pilot))
        scripted.kept.read_only, scripted.kept.failing = False, AssistantError("The disk is full.")
        await ask_and_keep(pilot, "second")
        await wait_until(pilot, lambda: "not saved: The disk is full." in screen_text(pilot))
        scripted.kept.failing = None
        await ask_and_keep(pilot, "third")
        await wait_until(pilot, lambda: "not saved" not in screen_text(pilot))
        assert app.session.exchanges[-1].state == "answered"


async def test_citations_say_when_their_source_has_changed_or_is_gone(
    scripted: ScriptedAssistant, app: AssistantApp, opened: Opened
) -> None:
    lease, letter = a_file(LEASE, sha256="1"), a_file(LETTER, sha256="2")
    scripted.listed = (lease, letter)
    async with opened((100, 30)) as pilot:
        await ask_and_keep(pilot, "What about notice?")
        scripted.listed = (replace(lease, sha256="3"),)
        app.runner.read_library()
        await wait_until(pilot, lambda: "lease.pdf p. 7 ! changed since" in screen_text(pilot))
        assert "letter.md ! no longer in the library" in screen_text(pilot)
        scripted.listed = (replace(lease, path="/home/ada/moved.pdf"), letter)
        app.runner.read_library()
        await wait_until(pilot, lambda: "[1] moved.pdf p. 7  \u201c" in screen_text(pilot))
        assert "letter.md  \u201c" in screen_text(pilot)
        scripted.kept.standings = {LETTER: "gone"}
        await pilot.press("ctrl+n")
        await open_history(pilot)
        await pilot.press("enter")
        await wait_until(pilot, lambda: "letter.md ! no longer in the library" in screen_text(pilot))


async def test_an_answer_that_was_forgotten_says_so(scripted: ScriptedAssistant, opened: Opened) -> None:
    async with opened() as pilot:
        await ask_and_keep(pilot, "first")
        ((_, turns),) = scripted.kept.kept.values()
        turns[0] = replace(turns[0], answer="", quotes=(), forgotten=True)
        await pilot.press("ctrl+n")
        await open_history(pilot)
        await pilot.press("enter")
        await wait_until(pilot, lambda: "made from a file that you have forgotten" in screen_text(pilot))


async def test_export_asks_for_a_file_and_never_replaces_one(
    scripted: ScriptedAssistant, app: AssistantApp, opened: Opened, tmp_path: Path
) -> None:
    async with opened((120, 30), notifications=True) as pilot:
        await ask_and_keep(pilot, "What about notice?")
        await pilot.press("ctrl+s")
        await wait_until(pilot, lambda: app.screen.query_one(Prompt).text == "/export ~/what-about-notice.md")
        await ask(pilot, f"/export {tmp_path}/told.md")
        await wait_until(pilot, lambda: "Exported to" in screen_text(pilot))
        told = (tmp_path / "told.md").read_text()
        assert told.startswith("# What about notice?\n\n## What about notice?\n")
        assert f"- [1] {LEASE}, page 7: \u201cNotice has to be given" in told
        assert (tmp_path / "told.md").stat().st_mode & 0o777 == 0o600
        await ask(pilot, f"/export {tmp_path}/told.md")
        await told_of(pilot, "is there already")
        await pilot.press("escape")
        await ask(pilot, f"/export {tmp_path}/nowhere/told.md")
        await told_of(pilot, "There is no folder")
        await pilot.press("escape")
        await open_history(pilot)
        await pilot.press("e")
        app.screen.query_one("#chats-file", Input).value = f"{tmp_path}/told.txt"
        await pilot.press("enter")
        await told_of(pilot, "ends neither in .md nor in .json")
        app.screen.query_one("#chats-file", Input).value = f"{tmp_path}/told.json"
        await pilot.press("enter")
        await wait_until(pilot, lambda: (tmp_path / "told.json").exists())
        value = json.loads((tmp_path / "told.json").read_text())
        assert (value["schema"], value["title"]) == (2, "What about notice?")
        assert value["turns"][0]["quotes"][0]["path"] == LEASE


async def test_a_private_conversation_can_be_exported_through_the_log_stage(
    scripted: ScriptedAssistant, opened: Opened, tmp_path: Path
) -> None:
    scripted.check_log = lambda text, path="": text.replace("two months", "[hidden]")  # type: ignore[method-assign]
    async with opened() as pilot:
        await pilot.press("ctrl+t")
        await ask_and_keep(pilot, "How long is two months?")
        await ask(pilot, f"/export {tmp_path}/told.md")
        await wait_until(
            pilot, lambda: (tmp_path / "told.md").exists() and "[hidden]" in (tmp_path / "told.md").read_text()
        )
        assert "two months" not in (tmp_path / "told.md").read_text()
    assert scripted.kept.kept == {}


async def test_rename_by_command_and_commands_that_are_wrong(
    scripted: ScriptedAssistant, app: AssistantApp, opened: Opened
) -> None:
    async with opened((100, 30), notifications=True) as pilot:
        await ask_and_keep(pilot, "first")
        await ask(pilot, "/rename Leaving [b]the[/b] flat")
        await wait_until(pilot, lambda: "Leaving [b]the[/b] flat" in screen_text(pilot))
        assert scripted.kept.all()[0].title == "Leaving [b]the[/b] flat"
        await pilot.press("ctrl+r")
        await wait_until(pilot, lambda: app.screen.query_one(Prompt).text == "/rename Leaving [b]the[/b] flat")
        for text, told in (
            ("/help me", "/help takes nothing behind it."),
            ("/open", "/open needs a number."),
            ("/open two", "/open needs a number."),
        ):
            await ask(pilot, text)
            await wait_until(pilot, lambda told=told: told in screen_text(pilot))  # type: ignore[misc]
            await pilot.press("escape")
        await ask(pilot, "/open 2")
        await wait_until(pilot, lambda: type(app.screen).__name__ == "PassageScreen")
        await pilot.press("escape")
        await ask(pilot, "/history leaving")
        await wait_until(pilot, lambda: isinstance(app.screen, HistoryScreen))
        await wait_until(pilot, lambda: "with \u201cleaving\u201d" in screen_text(pilot))


@pytest.mark.parametrize("size", [(40, 10), (80, 24)])
async def test_the_list_fits_small_screens(opened: Opened, size: tuple[int, int]) -> None:
    async with opened(size) as pilot:
        await ask_and_keep(pilot, "first")
        await open_history(pilot)
        assert "first" in screen_text(pilot)
        await pilot.press("d")
        assert "Delete" in screen_text(pilot)


async def test_an_export_that_ends_after_the_screen_was_closed_fails_nothing(
    app: AssistantApp, opened: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write, go_on = export.write_export, threading.Event()

    def held(*arguments: Any) -> Path:
        go_on.wait(PATIENCE_S)
        return write(*arguments)

    monkeypatch.setattr(export, "write_export", held)
    async with opened((120, 30), notifications=True) as pilot:
        await ask_and_keep(pilot, "What about notice?")
        await open_history(pilot)
        await pilot.press("e")
        app.screen.query_one("#chats-file", Input).value = f"{tmp_path}/told.json"
        await pilot.press("enter", "escape", "escape")
        await wait_until(pilot, lambda: len(app.screen_stack) == 1)
        go_on.set()
        await wait_until(pilot, lambda: "Exported to" in screen_text(pilot))
        assert app.session.error is None
