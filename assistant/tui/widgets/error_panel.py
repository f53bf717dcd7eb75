"""An error as a panel that stays until it is dismissed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import VerticalGroup
from textual.message import Message

from assistant.tui.widgets.foreign import ForeignText

if TYPE_CHECKING:
    from assistant.tui.state.error_report import ErrorReport


class ErrorPanel(VerticalGroup):
    """What failed, why, and what to do; a click or esc dismisses it."""

    class Dismissed(Message):
        """The person has read it."""

    def compose(self) -> ComposeResult:
        yield ForeignText(id="error-text")
        yield ForeignText(("esc or click to dismiss", "dim"), id="error-foot")

    def show(self, error: ErrorReport | None) -> None:
        """Show `error`, or hide the panel."""
        self.display = error is not None
        if error is not None:
            hint = f"\n{error.hint}" if error.hint else ""
            self.query_one("#error-text", ForeignText).show(
                (f"! {error.while_doing}: ", "bold $error"), error.message, (hint, "$foreground")
            )

    def on_click(self) -> None:
        self.post_message(self.Dismissed())
