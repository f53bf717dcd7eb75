"""A picture of every screen in three sizes, dark, and in one of them light too; a wanted change is taken over with
--snapshot-update.

One app is started for all pictures of a screen: it begins large and is made smaller.
"""

from __future__ import annotations

import importlib
import pkgutil
import time
from collections.abc import Awaitable, Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pytest_textual_snapshot import SVGImageExtension  # type: ignore[import-untyped]
from syrupy.assertion import SnapshotAssertion
from textual.pilot import Pilot
from textual.widgets import Input

from assistant.chat.exchange import Source
from assistant.domain.events import Checked, Finished, Step
from assistant.domain.records.answers import Answer
from assistant.domain.records.chats import decisions_of
from assistant.domain.scope import Scope
from assistant.tui import screens
from assistant.tui.app import AssistantApp
from assistant.tui.dialogs.value import PasswordDialog
from assistant.tui.screens.chat import WIDE
from assistant.tui.screens.view import View
from assistant.tui.show.themes import DARK, LIGHT
from assistant.tui.state.error_report import ErrorReport
from assistant.tui.state.home import Deadline
from assistant.tui.widgets.chat.chat_log import ChatLog
from assistant.tui.widgets.chat.prompt import Prompt
from tests.tui.conftest import Opened
from tests.tui.doubles.scripted import ScriptedAssistant
from tests.tui.doubles.scripted_events import (
    ANSWER,
    LEASE,
    LETTER,
    a_verdict,
    answer_events,
    blocked_events,
    citations,
    index_events,
    own_words_events,
    refusal_events,
    table_events,
)
from tests.tui.doubles.scripted_overview import OFFER, ScriptedOverview
from tests.tui.doubles.waiting import ask_to_end, screen_text, wait_until
from tests.tui.pictures.taking import picture, settled

pytestmark = pytest.mark.slow  # together; each alone takes two seconds or more

SIZES = ((200, 50), (120, 40), (80, 24))
LIGHT_TOO = (120, 40)
QUESTIONS = (
    "How much is the deposit?",
    "How long is the notice period?",
    "Summarise \u201cLease of the flat at 12 Elm Lane\u201d",
)
Scene = Callable[[Pilot[Any], ScriptedAssistant], Awaitable[None]]


def the_app(pilot: Pilot[Any]) -> AssistantApp:
    assert isinstance(pilot.app, AssistantApp)
    return pilot.app


async def welcome(pilot: Pilot[Any], scripted: ScriptedAssistant) -> None:
    """Nothing asked yet: what is new, what is ahead, what may be asked."""
    app = the_app(pilot)
    await wait_until(pilot, lambda: not app.session.home.looking)
    home = app.session.home
    home.questions = list(QUESTIONS)
    home.deadlines = (
        Deadline(date(2026, 10, 1), "2026-10-01", "The rent is due on 1 October.", Source(1, LEASE, 7, 0, 0, "")),
        Deadline(date(2026, 12, 1), "2026-12", "The meter is read in December.", Source(2, LETTER, None, 0, 0, "")),
    )
    app.signals.home_changed.publish(None)


async def search(pilot: Pilot[Any], scripted: ScriptedAssistant) -> None:
    await pilot.press("ctrl+f")
    await wait_until(pilot, lambda: type(pilot.app.screen).__name__ == "SearchScreen")
    pilot.app.screen.query_one(Input).value = "notice"
    await wait_until(pilot, lambda: "2 passages" in screen_text(pilot) and "7.2" in screen_text(pilot))


async def answer(pilot: Pilot[Any], scripted: ScriptedAssistant) -> None:
    scripted.events = lambda _: answer_events(checks=[Checked(a_verdict())])
    await ask_to_end(pilot, "What did the lease say about notice?")


async def other_ends(pilot: Pilot[Any], scripted: ScriptedAssistant) -> None:
    scripted.events = lambda _: blocked_events()
    await ask_to_end(pilot, "Something that a rule stops")
    scripted.events = lambda _: refusal_events()
    await ask_to_end(pilot, "What does my parrot eat?")


async def table(pilot: Pilot[Any], scripted: ScriptedAssistant) -> None:
    """Sorted by its second column."""
    scripted.events = lambda _: table_events()
    await ask_to_end(pilot, "How much in all payslips?")
    await pilot.press("alt+t", "right", "s")


