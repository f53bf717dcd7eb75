"""The bottom line: the keys that do something here and now, made from the action registry.

Invariant: keys stand in the registry's order, those of this view first. A key that does not fit is left out; ctrl+p
lists all. It is one widget: a widget a key took a twentieth of the first frame's time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, cast

from textual import events
from textual.dom import DOMNode

from assistant.tui.actions.keymap import shown_key
from assistant.tui.actions.registry import ACTIONS
from assistant.tui.widgets.foreign import ForeignText

if TYPE_CHECKING:
    from assistant.chat.pieces import Piece
    from assistant.tui.actions.action import Action
    from assistant.tui.screens.view import View


# A table is entered for a moment, among the many keys of the conversation: its own come first.
_APART = 2  # cells between two keys
_RANK = {"table": 0, "everywhere": 2}


class KeyItem(NamedTuple):
    """One key with its word; a click on the `cells` from `start` does what the key does."""

    action: Action
    node: DOMNode
    key: str
    start: int = 0

    @property
    def cells(self) -> int:
        return len(self.key) + 3 + len(self.action.footer)


class KeyBar(ForeignText):
    """Drawn again whenever the bindings change."""

    ALLOW_SELECT = False

    def __init__(self) -> None:
        super().__init__(id="keys")
        self._offered: list[KeyItem] = []
        self.items: list[KeyItem] = []  # those that fit
        self.under: KeyItem | None = None  # the mouse

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, lambda _: self._update())
        self.call_after_refresh(self._update)

    def on_resize(self) -> None:
        self._draw()

    def _update(self) -> None:
        if not (self.is_attached and cast("View", self.screen).is_open):
            return
        offered = self._actions()
        if offered != self._offered:
            self._offered = offered
            self._draw()
            # A table measures its rows after it was laid out: where other keys work, the screen is laid out once more.
            self.call_after_refresh(self.call_after_refresh, self.refresh, layout=True)

    def _draw(self) -> None:
        width = self.size.width or self.screen.size.width - 2
        self.items, start = [], 0
        for item in self._offered:
            if start + item.cells + _APART > width:
                break
            self.items.append(item._replace(start=start))
            start += item.cells + _APART
        pieces: list[Piece] = []
        for item in self.items:
            word = (f" {item.action.footer}", "on $panel" if item == self.under else "")
            pieces += [(f" {item.key} ", "bold $accent on $panel"), word, " " * _APART]
        self.show(*pieces)

    def _actions(self) -> list[KeyItem]:
        view = cast("View", self.screen)
        areas = view.areas()
        keymap = view.assistant_app.keymap
        found: list[KeyItem] = []
        for action in ACTIONS:
            # While a dialog is open, the keys of the app do not work.
            everywhere = None if view.is_modal else self.app
            node = everywhere if action.area == "everywhere" else areas.get(action.area)
            if action.footer and node is not None and view.shows(action.id) and node.check_action(action.id, (1,)):
                found.append(KeyItem(action, node, shown_key(action, keymap)))
        return sorted(found, key=lambda item: _RANK.get(item.action.area, 1))

    # ---------------------------------------------------------------- the mouse

    async def on_click(self, event: events.Click) -> None:
        if (item := self._at(event)) is not None:
            await self.app.run_action(item.action.command(), item.node)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        self._hover(self._at(event))

    def on_leave(self) -> None:
        self._hover(None)

    def _hover(self, item: KeyItem | None) -> None:
        if item != self.under:
            self.under = item
            self._draw()

    def _at(self, event: events.MouseEvent) -> KeyItem | None:
        offset = event.get_content_offset(self)
        if offset is None:
            return None
        return next((item for item in self.items if item.start <= offset.x < item.start + item.cells), None)
