"""The app before it has any duty: how foreign text, keys and errors are treated.

Invariant: no foreign text becomes markup or an action, and an exception in a handler is shown in a panel.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from textual import events, on
from textual.app import App
from textual.filter import LineFilter
from textual.notifications import SeverityLevel
from textual.widgets import Input

from assistant.text.clean import clean
from assistant.tui.actions.keymap import check_keymap
from assistant.tui.base.error_boundary import ErrorBoundary, ErrorRate
from assistant.tui.show.line_filter import HarmlessLines
from assistant.tui.show.themes import THEMES, check_theme
from assistant.tui.state.error_report import explain
from assistant.tui.state.session import Session
from assistant.tui.state.signals import Signals
from assistant.tui.widgets.error_panel import ErrorPanel

if TYPE_CHECKING:
    from assistant.tui.state.error_report import ErrorReport


class BaseApp(ErrorBoundary, App[None]):
    """Holds the session and its signals. `keymap` gives keys by action id; ConfigError where it or `theme` is wrong."""

    def __init__(self, theme: str = "", keymap: Mapping[str, str] | None = None) -> None:
        super().__init__()
        self.session = Session()
        self.signals = Signals(self)
        self._harmless = HarmlessLines()
        self._error_rate = ErrorRate()
        self._last_input = time.monotonic()
        self._early_keys: list[events.Key | events.Paste] = []
        self._prompt_is_ready = False
        for known in THEMES:
            self.register_theme(known)
        # Set before the first frame: a later change of the theme would have the style sheets read a second time.
        self.set_reactive(BaseApp.theme, check_theme(theme, self.available_themes))
        self.stylesheet.set_variables(self.get_css_variables())
        self.set_class(self.current_theme.dark, "-dark-mode", update=False)
        self.set_class(not self.current_theme.dark, "-light-mode", update=False)
        self.keymap: Mapping[str, str] = dict(keymap or {})
        self.set_keymap(check_keymap(self.keymap))  # by binding id, as Textual wants it

    # ---------------------------------------------------------------- what is typed

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.Paste):
            event.text = clean(event.text)
        if isinstance(event, events.InputEvent | events.Paste):
            self._last_input = time.monotonic()
        if isinstance(event, events.Key | events.Paste) and not self._prompt_is_ready:
            self._early_keys.append(event)
            return
        await super().on_event(event)

    async def replay_early_keys(self) -> None:
        """Type what was typed before the prompt was there. From here on keys act at once."""
        while self._early_keys:
            await super().on_event(self._early_keys.pop(0))
        self._prompt_is_ready = True

    @property
    def idle_s(self) -> float:
        """Seconds since a key or the mouse was last used."""
        return time.monotonic() - self._last_input

    def on_key(self, event: events.Key) -> None:
        """Give a letter that no widget took to the text field that has the focus.

        A letter typed right after a key that opens a field still goes to the widget that had the focus before. It comes
        here, where it would otherwise be read as a command.
        """
        field = self.focused
        if isinstance(field, Input) and event.is_printable and event.character is not None:
            event.prevent_default()
            field.insert_text_at_cursor(event.character)

    # ---------------------------------------------------------------- what is shown

    def get_line_filters(self) -> Sequence[LineFilter]:
        return [self._harmless, *super().get_line_filters()]

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

    def show_error(self, error: ErrorReport | None) -> None:
        """Show `error` in the panel of every screen; None hides the panel."""
        self.session.error = error
        self.signals.error_changed.publish(None)

    def show_handler_error(self, error: Exception) -> bool:
        """Show an exception of a handler; False if there are so many that the app should end."""
        if self._error_rate.add():
            return False
        self.show_error(explain(error, "In the app itself"))
        return True

    @on(ErrorPanel.Dismissed)
    def _dismissed(self) -> None:
        self.show_error(None)
