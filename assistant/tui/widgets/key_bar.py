"""The bottom line: the keys that do something here and now, made from the action registry.

Invariant: keys stand in the registry's order, those of this view first. A key that does not fit is left out; ctrl+p
lists all.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, cast

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.dom import DOMNode

from assistant.tui.actions.keymap import shown_key
from assistant.tui.actions.registry import ACTIONS
from assistant.tui.widgets.foreign import ForeignText

if TYPE_CHECKING:
    from assistant.tui.actions.action import Action
    from assistant.tui.screens.view import View


# A table is entered for a moment, among the many keys of the conversation: its own come first.
_APART = 2  # cells between two keys
_RANK = {"table": 0, "everywhere": 2}


class KeyItem(ForeignText):
    """One key with its word; a click does what the key does."""

    ALLOW_SELECT = False

    def __init__(self, action: Action, node: DOMNode, key: str) -> None:
        super().__init__((f" {key} ", "bold $accent on $panel"), f" {action.footer}")
        self.cells = len(key) + 3 + len(action.footer) + _APART
        self._press = partial(self.app.run_action, action.command(), node)

    async def on_click(self) -> None:
        await self._press()


class KeyBar(Horizontal):
    """Drawn again whenever the bindings change."""

    def __init__(self) -> None:
        super().__init__(id="keys")
        self._offered: list[tuple[Action, DOMNode, str]] = []

    def compose(self) -> ComposeResult:
        width = self.size.width or self.screen.size.width - 2
        for action, node, key in self._offered:
            item = KeyItem(action, node, key)
            width -= item.cells
            if width >= 0:
                yield item

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, lambda _: self._update())
        self.call_after_refresh(self._update)

    def on_resize(self) -> None:
        self.refresh(recompose=True)

    def _update(self) -> None:
        if not (self.is_attached and cast("View", self.screen).is_open):
            return
        offered = self._actions()
        if offered != self._offered:
            self._offered = offered
            self.refresh(recompose=True)

    def _actions(self) -> list[tuple[Action, DOMNode, str]]:
        view = cast("View", self.screen)
        areas = view.areas()
        keymap = view.assistant_app.keymap
        found: list[tuple[Action, DOMNode, str]] = []
        for action in ACTIONS:
            # While a dialog is open, the keys of the app do not work.
            everywhere = None if view.is_modal else self.app
            node = everywhere if action.area == "everywhere" else areas.get(action.area)
            if action.footer and node is not None and view.shows(action.id) and node.check_action(action.id, (1,)):
                found.append((action, node, shown_key(action, keymap)))
        return sorted(found, key=lambda entry: _RANK.get(entry[0].area, 1))