async def steps(pilot: Pilot[Any], scripted: ScriptedAssistant) -> None:
    """Those of an answer that is there unfolded, and below it one that is being made, and one that waits."""
    answer = Answer("In all EUR 1,983.20.", False, "extractive", steps=("choosing the files", "asking each file"))
    scripted.events = lambda _: [Finished(answer)]
    await ask_to_end(pilot, "How much in all payslips?")
    await pilot.press("alt+d")
    app = the_app(pilot)
    for question, queued in (("And in 2023?", False), ("And before?", True)):
        exchange = app.session.conversation.add(question, Scope())
        exchange.queued = queued
        app.screen.query_one(ChatLog).add(exchange)
    for event in (*table_events()[:3], Step("asking each file", 41, 71, 30.0)):
        app.session.exchanges[1].apply(event)
    app.signals.exchange_changed.publish(app.session.exchanges[1])


async def own_words(pilot: Pilot[Any], scripted: ScriptedAssistant) -> None:
    scripted.events = lambda _: own_words_events()
    await ask_to_end(pilot, "Good morning!")


async def trouble(pilot: Pilot[Any], scripted: ScriptedAssistant) -> None:
    the_app(pilot).show_error(ErrorReport("Answering", "The model's engine was killed.", "Ask again."))


async def passage(pilot: Pilot[Any], scripted: ScriptedAssistant) -> None:
    await answer(pilot, scripted)
    await pilot.press("1")
    await wait_until(pilot, lambda: "7.2 Notice" in screen_text(pilot))


async def library(pilot: Pilot[Any], scripted: ScriptedAssistant) -> None:
    state = the_app(pilot).session.library
    state.begin(())
    for event in index_events(9)[:12]:
        state.apply(event)
    await pilot.press("ctrl+b")


async def shown_help(pilot: Pilot[Any], scripted: ScriptedAssistant) -> None:
    await pilot.press("f1")


async def palette(pilot: Pilot[Any], scripted: ScriptedAssistant) -> None:
    await pilot.press("ctrl+p")
    await wait_until(pilot, lambda: "Help" in screen_text(pilot))


def sheet(key: str, wanted: str) -> Scene:
    """A view that reads first; `wanted` stands there when it has."""

    async def scene(pilot: Pilot[Any], scripted: ScriptedAssistant) -> None:
        await pilot.press(key)
        await wait_until(pilot, lambda: wanted in screen_text(pilot))

    return scene


async def first_run(pilot: Pilot[Any], scripted: ScriptedAssistant) -> None:
    """Without a language model yet."""
    overview = the_app(pilot).overview
    assert isinstance(overview, ScriptedOverview)
    overview.offer = OFFER
    await sheet("f6", "would be read")(pilot, scripted)
    await wait_until(pilot, lambda: "no language model is here yet" in screen_text(pilot))


async def why(pilot: Pilot[Any], scripted: ScriptedAssistant) -> None:
    await answer(pilot, scripted)
    await pilot.press("f8")


async def private(pilot: Pilot[Any], scripted: ScriptedAssistant) -> None:
    await pilot.press("ctrl+t")
    await ask_to_end(pilot, "What did the lease say about notice?")


async def history(pilot: Pilot[Any], scripted: ScriptedAssistant) -> None:
    for question in ("How is the flat left?", "What does my parrot eat?", "What did the lease say about notice?"):
        scripted.kept.add_turn(None, question, ANSWER, "answered", "extractive", citations())
    await pilot.press("ctrl+o")
    await wait_until(pilot, lambda: "3 conversations" in screen_text(pilot))
    await pilot.press("d")


async def earlier_conversation(pilot: Pilot[Any], scripted: ScriptedAssistant) -> None:
    kept = decisions_of([a_verdict()])
    scripted.kept.add_turn(None, "What about notice?", ANSWER, "answered", "extractive", citations(), kept)
    scripted.kept.standings = {LETTER: "gone", LEASE: "changed"}
    await pilot.press("ctrl+o")
    await wait_until(pilot, lambda: "1 conversation" in screen_text(pilot))
    await pilot.press("enter")
    await wait_until(pilot, lambda: "changed since" in screen_text(pilot))


async def dialog(pilot: Pilot[Any], scripted: ScriptedAssistant) -> None:
    await sheet("f3", "gemma-3")(pilot, scripted)
    for _ in range(3):
        await pilot.press("down")
    await pilot.press("p")


async def settings(pilot: Pilot[Any], scripted: ScriptedAssistant) -> None:
    """A few settings, so that a new one does not change the picture."""
    overview = the_app(pilot).overview
    assert isinstance(overview, ScriptedOverview)
    keys = ("library.folders", "library.hidden", "library.max_file_mb", "retrieval.passages", "answers.generator")
    overview.shown_settings = tuple(one for one in overview.settings() if one.key in keys)
    await sheet("f4", "retrieval.passages")(pilot, scripted)


async def setting(pilot: Pilot[Any], scripted: ScriptedAssistant) -> None:
    await settings(pilot, scripted)
    for _ in range(2):
        await pilot.press("down")
    await pilot.press("enter")
    await wait_until(pilot, lambda: type(pilot.app.screen).__name__ == "SettingDialog")


