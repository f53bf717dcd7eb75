"""The steps of an answer, folded to one line; enter or a click unfolds them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType

from assistant.text.clean import one_line
from assistant.text.quantity import count
from assistant.tui.widgets.foreign import ForeignText


class StepsFold(ForeignText, can_focus=True):
    """Hidden while there is no step."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter,space", "fold", "fold", show=False)]

    def __init__(self) -> None:
        super().__init__(classes="steps")
        self._steps: tuple[str, ...] = ()
        self._is_open = False
        self.display = False

    def show_steps(self, steps: Sequence[str]) -> None:
        """Show how many there are, or each on its line."""
        self._steps = tuple(steps)
        self._draw()

    def action_fold(self) -> None:
        self._is_open = not self._is_open
        self._draw()

    def on_click(self) -> None:
        self.action_fold()

    def _draw(self) -> None:
        self.display = bool(self._steps)
        lines = [f"\n  {one_line(step, 200)}" for step in self._steps] if self._is_open else []
        self.show(f"{chr(0x25BE) if self._is_open else chr(0x25B8)} {count(len(self._steps), 'step')}", *lines)
