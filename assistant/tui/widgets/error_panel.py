"""An error as a panel that stays until it is dismissed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import VerticalGroup
from textual.message import Message

from assistant.tui.widgets.foreign import ForeignText

if TYPE_CHECKING:
    from assistant.tui.state.trouble import Trouble


class ErrorPanel(VerticalGroup):
    """What failed, why, and what to do; a click or esc dismisses it."""

    class Dismissed(Message):
        """The person has read it."""

    def compose(self) -> ComposeResult:
        yield ForeignText(id="error-text")
        yield ForeignText(("esc or click to dismiss", "dim"), id="error-foot")

    def show(self, trouble: Trouble | None) -> None:
        """Show `trouble`, or hide the panel."""
        self.display = trouble is not None
        if trouble is not None:
            hint = f"\n{trouble.hint}" if trouble.hint else ""
            self.query_one("#error-text", ForeignText).show(
                (f"! {trouble.while_doing}: ", "bold $error"), trouble.message, (hint, "$foreground")
            )

    def on_click(self) -> None:
        self.post_message(self.Dismissed())
