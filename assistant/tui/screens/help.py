"""f1: what works in the view that is open, then what the app does, its signs and all keys. Made from the registry."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll

from assistant.chat.told.ways import WAYS
from assistant.tui.actions.keymap import SETTING, shown_key
from assistant.tui.actions.registry import ACTIONS, bindings
from assistant.tui.screens.view import View
from assistant.tui.widgets.foreign import ForeignText
from assistant.tui.widgets.key_bar import KeyBar

if TYPE_CHECKING:
    from assistant.chat.pieces import Piece
    from assistant.tui.actions.action import Area

_INTRODUCTION = (
    "Ask in your own words; the answer is made from your files only and names the page. "
    "If nothing in them answers, the app says so and shows what comes nearest. "
    "Nothing leaves this machine: \u201csealed\u201d means that the system itself refuses this program the internet."
)
_SIGNS = (
    ("[1]", "a source; its number as a key opens it"),
    ("!", "a rule acted, named beside it; or something is missing"),
    ("\u2205", "nothing in your files answers"),
    ("\u25a0", "you stopped the answer; what is shown had been checked"),
    ("\u2713 \u2717", "a file that was read; a file that was not, with the reason"),
    ("@name", "in a question: look only in that file; @folder/, @.pdf, @since:2024-03, @before:2025, @in:2024"),
    ("/word", "in the prompt: a command, such as /library; before a question: the kind of answer, such as /list"),
    ("\u270e", "the program's or the model's own words, not from your files"),
    ("\u25b8", "steps that were taken; enter or a click unfolds them"),
)
_AREAS: tuple[tuple[Area, str], ...] = (
    ("everywhere", "Everywhere"),
    ("prompt", "In the prompt"),
    ("chat", "In the conversation"),
    ("table", "In a table of an answer"),
    ("passage", "In a passage"),
    ("search", "In the search"),
    ("history", "In the list of earlier conversations"),
    ("library", "In the library"),
    ("files", "On a file of the library"),
    ("sheet", "In a list"),
    ("policy", "In the policy"),
    ("models", "In the models"),
    ("settings", "In the settings"),
    ("start", "When getting started"),
    ("dialog", "In a box that asks something"),
    ("help", "In this help"),
)


def help_text(keymap: Mapping[str, str] = MappingProxyType({}), here: Collection[Area] = ()) -> list[Piece]:
    """All of the help as pieces of text, the areas `here` first; `keymap` holds the keys that the person chose."""
    pieces: list[Piece] = []
    for area, title in _AREAS:
        if area in here:
            pieces += [(f"{title}, where you are now\n", "bold $primary"), *_keys_of(area, keymap), "\n"]
    pieces += [_INTRODUCTION, ("\n\nSigns\n", "bold $primary")]
    for sign, meaning in _SIGNS:
        pieces += [(f"  {sign:<10}", "bold $accent"), f"{meaning}\n"]
    pieces.append((f"\nThe setting {SETTING} gives an action other keys, by the id that stands behind it.\n", "dim"))
    pieces.append(("\nKinds of answers, before a question\n", "bold $primary"))
    for way in WAYS:
        pieces += [(f"  {'/' + way.word:<10}", "bold $accent"), (way.shape, "bold"), f"  {way.help}\n"]
    for area, title in _AREAS:
        if area not in here:
            pieces += [(f"\n{title}\n", "bold $primary"), *_keys_of(area, keymap)]
    return pieces


def _keys_of(area: Area, keymap: Mapping[str, str]) -> Iterator[Piece]:
    for action in ACTIONS:
        if action.area == area:
            yield (f"  {shown_key(action, keymap):<10}", "bold $accent")
            yield (action.palette, "bold")
            yield (f"  {action.written}", "bold")
            yield (f"  {action.id}\n", "dim")
            yield f"            {action.help}\n"


class HelpScreen(View):
    """One page to scroll."""

    AREA: ClassVar[Area] = "help"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("help")]

    def compose(self) -> ComposeResult:
        yield ForeignText((" Help", "bold $primary"), classes="title")
        with VerticalScroll(id="help", classes="page"):
            yield ForeignText(*help_text(self.assistant_app.keymap, self._here()))
        yield KeyBar()

    def _here(self) -> list[Area]:
        """The areas of the view below; of the conversation only the pane or table that has the keys: the rest is
        what the introduction speaks of."""
        below = [screen for screen in self.app.screen_stack if isinstance(screen, View) and screen is not self]
        return [area for area in below[-1].areas() if area not in ("chat", "prompt")] if below else []

    def action_close_help(self) -> None:
        self.dismiss()
