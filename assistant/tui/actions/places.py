"""Where an action is that the view on the screen does not offer: in which view, and what opens that.

Invariant: a person who looks for an action in the wrong place is told the right one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.tui.actions.registry import ACTIONS, named

if TYPE_CHECKING:
    from assistant.tui.actions.action import Action, Area

# The area, the action that opens its view, and how the view is called.
_PLACES: dict[Area, tuple[str, str]] = {
    "library": ("library", "in the library"),
    "files": ("library", "in the library"),
    "history": ("history", "in the earlier conversations"),
    "models": ("models", "in the models"),
    "policy": ("policy", "in the policy"),
    "settings": ("settings", "in the settings"),
}
_LEFT_OUT = ("close_", "show_")  # what only makes sense in the view itself


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """An action, what opens its view, and the words for that view."""

    action: Action
    opener: Action
    place: str


def elsewhere() -> tuple[Elsewhere, ...]:
    """All actions of views that an action opens from anywhere."""
    return tuple(
        Elsewhere(action, named(_PLACES[action.area][0]), _PLACES[action.area][1])
        for action in ACTIONS
        if action.area in _PLACES and not action.id.startswith(_LEFT_OUT)
    )


def found_by(word: str) -> Elsewhere | None:
    """The first whose id or name begins with `word`, or whose name holds it as a word."""
    low = word.casefold()
    if len(low) < 3:
        return None
    for one in elsewhere():
        if one.action.id.startswith(low) or low in one.action.palette.casefold().split():
            return one
    return None
