"""What the app is made of before it does anything: its state, its themes, and how foreign text and errors are treated.

Invariant: the app survives whatever a worker raises; no foreign text becomes markup and none acts.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from textual import events, on
from textual.app import App
from textual.filter import LineFilter
from textual.notifications import SeverityLevel
from textual.signal import Signal
from textual.widgets import Input
from textual.worker import Worker, WorkerState

from assistant.domain.stop import StopSignal
from assistant.text.clean import clean
from assistant.tui.actions.keymap import check_keymap
from assistant.tui.jobs.runner import Runner
from assistant.tui.show.line_filter import HarmlessLines
from assistant.tui.show.themes import THEMES, check_theme
from assistant.tui.state.pull import PullState
from assistant.tui.state.session import Session
from assistant.tui.state.trouble import Trouble, explain
from assistant.tui.system.surviving import Failures, Surviving
from assistant.tui.widgets.error_panel import ErrorPanel

if TYPE_CHECKING:
    from assistant.app.ports.assistant import Assistant
    from assistant.app.ports.changes import Changes
    from assistant.app.ports.overview import Overview
    from assistant.chat.conversation import Conversation
    from assistant.chat.exchange import Exchange
    from assistant.config.schema import LibraryConfig

_DOING = {
    "open": "Opening the library",
    "library": "Reading the library",
    "ask": "Answering",
    "index": "Indexing",
    "page": "Opening the passage",
    "copy": "Copying",
    "view": "Opening the view",
    "preview": "Looking into the folder",
    "watch": "Watching the folders",
    "chats": "Reading the conversations",
    "rename": "Renaming the conversation",
    "delete": "Deleting the conversation",
    "export": "Exporting the conversation",
    "setting": "Changing the setting",
    "policy": "Switching the policy",
    "model": "Changing the models",
    "pull": "Fetching the model",
    "forget": "Forgetting",
}


class BaseApp(Surviving, App[None]):
    """State and safety. Screens read `session` and listen to the four signals."""

    def __init__(
        self,
        open_assistant: Callable[[], Assistant],
        *,
        reads: Callable[[], LibraryConfig] | None = None,
        overview: Callable[[], Overview] | None = None,
        changes: Callable[[], Changes] | None = None,
        theme: str = "",
        keymap: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__()
        self._make_overview = overview
        self._make_changes = changes
        self.session = Session()
        self.runner = Runner(self, open_assistant, reads)
        self.folders: tuple[Path, ...] = ()  # of the settings: "update" looks through them
        self.watches = False
        self._watched: tuple[Path, ...] = ()
        self.exchange_changed: Signal[Exchange] = Signal(self, "exchange")
        self.library_changed: Signal[bool] = Signal(self, "library")  # True: the files too
        self.conversation_changed: Signal[Conversation] = Signal(self, "conversation")
        self.trouble_changed: Signal[None] = Signal(self, "trouble")
        self.pull = PullState()
        self.pull_changed: Signal[None] = Signal(self, "pull")
        self._pull_stop = StopSignal()
        self.turns: dict[Worker[None], Exchange] = {}
        self._harmless = HarmlessLines()
        self._can_type = False
        self._touched = time.monotonic()
        self._typed_early: list[events.Key | events.Paste] = []
        self._failures = Failures()
        for one in THEMES:
            self.register_theme(one)
        # Set before anything is drawn: the style sheets need not be read a second time for it, as for a change.
        self.set_reactive(BaseApp.theme, check_theme(theme, self.available_themes))
        self.stylesheet.set_variables(self.get_css_variables())
        self.set_class(self.current_theme.dark, "-dark-mode", update=False)
        self.set_class(not self.current_theme.dark, "-light-mode", update=False)
        self.keymap: Mapping[str, str] = dict(keymap or {})  # by action id; `check_keymap` gives what Textual wants
        self.set_keymap(check_keymap(self.keymap))

    def on_unmount(self) -> None:
        self.runner.stop_all()

    # ---------------------------------------------------------------- what the side views read and change

    @property
    def has_overview(self) -> bool:
        return self._make_overview is not None

    @cached_property
    def overview(self) -> Overview | None:
        return self._make_overview() if self._make_overview is not None else None

    @cached_property
    def changes(self) -> Changes | None:
        return self._make_changes() if self._make_changes is not None else None

    # ---------------------------------------------------------------- foreign text

    def get_line_filters(self) -> Sequence[LineFilter]:
        return [self._harmless, *super().get_line_filters()]

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.Paste):
            event.text = clean(event.text)
        if isinstance(event, events.InputEvent | events.Paste):
            self._touched = time.monotonic()
        if isinstance(event, events.Key | events.Paste) and not self._can_type:
            self._typed_early.append(event)
            return
        await super().on_event(event)

    @property
    def untouched_s(self) -> float:
        """Seconds since a key or the mouse was last used."""
        return time.monotonic() - self._touched

    async def let_type(self) -> None:
        """The prompt is there: what was typed before it was is typed now."""
        while self._typed_early:
            await super().on_event(self._typed_early.pop(0))
        self._can_type = True

    def on_key(self, event: events.Key) -> None:
        """A letter that was typed so fast that it went to where the focus was before is for the field that has it now.

        A field keeps what is sent to it; what comes here passed it by, and would be taken for a command.
        """
        field = self.focused
        if isinstance(field, Input) and event.is_printable and event.character is not None:
            event.prevent_default()
            field.insert_text_at_cursor(event.character)

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = False,
    ) -> None:
        """A toast; never markup, whatever the caller says."""
        super().notify(clean(message), title=clean(title), severity=severity, timeout=timeout, markup=False)

    # ---------------------------------------------------------------- what went wrong

    def show_trouble(self, trouble: Trouble | None) -> None:
        """Show an error in the panel of every screen, or take it away."""
        self.session.trouble = trouble
        self.trouble_changed.publish(None)

    def tell_failure(self, error: Exception) -> bool:
        """Show what a handler raised; False if the app had better end, because it fails all the time."""
        if self._failures.too_many():
            return False
        self.show_trouble(explain(error, "In the app itself"))
        return True

    @on(ErrorPanel.Dismissed)
    def _dismissed(self) -> None:
        self.show_trouble(None)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """An error in a job becomes a panel; the job's screen says that it ended."""
        exchange = self.turns.get(event.worker)
        if event.worker.is_finished:
            self.turns.pop(event.worker, None)
        if event.state is not WorkerState.ERROR or event.worker.error is None:
            return
        trouble = explain(event.worker.error, _DOING.get(event.worker.group, "Working"))
        if event.worker.group == "open":
            self.session.failed_to_open = True
        if event.worker.group == "index":
            self.session.library.state = "failed"
        if exchange is not None:
            exchange.fail(f"{trouble.message} {trouble.hint}".strip())
            self.exchange_changed.publish(exchange)
        self.library_changed.publish(False)
        self.show_trouble(trouble)
