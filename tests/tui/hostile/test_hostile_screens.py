"""Two hundred hostile strings in everything that a screen shows; a screen that nobody opens here fails a test."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest
from textual.command import CommandPalette
from textual.screen import Screen

from assistant.config.setting import Setting
from assistant.domain.records.receipts import Leftover
from assistant.tui import screens
from assistant.tui.app import AssistantApp
from assistant.tui.dialogs.dialog import ConfirmDialog, Dialog
from assistant.tui.dialogs.forget import ForgetDialog
from assistant.tui.dialogs.receipt import ReceiptScreen
from assistant.tui.dialogs.value import PasswordDialog, SettingDialog
from assistant.tui.screens.answers import AnswerView
from assistant.tui.screens.chat import ChatScreen
from assistant.tui.screens.help import HelpScreen
from assistant.tui.screens.history import HistoryScreen
from assistant.tui.screens.library import LibraryScreen
from assistant.tui.screens.models import ModelsScreen
from assistant.tui.screens.passage import PassageScreen
from assistant.tui.screens.policy import PolicyScreen
from assistant.tui.screens.search import SearchScreen
from assistant.tui.screens.settings import SettingsScreen
from assistant.tui.screens.sheet import SheetScreen
from assistant.tui.screens.start import StartScreen
from assistant.tui.screens.view import View
from assistant.tui.screens.why import WhyScreen
from assistant.tui.state.outline import Line
from tests.tui.conftest import Opened
from tests.tui.doubles.hostile import generated, offending
from tests.tui.doubles.scripted import ScriptedAssistant
from tests.tui.doubles.scripted_events import a_file
from tests.tui.doubles.scripted_overview import ScriptedOverview
from tests.tui.doubles.waiting import screen_text, wait_until
from tests.tui.hostile.test_hostile import actions_run, hostile_events

__all__ = ["actions_run"]
STRINGS = generated(200, seed=23)
EVERYTHING = "".join(STRINGS)
OPEN: dict[type[Screen[Any]], Callable[[AssistantApp], Screen[Any]]] = {
    ChatScreen: lambda app: ChatScreen(),
    HelpScreen: lambda app: HelpScreen(),
    HistoryScreen: lambda app: HistoryScreen(),
    LibraryScreen: lambda app: LibraryScreen(),
    ModelsScreen: lambda app: ModelsScreen(app.overview),  # type: ignore[arg-type]
    PassageScreen: lambda app: PassageScreen(app.session.exchanges[-1].sources()[0]),
    PolicyScreen: lambda app: PolicyScreen(app.overview),  # type: ignore[arg-type]
    SettingsScreen: lambda app: SettingsScreen(app.overview),  # type: ignore[arg-type]
    StartScreen: lambda app: StartScreen(app.overview),
    WhyScreen: lambda app: WhyScreen(app.session.exchanges[-1]),
    SearchScreen: lambda app: SearchScreen(),
    CommandPalette: lambda app: CommandPalette(),
    ConfirmDialog: lambda app: ConfirmDialog(EVERYTHING, [EVERYTHING, (EVERYTHING, "bold")], lambda: None),
    SettingDialog: lambda app: SettingDialog(
        Setting(EVERYTHING, STRINGS[0], "file", EVERYTHING, "choice", tuple(STRINGS), EVERYTHING), lambda _: None
    ),
    PasswordDialog: lambda app: PasswordDialog(EVERYTHING, [EVERYTHING], lambda _: None),
    ForgetDialog: lambda app: ForgetDialog(Line(EVERYTHING, EVERYTHING, 0), lambda _: None),
    ReceiptScreen: lambda app: ReceiptScreen([Path(text) for text in STRINGS]),
}
ABSTRACT = {SheetScreen, Dialog, AnswerView}


def kinds(base: type[View]) -> set[type[View]]:
    """Every class of screen below `base` that the package holds."""
    return {below for kind in base.__subclasses__() for below in (kind, *kinds(kind))}


def poisoned(row: Any, text: str) -> Any:
    """`row` with `text` in every field that holds free text."""
    free = {field.name: text for field in fields(row) if field.type == "str"}
    return replace(row, **free)


@pytest.mark.promise("P15")
@pytest.mark.slow
@pytest.mark.parametrize("kind", OPEN, ids=lambda kind: kind.__name__)
async def test_two_hundred_strings_on(
    kind: type[Screen[Any]],
    app: AssistantApp,
    scripted: ScriptedAssistant,
    overview: ScriptedOverview,
    opened: Opened,
    actions_run: list[str],
) -> None:
    overview.shown_policies = tuple(poisoned(overview.shown_policies[-1], text) for text in STRINGS)
    overview.shown_rules = tuple(poisoned(overview.shown_rules[0], text) for text in STRINGS)
    overview.shown_models = tuple(poisoned(overview.shown_models[1], text) for text in STRINGS)
    overview.shown_settings = tuple(Setting(text, text, "file", text) for text in STRINGS)
    scripted.listed = tuple(a_file(f"/tmp/{number}/{text}", title=text) for number, text in enumerate(STRINGS))
    scripted.banner = EVERYTHING
    scripted.receipt = replace(
        scripted.receipt,
        places=tuple(STRINGS),
        leftovers=tuple(Leftover(text, 0, "text") for text in STRINGS),
        unreadable=tuple(STRINGS),
        trouble=EVERYTHING,
        out_of_reach=tuple(STRINGS),
    )
    async with opened((100, 50)) as pilot:
        for text in STRINGS[::4] if kind in (ChatScreen, WhyScreen) else [EVERYTHING]:
            exchange = app.session.conversation.add(text, app.session.scope)
            for event in hostile_events(text, EVERYTHING):
                exchange.apply(event)
        scripted.pages = {(source.path, source.page): EVERYTHING for source in app.session.exchanges[-1].sources()}
        screen = OPEN[kind](app)
        await app.push_screen(screen)
        await wait_until(pilot, lambda: "reading\u2026" not in screen_text(pilot).casefold())
        before = list(actions_run)
        assert app.screen is screen
        for _ in range(5):
            assert offending(screen_text(pilot)) == []
            await pilot.click(offset=(12, 20))
            await pilot.press("pagedown")
            await pilot.pause()
        assert app.is_running
        assert not {"quit", "stop", "open_url"} & set(actions_run[len(before) :])


def test_every_screen_is_opened_here() -> None:
    for module in pkgutil.iter_modules(screens.__path__):
        importlib.import_module(f"{screens.__name__}.{module.name}")
    assert {kind for kind in kinds(View) if kind.__module__.startswith("assistant.")} - ABSTRACT - set(OPEN) == set()
