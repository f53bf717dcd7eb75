"""The terminal app: draws first, opens the assistant in a worker, and hands what happens to the screens.

Invariant: the app survives whatever a worker raises; no foreign text becomes markup and none acts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.app import App
from textual.binding import BindingType
from textual.command import CommandPalette, Provider
from textual.filter import LineFilter
from textual.notifications import SeverityLevel
from textual.screen import Screen
from textual.signal import Signal
from textual.worker import Worker, WorkerState

from assistant.core.records import Scope
from assistant.core.text import clean
from assistant.tui.actions import bindings
from assistant.tui.clipboard import copy_natively
from assistant.tui.exchange import Exchange
from assistant.tui.export import answer_text
from assistant.tui.line_filter import HarmlessLines
from assistant.tui.palette import ActionCommands
from assistant.tui.runner import IndexMoved, LibraryRead, Opened, Runner, TurnEnded, TurnMoved
from assistant.tui.screens.chat import ChatScreen
from assistant.tui.screens.help import HelpScreen
from assistant.tui.screens.library import LibraryScreen
from assistant.tui.session import Session
from assistant.tui.themes import DARK, LIGHT
from assistant.tui.trouble import Trouble, explain
from assistant.tui.widgets.error_panel import ErrorPanel

if TYPE_CHECKING:
    from assistant.core.ports import Assistant

_DOING = {
    "open": "Opening the library",
    "library": "Reading the library",
    "ask": "Answering",
    "index": "Indexing",
    "page": "Opening the passage",
    "copy": "Copying",
}


class AssistantApp(App[None]):
    """`open_assistant` is called in a worker thread after the first frame; `folders` are indexed by "update"."""

    TITLE = "assistant"
    CSS_PATH: ClassVar[str | PurePath | list[str | PurePath] | None] = [
        "styles/app.tcss",
        "styles/chat.tcss",
        "styles/library.tcss",
    ]
    # Textual declares these two as instance variables.
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (80, "-normal"), (120, "-wide")]  # noqa: RUF012
    VERTICAL_BREAKPOINTS = [(0, "-short"), (16, "-tall")]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("everywhere")]
    COMMANDS: ClassVar[set[type[Provider] | Callable[[], type[Provider]]]] = {ActionCommands}
    ENABLE_COMMAND_PALETTE = False  # ours is an action of the registry like any other

    def __init__(
        self,
        open_assistant: Callable[[], Assistant],
        *,
        folders: Sequence[Path] = (),
        theme: str = "",
        keymap: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__()
        self.session = Session()
        self.runner = Runner(self, open_assistant)
        self.folders = tuple(folders)
        self.exchange_changed: Signal[Exchange] = Signal(self, "exchange")
        self.library_changed: Signal[bool] = Signal(self, "library")  # True: the files too
        self.trouble_changed: Signal[None] = Signal(self, "trouble")
        self._harmless = HarmlessLines()
        self._turns: dict[Worker[None], Exchange] = {}
        self.register_theme(DARK)
        self.register_theme(LIGHT)
        self.theme = theme if theme in self.available_themes else DARK.name
        self.keymap: Mapping[str, str] = dict(keymap or {})
        self.set_keymap(self.keymap)

    def get_default_screen(self) -> Screen[None]:
        return ChatScreen()

    def get_line_filters(self) -> Sequence[LineFilter]:
        return [self._harmless, *super().get_line_filters()]

    def on_mount(self) -> None:
        self.call_after_refresh(self.runner.open)

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.Paste):
            event.text = clean(event.text)
        await super().on_event(event)

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

    def show_trouble(self, trouble: Trouble | None) -> None:
        """Show an error in the panel of every screen, or take it away."""
        self.session.trouble = trouble
        self.trouble_changed.publish(None)

    # ---------------------------------------------------------------- asking

    def ask(self, question: str, scope: Scope) -> Exchange:
        """Begin a turn; it waits while the library is being opened."""
        exchange = self.session.add(question, scope)
        if self.session.assistant is not None:
            self._turns[self.runner.ask(exchange, self.session.history())] = exchange
        self.call_after_refresh(self.exchange_changed.publish, exchange)
        return exchange

    def stop_answer(self) -> None:
        """Stop the open turn at once; its generator ends on its own time."""
        exchange = self.session.open_exchange
        if exchange is not None:
            self.runner.stop_asking()
            exchange.interrupt()
            self.exchange_changed.publish(exchange)

    @on(TurnMoved)
    def _turn_moved(self, message: TurnMoved) -> None:
        for event in message.feed.take():
            message.exchange.apply(event)
        self.exchange_changed.publish(message.exchange)

    @on(TurnEnded)
    def _turn_ended(self, message: TurnEnded) -> None:
        message.exchange.turn = message.turn

    # ---------------------------------------------------------------- the library

    def known_roots(self) -> tuple[Path, ...]:
        """The folders that "update" looks through: the configured ones and those of the indexed files."""
        roots = [*self.folders, *(Path(file.root) for file in self.session.library.files)]
        return tuple(dict.fromkeys(roots))

    def index(self, roots: Sequence[Path], *, force: bool = False) -> None:
        """Begin an index job; chatting goes on meanwhile."""
        self.session.library.begin(tuple(roots))
        self.runner.index(roots, force=force)
        self.library_changed.publish(False)

    def pause_index(self) -> None:
        self.session.library.state = "pausing"
        self.runner.stop_indexing()
        self.library_changed.publish(False)

    @on(Opened)
    def _opened(self, message: Opened) -> None:
        self.session.assistant = message.assistant
        self.session.summary, self.session.library.files = message.summary, message.files
        self.session.failed_to_open = False
        self.show_trouble(None)
        self.library_changed.publish(True)
        waiting = self.session.open_exchange
        if waiting is not None:
            self._turns[self.runner.ask(waiting, ())] = waiting

    @on(LibraryRead)
    def _library_read(self, message: LibraryRead) -> None:
        self.session.summary, self.session.library.files = message.summary, message.files
        self.library_changed.publish(True)

    @on(IndexMoved)
    def _index_moved(self, message: IndexMoved) -> None:
        for event in message.feed.take():
            self.session.library.apply(event)
        self.library_changed.publish(False)

    # ---------------------------------------------------------------- what went wrong

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """An error in a job becomes a panel; the job's screen says that it ended."""
        exchange = self._turns.get(event.worker)
        if event.worker.is_finished:
            self._turns.pop(event.worker, None)
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

    @on(ErrorPanel.Dismissed)
    def _dismissed(self) -> None:
        self.show_trouble(None)

    # ---------------------------------------------------------------- actions of every screen

    def action_palette(self) -> None:
        if not isinstance(self.screen, CommandPalette):
            self.push_screen(CommandPalette(placeholder="What do you want to do?"))

    def action_help(self) -> None:
        self._show(HelpScreen)

    def action_library(self) -> None:
        if isinstance(self.screen, LibraryScreen):
            self.screen.dismiss()
        else:
            self._show(LibraryScreen)

    def _show(self, kind: type[HelpScreen] | type[LibraryScreen]) -> None:
        if not isinstance(self.screen, kind):
            self.push_screen(kind())

    def action_switch_theme(self) -> None:
        self.theme = DARK.name if not self.current_theme.dark else LIGHT.name

    def action_retry(self) -> None:
        self.show_trouble(None)
        self.session.failed_to_open = False
        self.runner.open() if self.session.assistant is None else self.runner.read_library()
        self.library_changed.publish(False)

    def action_copy(self) -> None:
        """Copy what is selected, else the last answer; the guard's `log` stage sees it first."""
        text = self.screen.get_selected_text() or answer_text(self.session.last)
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

    def on_unmount(self) -> None:
        self.runner.stop_all()


def run_app(
    open_assistant: Callable[[], Assistant],
    *,
    folders: Sequence[Path] = (),
    theme: str = "",
    keymap: Mapping[str, str] | None = None,
) -> None:
    """Run the app until the person quits, then close the assistant."""
    app = AssistantApp(open_assistant, folders=folders, theme=theme, keymap=keymap)
    try:
        app.run()
    finally:
        app.runner.close()
