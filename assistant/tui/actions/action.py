"""An action of the app, and the area of the app in which it works.

Invariant: an action is described once; keys, footer, palette and help are made from the description.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

_KEY_NAMES = {"escape": "esc", "slash": "/"}
Area = Literal[
    "everywhere",
    "chat",
    "prompt",
    "table",
    "passage",
    "search",
    "help",
    "history",
    "library",
    "files",
    "sheet",
    "policy",
    "models",
    "settings",
    "start",
    "dialog",
]


@dataclass(frozen=True, slots=True)
class Action:
    """What a person can do. `keys` is comma-separated; `footer` is the word in the footer, "" to leave it out."""

    id: str
    keys: str
    palette: str
    help: str
    area: Area = "everywhere"
    footer: str = ""
    slash: str = ""
    argument: str = ""  # what may stand behind /slash, e.g. "FILE"; the method then takes that text
    numbered: bool = False  # the keys 1-9 give the action its number
    screen: str = ""  # the view that the action opens, as module.Class in screens/; else the place has a method for it
    key_shown: str = ""  # how the keys are written where "a,b,c" would be too long
    also: str = ""  # other words that people search for it by, where neither its name nor its help has them

    @property
    def first_key(self) -> str:
        return self.key_shown or key_name(self.keys)

    @property
    def written(self) -> str:
        """The slash command with its argument, or ""."""
        return f"/{self.slash} {self.argument}".strip() if self.slash else ""

    def command(self, number: int = 1) -> str:
        """The action as Textual spells it, for the node that has the method."""
        return f"{self.id}({number})" if self.numbered else self.id


def key_name(keys: str) -> str:
    """The first of comma-separated `keys`, as it is printed on a keyboard."""
    return _KEY_NAMES.get(first := keys.split(",")[0], first)
