"""An option in a box: [x] or [ ], so that a sign shows its state, not a colour."""

from __future__ import annotations

from assistant.tui.widgets.foreign import ForeignText


class Tick(ForeignText):
    """Turned by a click, or by the box's own key."""

    def __init__(self, label: str, value: bool) -> None:
        super().__init__(classes="tick")
        self._label = label
        self.value = value
        self._draw()

    def toggle(self) -> None:
        self.value = not self.value
        self._draw()

    def _draw(self) -> None:
        self.show((f"[{'x' if self.value else ' '}] ", "bold $accent"), self._label)

    def on_click(self) -> None:
        self.toggle()
