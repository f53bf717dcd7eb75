"""The terminal app: draws first, opens the assistant in a worker, and offers the actions of every screen."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from functools import cached_property, partial
from pathlib import PurePath
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import BindingType
from textual.command import CommandPalette, Provider
from textual.screen import Screen
from textual.worker import Worker

from assistant.domain.errors import ConfigError
from assistant.tui.actions.palette import ActionCommands, ActionPalette
from assistant.tui.actions.registry import ACTIONS, bindings
from assistant.tui.base.base_app import BaseApp
from assistant.tui.jobs.asking import Asking
from assistant.tui.jobs.changing import Changing
from assistant.tui.jobs.conversations import Conversations
from assistant.tui.jobs.forgetting import Forgetting
from assistant.tui.jobs.home import Home
from assistant.tui.jobs.job_errors import JobErrors
from assistant.tui.jobs.library import Library
from assistant.tui.jobs.messages import (
    IndexMoved,
    LibraryRead,
    Opened,
    PullEnded,
    PullMoved,
    TurnEnded,
    TurnMoved,
    WatchMoved,
)
from assistant.tui.jobs.models import Models
from assistant.tui.jobs.runner import Runner
from assistant.tui.jobs.settings import Settings
from assistant.tui.ports import LOCKED
from assistant.tui.screens.chat import DESK, ChatScreen
from assistant.tui.screens.view import View
from assistant.tui.show.themes import DARK, check_theme, other_shade
from assistant.tui.state.error_report import explain
from assistant.tui.system import garbage_collection
from assistant.tui.system.clipboard import copy_natively

if TYPE_CHECKING:
    from assistant.app.ports.assistant import Assistant
    from assistant.app.ports.changes import Changes
    from assistant.app.ports.overview import Overview
    from assistant.config.schema import LibraryConfig
    from assistant.tui.ports import Locks
    from assistant.tui.screens.sheet import SheetScreen

_IDLE_S = 2.0
_LOOK_S = 1.0  # between two looks at whether the vault is to be locked


class AssistantApp(BaseApp):
    """Holds one object for each duty and hands it the messages that are for it.

    `open_assistant` is called in a worker thread after the first frame, and before it `reads`: the settings of the
    library. `overview` and `changes` are called when a view first needs them. `locks` is given where there is a vault.
    """

    TITLE = "assistant"
    CSS_PATH: ClassVar[str | PurePath | list[str | PurePath] | None] = [
        "styles/app.tcss",
        "styles/chat.tcss",
    ]
    # Textual declares these two as instance variables.
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (80, "-normal"), (120, "-wide"), (DESK, "-desk")]  # noqa: RUF012
    VERTICAL_BREAKPOINTS = [(0, "-short"), (16, "-tall")]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("everywhere")]
    COMMANDS: ClassVar[set[type[Provider] | Callable[[], type[Provider]]]] = {ActionCommands}
    ENABLE_COMMAND_PALETTE = False  # the palette is an action of the registry instead

    def __init__(
        self,
        open_assistant: Callable[[], Assistant],
        *,
        reads: Callable[[], LibraryConfig] | None = None,
        overview: Callable[[], Overview] | None = None,
        changes: Callable[[], Changes] | None = None,
        theme: str = "",
        keymap: Mapping[str, str] | None = None,
        locks: Locks | None = None,
    ) -> None:
        super().__init__(theme, keymap)
        self._make_overview = overview
        self._locks = locks
        self._opens_next = False
        session, signals = self.session, self.signals
        self.runner = runner = Runner(self, open_assistant, reads)
        self.home = Home(session, signals, runner)
        self.asking = Asking(self, session, signals, runner, self.home.stop)
        self.conversations = Conversations(session, signals, runner, self.asking, self.notify, self.home.look)
        self.library = Library(self, session, signals, runner)
        self.changing = Changing(runner, self.library, changes)
        self.settings = Settings(runner, self.library, self.changing, self._use_theme)
        self.models = Models(self, session, signals, runner, self.library, self.changing, lambda: self.overview)
        self.forgetting = Forgetting(runner, self.library, self.changing)
        self._job_errors = JobErrors(session, signals, self.asking, self.conversations, self.show_error)

    @cached_property
    def overview(self) -> Overview | None:
        """What the policy, models, settings and getting-started views read; None if they are not offered."""
        return self._make_overview() if self._make_overview is not None else None

    def get_default_screen(self) -> Screen[None]:
        """The chat, with the classes of its size from the start: set later, all styles would be computed twice."""
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
        """Draw the first frame: only from here on does drawing reach the terminal."""
        self._opens_next = True
        self.screen.refresh()

    def post_display_hook(self) -> None:
        """Open the library once the first frame is drawn; opened earlier, it would slow that frame down."""
        if self._opens_next:
            self._opens_next = False
            if garbage_collection.switch_on():
                self.set_interval(_IDLE_S, self._collect_garbage)
            self.runner.open()
            if self._locks is not None:
                self.set_interval(_LOOK_S, self._lock_if_due)

    def on_unmount(self) -> None:
        self.home.stop()
        self.runner.stop_all()

    def _collect_garbage(self) -> None:
        if not self.asking.turns and self.idle_s >= _IDLE_S:
            garbage_collection.collect_if_due()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if isinstance(self.screen, View) and self.screen.keeps_out(action):
            return False
        if action == "pause_watch":
            return self.session.library.watch is not None
        return self._make_overview is not None if action in ("policy", "models", "settings") else True

    # ---------------------------------------------------------------- what comes back from workers

    @on(Opened)
    def _opened(self, message: Opened) -> None:
        self.show_error(None)
        self.library.opened(message)
        self.asking.ask_waiting()
        if not message.files and len(self.screen_stack) == 1:
            self.action_start()
        self.library.follow()
        self.home.look()

    @on(LibraryRead)
    def _library_read(self, message: LibraryRead) -> None:
        self.library.read(message)
        self.home.look()
        self.asking.again.look()

    @on(IndexMoved)
    def _index_moved(self, message: IndexMoved) -> None:
        self.library.index_moved(message)

    @on(WatchMoved)
    def _watch_moved(self, message: WatchMoved) -> None:
        self.library.watch_moved(message)

    @on(TurnMoved)
    def _turn_moved(self, message: TurnMoved) -> None:
        self.asking.turn_moved(message)

    @on(TurnEnded)
    def _turn_ended(self, message: TurnEnded) -> None:
        self.asking.turn_ended(message)

    @on(PullMoved)
    def _pull_moved(self, message: PullMoved) -> None:
        self.models.pull_moved(message)

    @on(PullEnded)
    def _pull_ended(self, message: PullEnded) -> None:
        self.models.pull_ended(message)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        self._job_errors.worker_changed(event)

    # ---------------------------------------------------------------- views, loaded when they are first opened

    def action_palette(self) -> None:
        if not isinstance(self.screen, CommandPalette):
            self.push_screen(ActionPalette())

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
            self.show_error(explain(error, "Changing the theme"))

    def _use_theme(self, name: str) -> None:
        self.theme = name if name in self.available_themes else DARK.name

    # ---------------------------------------------------------------- the rest

    def action_lock(self) -> None:
        """End the app; who has started it drops the key and asks for the passphrase."""
        if self._locks is None:
            self.notify("There is no vault to lock. This makes one, with the app closed: assistant vault create")
        else:
            self.exit(return_code=LOCKED)

    def _lock_if_due(self) -> None:
        at_work = self.asking.turns or self.session.library.running
        if self._locks is not None and self._locks(0.0 if at_work else self.idle_s):
            self.action_lock()

    def ask(self, question: str) -> None:
        """Ask in the conversation on the screen, within the limit that holds."""
        for screen in self.screen_stack:
            if isinstance(screen, ChatScreen):
                screen.ask_this(question)

    def action_pause_watch(self) -> None:
        self.library.switch_watch()

    def action_retry(self) -> None:
        self.show_error(None)
        self.session.failed_to_open = False
        if self.session.assistant is None:
            self.runner.open()
        else:
            self.runner.read_library()
        self.signals.library_changed.publish(False)

    def action_copy(self) -> None:
        """Copy what is selected, else the passage or the last answer; the guard's `log` stage sees it first."""
        from assistant.chat.export import answer_text  # needs more than the first frame may load

        shown = self.screen.text_to_copy() if isinstance(self.screen, View) else answer_text(self.session.last)
        if text := self.screen.get_selected_text() or shown:
            self.runner.check_log(text, self.copy_to_clipboard)
        else:
            self.notify("There is nothing to copy yet.")

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


