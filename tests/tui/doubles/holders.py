"""Which class has the methods of which area, and how a test gets there."""

from __future__ import annotations

from typing import Any

from textual.pilot import Pilot
from textual.widgets import Input

from assistant.tui.app import AssistantApp
from assistant.tui.dialogs.dialog import ConfirmDialog
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
from assistant.tui.widgets.chat.passage_reader import PassageReader
from assistant.tui.widgets.chat.prompt import Prompt
from assistant.tui.widgets.chat.result_grid import ResultGrid
from assistant.tui.widgets.file_table import FileTable
from tests.tui.doubles.scripted_events import table_events
from tests.tui.doubles.waiting import ask_to_end, screen_text, shown, wait_until

HOLDERS: dict[str, type] = {
    "everywhere": AssistantApp,
    "chat": ChatScreen,
    "prompt": Prompt,
    "library": LibraryScreen,
    "files": FileTable,
    "table": ResultGrid,
    "passage": PassageReader,
    "search": SearchScreen,
    "history": HistoryScreen,
    "sheet": SheetScreen,
    "policy": PolicyScreen,
    "models": ModelsScreen,
    "settings": SettingsScreen,
    "dialog": ConfirmDialog,
    "start": StartScreen,
    "help": HelpScreen,
}
KEYS = {"sheet": "f2", "policy": "f2", "models": "f3", "settings": "f4", "start": "f6"}


async def visit(pilot: Pilot[Any], area: str) -> None:
    """Go to a screen that serves `area`."""
    if area in ("library", "files"):
        await pilot.press("ctrl+b")
    elif area in KEYS:
        await pilot.press(KEYS[area])
        await wait_until(pilot, lambda: "Reading\u2026" not in screen_text(pilot))
    elif area == "dialog":
        await pilot.press("f4")
        await wait_until(pilot, lambda: "Reading\u2026" not in screen_text(pilot))
        await pilot.app.push_screen(ConfirmDialog("Sure?", ["It is a question."], lambda: None))
    elif area == "search":
        await pilot.press("ctrl+f")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, SearchScreen))
        pilot.app.screen.query_one("#search-field", Input).value = "notice"
        await wait_until(pilot, lambda: "2 passages" in screen_text(pilot))
    elif area == "help":
        await pilot.press("f1")
    elif area == "history":
        await ask_to_end(pilot, "What about notice?")
        await wait_until(pilot, lambda: not pilot.app.asking.turns)  # type: ignore[attr-defined]
        await pilot.press("ctrl+o")
        await wait_until(pilot, lambda: "1 conversation" in screen_text(pilot))
    elif area == "table":
        app = pilot.app
        assert isinstance(app, AssistantApp)
        assert app.session.assistant is not None
        app.session.assistant.events = lambda _: table_events()  # type: ignore[attr-defined]
        await ask_to_end(pilot, "How much in all payslips?")
        await shown(pilot, "april.pdf")  # the last row: rows are laid out when nothing else is left to do
        await pilot.press("alt+t")
    elif area == "passage":
        await ask_to_end(pilot, "What about notice?")
        app = pilot.app
        assert isinstance(app, AssistantApp)
        source = app.session.exchanges[-1].sources()[0]
        await app.push_screen(PassageScreen(source))
        await wait_until(pilot, lambda: isinstance(app.screen, PassageScreen))
    await pilot.pause()