async def password(pilot: Pilot[Any], scripted: ScriptedAssistant) -> None:
    await pilot.press("ctrl+b")
    await pilot.app.push_screen(PasswordDialog("Open tax.pdf", ["The password is used once."], lambda _: None))
    await pilot.press(*"secret")


async def forget(pilot: Pilot[Any], scripted: ScriptedAssistant) -> None:
    await pilot.press("ctrl+b", "down", "f")
    await wait_until(pilot, lambda: type(pilot.app.screen).__name__ == "ForgetDialog")


async def receipt(pilot: Pilot[Any], scripted: ScriptedAssistant) -> None:
    await forget(pilot, scripted)
    await pilot.press("enter")
    await wait_until(pilot, lambda: "Nothing is left" in screen_text(pilot))


SCENES: dict[str, Scene] = {
    "welcome": welcome,
    "answer": answer,
    "other_ends": other_ends,
    "table": table,
    "steps": steps,
    "own_words": own_words,
    "search": search,
    "trouble": trouble,
    "passage": passage,
    "library": library,
    "help": shown_help,
    "palette": palette,
    "policy": sheet("f2", "personal.phone"),
    "models": sheet("f3", "gemma-3"),
    "settings": settings,
    "start": first_run,
    "why": why,
    "private": private,
    "history": history,
    "earlier_conversation": earlier_conversation,
    "dialog": dialog,
    "setting": setting,
    "password": password,
    "forget": forget,
    "receipt": receipt,
}


SCREENS: dict[str, str] = {
    "ChatScreen": "answer",
    "PassageScreen": "passage",
    "LibraryScreen": "library",
    "HelpScreen": "help",
    "SearchScreen": "search",
    "PolicyScreen": "policy",
    "ModelsScreen": "models",
    "SettingsScreen": "settings",
    "StartScreen": "start",
    "WhyScreen": "why",
    "HistoryScreen": "history",
    "ConfirmDialog": "dialog",
    "SettingDialog": "setting",
    "PasswordDialog": "password",
    "ForgetDialog": "forget",
    "ReceiptScreen": "receipt",
}
_BASES = {"View", "AnswerView", "SheetScreen", "Dialog"}


def test_every_screen_has_its_pictures() -> None:
    """In all sizes, and in both shades; a screen without a scene fails here, and a picture that nobody looks at."""
    found: set[str] = set()
    for module in pkgutil.iter_modules(screens.__path__):
        members = vars(importlib.import_module(f"{screens.__name__}.{module.name}")).values()
        found |= {one.__name__ for one in members if isinstance(one, type) and issubclass(one, View)}
    assert found - _BASES == set(SCREENS)
    folder = Path(__file__).parent / "__snapshots__" / "test_pictures"
    wanted = {
        f"test_the_picture_of[{name}][{taken}].svg"
        for name in SCENES
        for taken in (*(f"{width}x{height}-dark" for width, height in SIZES), "120x40-light")
    }
    assert {file.name for file in folder.iterdir()} == wanted


@pytest.mark.parametrize("name", SCENES)
async def test_the_picture_of(
    name: str,
    app: AssistantApp,
    scripted: ScriptedAssistant,
    opened: Opened,
    snapshot: SnapshotAssertion,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The cursor does not blink and no animation runs, so a picture is the same each time."""
    monkeypatch.setattr(Prompt, "cursor_blink", False)
    monkeypatch.setattr(Input, "cursor_blink", False)
    monkeypatch.setattr(Path, "home", lambda: Path("/home/ada"))
    monkeypatch.setattr("assistant.tui.show.told.spent", lambda _: "")  # nor a clock
    monkeypatch.setattr("assistant.chat.words.time.localtime", time.gmtime)  # a picture knows no time zone
    async with opened(SIZES[0]) as pilot:
        await SCENES[name](pilot, scripted)
        for size in SIZES:
            await pilot.resize_terminal(*size)
            await settled(pilot)
            wanted = [screen for screen, scene in SCREENS.items() if scene == name]
            beside = name == "passage" and size[0] >= WIDE  # there it opens beside the conversation
            assert beside or not wanted or type(app.screen).__name__ == wanted[0]
            for theme in (DARK, LIGHT) if size == LIGHT_TOO else (DARK,):
                app.theme = theme.name
                if name == "palette" and (theme is LIGHT or size != SIZES[0]):  # an open one keeps its colours
                    await pilot.press("escape")
                    await palette(pilot, scripted)
                await settled(pilot)
                shade = "dark" if theme.dark else "light"
                taken = snapshot(name=f"{size[0]}x{size[1]}-{shade}", extension_class=SVGImageExtension)
                assert picture(app) == taken