def _opener(screen: str) -> Callable[[AssistantApp], None]:
    """The method of an action that opens `screen`, which is loaded when it is first opened."""

    def open_screen(app: AssistantApp) -> None:
        module, name = screen.split(".")
        kind: type[View] = getattr(importlib.import_module(f"assistant.tui.screens.{module}"), name)
        if not isinstance(app.screen, kind):
            app.push_screen(kind())

    return open_screen


for _action in ACTIONS:
    if _action.screen:
        setattr(AssistantApp, f"action_{_action.id}", _opener(_action.screen))


def run_app(
    open_assistant: Callable[[], Assistant],
    *,
    reads: Callable[[], LibraryConfig] | None = None,
    overview: Callable[[], Overview] | None = None,
    changes: Callable[[], Changes] | None = None,
    theme: str = "",
    keymap: Mapping[str, str] | None = None,
    locks: Locks | None = None,
) -> int:
    """Run the app until the person quits, then close the assistant; the exit code, LOCKED where the vault is to be.

    Without `overview` its views are not offered.
    """
    app = AssistantApp(
        open_assistant, reads=reads, overview=overview, changes=changes, theme=theme, keymap=keymap, locks=locks
    )
    try:
        app.run()
    finally:
        app.runner.close()
    return app.return_code or 0
