"""The terminal app: draws first, opens the assistant in a worker, and offers the actions of every screen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import PurePath
from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType
from textual.command import CommandPalette, Provider
from textual.screen import Screen

from assistant.chat.export import answer_text
from assistant.domain.errors import ConfigError
from assistant.tui.actions.palette import ActionCommands, ActionPalette
from assistant.tui.actions.registry import bindings
from assistant.tui.jobs.changing import ChangingApp
from assistant.tui.jobs.conversations import ConversationsApp
from assistant.tui.screens.chat import ChatScreen
from assistant.tui.screens.view import View
from assistant.tui.show.themes import check_theme, other_shade
from assistant.tui.state.trouble import explain
from assistant.tui.system import garbage
from assistant.tui.system.clipboard import copy_natively

if TYPE_CHECKING:
    from assistant.app.ports.assistant import Assistant
    from assistant.app.ports.changes import Changes
    from assistant.app.ports.overview import Overview
    from assistant.config.schema import LibraryConfig
    from assistant.tui.screens.sheet import SheetScreen


_IDLE_S = 2.0


class AssistantApp(ConversationsApp, ChangingApp):
    """`open_assistant` is called in a worker thread after the first frame, and before it `reads`.

    The folders that `reads` names are indexed by "update"; where it says so, they and those of the indexed files are
    watched. `overview` and `changes` are called when a view first needs them.
    """

    TITLE = "assistant"
    CSS_PATH: ClassVar[str | PurePath | list[str | PurePath] | None] = [
        "styles/app.tcss",
        "styles/chat.tcss",
    ]
    # Textual declares these two as instance variables.
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (80, "-normal"), (120, "-wide")]  # noqa: RUF012
    VERTICAL_BREAKPOINTS = [(0, "-short"), (16, "-tall")]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("everywhere")]
    COMMANDS: ClassVar[set[type[Provider] | Callable[[], type[Provider]]]] = {ActionCommands}
    ENABLE_COMMAND_PALETTE = False  # ours is an action of the registry like any other

    _opens_next = False

    def get_default_screen(self) -> Screen[None]:
        """The chat, told its size from the beginning: told later, all its styles would be computed a second time."""
        size = self.size
        return ChatScreen(
            classes=" ".join(
                next(name for least, name in reversed(breakpoints) if cells >= least)
                for cells, breakpoints in (
                    (size.width, self.HORIZONTAL_BREAKPOINTS),
                    (size.height, self.VERTICAL_BREAKPOINTS),
                )
            )
        )

    def on_ready(self) -> None:
        """From here on what is displayed reaches the terminal; the first frame is the next."""
        self._opens_next = True
        self.screen.refresh()

    def post_display_hook(self) -> None:
        """Open the library once the first frame is drawn: before, it would take the processor from it."""
        if self._opens_next:
            self._opens_next = False
            if garbage.begin():
                self.set_interval(_IDLE_S, self._collect_garbage)
            self.runner.open()

    def _collect_garbage(self) -> None:
        if not self.turns and self.untouched_s >= _IDLE_S:
            garbage.collect_if_due()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "pause_watch":
            return self.session.library.watch is not None
        return self.has_overview if action in ("policy", "models", "settings") else True

    # ---------------------------------------------------------------- views, loaded when they are first opened

    def action_palette(self) -> None:
        if not isinstance(self.screen, CommandPalette):
            self.push_screen(ActionPalette())

    def action_help(self) -> None:
        from assistant.tui.screens.help import HelpScreen

        if not isinstance(self.screen, HelpScreen):
            self.push_screen(HelpScreen())

    def action_library(self) -> None:
        from assistant.tui.screens.library import LibraryScreen

        if isinstance(self.screen, LibraryScreen):
            self.screen.dismiss()
        else:
            self.push_screen(LibraryScreen())

    def action_history(self, search: str = "") -> None:
        from assistant.tui.screens.history import HistoryScreen

        if not isinstance(self.screen, HistoryScreen):
            self.push_screen(HistoryScreen(search))

    def action_policy(self) -> None:
        from assistant.tui.screens.policy import PolicyScreen

        self._show_sheet(PolicyScreen)

    def action_models(self) -> None:
        from assistant.tui.screens.models import ModelsScreen

        self._show_sheet(ModelsScreen)

    def action_settings(self) -> None:
        from assistant.tui.screens.settings import SettingsScreen

        self._show_sheet(SettingsScreen)

    def action_start(self) -> None:
        from assistant.tui.screens.start import StartScreen

        if not isinstance(self.screen, StartScreen):
            self.push_screen(StartScreen(self.overview))

    def _show_sheet(self, kind: type[SheetScreen]) -> None:
        if self.overview is not None and not isinstance(self.screen, kind):
            self.push_screen(kind(self.overview))

    def action_switch_theme(self, name: str = "") -> None:
        try:
            self.theme = check_theme(name, self.available_themes) if name else other_shade(self.current_theme)
        except ConfigError as error:
            self.show_trouble(explain(error, "Changing the theme"))

    # ---------------------------------------------------------------- the rest

    def action_retry(self) -> None:
        self.show_trouble(None)
        self.session.failed_to_open = False
        if self.session.assistant is None:
            self.runner.open()
        else:
            self.runner.read_library()
        self.library_changed.publish(False)

    def action_copy(self) -> None:
        """Copy what is selected, else the passage or the last answer; the guard's `log` stage sees it first."""
        shown = self.screen.text_to_copy() if isinstance(self.screen, View) else answer_text(self.session.last)
        text = self.screen.get_selected_text() or shown
        if not text:
            self.notify("There is nothing to copy yet.")
        else:
            self.runner.check_log(text, self.copy_to_clipboard)

    def copy_to_clipboard(self, text: str) -> None:
        """Copy with the system's tool, else through the terminal; the toast says which."""
        self.runner.in_background(partial(copy_natively, text), partial(self._copied, text), "copy")

    def _copied(self, text: str, tool: str) -> None:
        if tool:
            self._clipboard = text
            self.notify(f"Copied with {tool}.")
        else:
            super().copy_to_clipboard(text)
            self.notify("Sent to the terminal's clipboard (OSC 52); if it did not arrive, your terminal forbids it.")


def run_app(
    open_assistant: Callable[[], Assistant],
    *,
    reads: Callable[[], LibraryConfig] | None = None,
    overview: Callable[[], Overview] | None = None,
    changes: Callable[[], Changes] | None = None,
    theme: str = "",
    keymap: Mapping[str, str] | None = None,
) -> int:
    """Run the app until the person quits, then close the assistant; the exit code.

    Without `overview` its views are not offered.
    """
    app = AssistantApp(
        open_assistant,
        reads=reads,
        overview=overview,
        changes=changes,
        theme=theme,
        keymap=keymap,
    )
    try:
        app.run()
    finally:
        app.runner.close()
    return app.return_code or 0
