"""A question in a box over the screen that asks it.

Invariant: nothing happens before the person confirms, and esc always means no.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen

from assistant.tui.actions.registry import bindings
from assistant.tui.screens.view import View
from assistant.tui.widgets.foreign import ForeignText
from assistant.tui.widgets.key_bar import KeyBar
from assistant.tui.widgets.tick import Tick

if TYPE_CHECKING:
    from assistant.chat.pieces import Piece
    from assistant.tui.actions.action import Area


class Dialog(View, ModalScreen[None]):
    """A subclass adds its fields and says what confirming does."""

    CSS_PATH = "../styles/dialogs.tcss"
    AREA: ClassVar[Area] = "dialog"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("dialog")]

    def __init__(self, title: str, pieces: Sequence[Piece]) -> None:
        super().__init__()
        self._title = title
        self._pieces = tuple(pieces)

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield ForeignText((f" {self._title}", "bold $primary"), classes="title")
            with VerticalScroll(classes="dialog-text"):
                yield ForeignText(*self._pieces)
            yield from self.fields()
            yield ForeignText(classes="dialog-error")
            yield KeyBar()

    def fields(self) -> ComposeResult:
        """What the person fills in."""
        yield from ()

    def on_mount(self) -> None:
        self.query_one(".dialog-error", ForeignText).display = False

    def refuse(self, reason: str) -> None:
        """Stay open and say what is wrong."""
        error = self.query_one(".dialog-error", ForeignText)
        error.display = True
        error.show(("! ", "bold $error"), reason)

    def action_confirm(self) -> None:
        """enter."""
        raise NotImplementedError

    def action_tick(self) -> None:
        """space, wherever the focus is."""
        for box in self.query(Tick):
            box.toggle()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return bool(self.query(Tick)) if action == "tick" else True

    def action_close_dialog(self) -> None:
        self.dismiss()


class ConfirmDialog(Dialog):
    """Yes or no."""

    def __init__(self, title: str, pieces: Sequence[Piece], then: Callable[[], None]) -> None:
        super().__init__(title, pieces)
        self._then = then

    def on_mount(self) -> None:
        self.query_one(".dialog-text").focus()

    def action_confirm(self) -> None:
        self.dismiss()
        self._then()
