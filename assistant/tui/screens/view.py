"""What all screens share: the areas of the action registry that they serve, and the error panel."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.dom import DOMNode

from assistant.tui.actions.keymap import shown_key
from assistant.tui.actions.registry import named
from assistant.tui.base.dismiss_once import DismissOnce
from assistant.tui.base.error_boundary import ErrorBoundary
from assistant.tui.ports import app_of
from assistant.tui.widgets.error_panel import ErrorPanel

if TYPE_CHECKING:
    from assistant.tui.actions.action import Area
    from assistant.tui.ports import AppPort


_OPENING = frozenset({"library", "history", "policy", "models", "settings", "start", "search", "help", "palette"})


class View(ErrorBoundary, DismissOnce):
    """A full screen. A subclass sets `AREA` and takes that area's bindings from the registry."""

    AREA: ClassVar[Area] = "chat"

    _shown_before = False

    @property
    def assistant_app(self) -> AppPort:
        return app_of(self)

    @property
    def is_open(self) -> bool:
        """Whether its widgets are there.

        The result of a worker or timer may come after the screen was closed, or while the app ends: then the screen is
        still mounted, but its widgets are gone.
        """
        return self.is_mounted and self.app.is_running and self in self.app.screen_stack

    def areas(self) -> Mapping[Area, DOMNode]:
        """The areas whose actions this screen offers, with the node that has the methods."""
        return {self.AREA: self}

    def shows(self, action_id: str) -> bool:
        """Whether the key bar shows the action now; its key works in any case."""
        return True

    def keeps_out(self, action_id: str) -> bool:
        """Whether the action would open something over a box that waits for its answer."""
        return self.AREA == "dialog" and action_id in _OPENING

    def key(self, action_id: str) -> str:
        """The key of an action as it is printed on a keyboard."""
        return shown_key(named(action_id), self.assistant_app.keymap)

    def text_to_copy(self) -> str:
        """What ctrl+y copies where nothing is selected."""
        from assistant.chat.export import answer_text

        return answer_text(self.assistant_app.session.last)

    def on_mount(self) -> None:
        self.assistant_app.signals.error_changed.subscribe(self, lambda _: self.show_error())
        self.show_error()

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        """Textual computes the styles of all widgets again; not needed the first time, when they were just computed."""
        event.refresh_styles = event.refresh_styles and self._shown_before
        self._shown_before = True

    def show_error(self) -> None:
        """Show the newest error, or none."""
        for panel in self.query(ErrorPanel):
            panel.show(self.assistant_app.session.error)

    def action_copy_text(self) -> None:
        """ctrl+c copies a selection the same way as ctrl+y, through the guard."""
        self.assistant_app.action_copy()
