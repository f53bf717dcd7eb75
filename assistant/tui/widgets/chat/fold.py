"""Lines that belong to an answer, folded to one; enter or a click unfolds them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from assistant.text.clean import one_line
from assistant.text.quantity import count
from assistant.tui.widgets.foreign import ForeignText

if TYPE_CHECKING:
    from assistant.chat.pieces import Piece

_MOST_CHARS = 2_000


class Fold(ForeignText, can_focus=True):
    """Hidden while there is nothing to unfold. `noun` says what is folded, `key` what unfolds it from the prompt."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter,space", "fold", "fold", show=False)]

    def __init__(self, noun: str, key: str = "", classes: str = "") -> None:
        super().__init__(classes=f"fold {classes}")
        self._noun, self._key = noun, key
        self._lines: tuple[str, ...] = ()
        self._is_open = False
        self.display = False

    def show_lines(self, lines: Sequence[str]) -> None:
        """Show how many there are, or each on its line."""
        self._lines = tuple(lines)
        self._draw()

    def action_fold(self) -> None:
        self._is_open = not self._is_open
        self._draw()

    def on_click(self) -> None:
        self.action_fold()

    def _draw(self) -> None:
        self.display = bool(self._lines)
        sign, hint = ("\u25be", "") if self._is_open else ("\u25b8", f"  {self._key}" if self._key else "")
        pieces: list[Piece] = [f"{sign} {count(len(self._lines), self._noun)}", (hint, "dim")]
        if self._is_open:
            pieces += [(f"\n  {one_line(line, _MOST_CHARS)}", "$foreground 85%") for line in self._lines]
        self.show(*pieces)
