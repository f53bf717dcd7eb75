"""ctrl+p: every action of the registry that the current view offers, by what it does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from textual.command import CommandList, CommandPalette, DiscoveryHit, Hit, Hits, Provider
from textual.dom import DOMNode
from textual.fuzzy import Matcher

from assistant.tui.actions.keymap import shown_key
from assistant.tui.actions.registry import ACTIONS
from assistant.tui.base.dismiss_once import DismissOnce
from assistant.tui.base.error_boundary import ErrorBoundary
from assistant.tui.ports import app_of
from assistant.tui.screens.view import View

if TYPE_CHECKING:
    from assistant.tui.actions.action import Action


class ActionPalette(CommandPalette, DismissOnce, ErrorBoundary):
    """The list with its search field."""

    def __init__(self) -> None:
        super().__init__(placeholder="What do you want to do?")

    def _action_command_list(self, action: str) -> None:
        """Leave the list alone until it has room on the screen: Textual fails on a page key before."""
        if self.query_one(CommandList).scrollable_content_region.area:
            super()._action_command_list(action)


def _fit(action: Action, query: str, matcher: Matcher) -> float:
    """How well the action fits, 0.0 for not at all: a word of its name, then of the rest, then scattered letters.

    Of the long help only whole words count: scattered letters of it fit nearly everything.
    """
    wanted = f" {query.strip().casefold()}"
    if not wanted.strip():
        return 0.0
    if wanted in f" {action.palette} {action.slash}".casefold():
        return 4.0
    if wanted in f" {action.id} {action.help} {action.also}".replace("_", " ").casefold():
        return 2.0
    scattered = float(matcher.match(action.palette))  # has no upper bound
    return scattered / (scattered + 10)


class ActionCommands(Provider):
    """Feeds the palette from `ACTIONS`."""

    async def discover(self) -> Hits:
        for action, command in self._offered():
            yield DiscoveryHit(self._line(action), command, text=action.palette, help=action.help)

    async def search(self, query: str) -> Hits:
        from assistant.tui.actions.places import elsewhere  # after the first frame

        matcher = self.matcher(query)
        for action, command in self._offered():
            score = _fit(action, query, matcher)
            if score > 0:
                yield Hit(score, self._line(action), command, text=action.palette, help=action.help)
        offered = {action.id for action, _ in self._offered()}
        for one in elsewhere():
            score = _fit(one.action, query, matcher)
            if score > 0 and one.action.id not in offered and self.app.check_action(one.opener.id, ()):
                keymap = app_of(self.screen).keymap
                keys = f"{shown_key(one.opener, keymap)}, then {shown_key(one.action, keymap)}"
                command = partial(self.app.run_action, one.opener.command(), self.app)
                line = f"{one.action.palette}  ({one.place}: {keys})"
                yield Hit(0.5 * score, line, command, text=one.action.palette, help=one.action.help)

    def _offered(self) -> Iterator[tuple[Action, Callable[[], object]]]:
        for action in ACTIONS:
            node = self._node(action)
            if node is None or action.id == "palette" or not node.check_action(action.id, (1,)):
                continue
            if not isinstance(self.screen, View) or self.screen.shows(action.id):
                yield action, partial(self.app.run_action, action.command(), node)

    def _node(self, action: Action) -> DOMNode | None:
        if action.area == "everywhere":
            return self.app
        return self.screen.areas().get(action.area) if isinstance(self.screen, View) else None

    def _line(self, action: Action) -> str:
        return f"{action.palette}  ({shown_key(action, app_of(self.screen).keymap)})"
