"""Forgetting while it happens, and its receipt.

Invariant: the receipt is shown as it was made, also when something is left.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll

from assistant.text.clean import one_line
from assistant.tui.actions.registry import bindings
from assistant.tui.screens.view import View
from assistant.tui.show.receipt import receipt_text
from assistant.tui.widgets.error_panel import ErrorPanel
from assistant.tui.widgets.foreign import ForeignText
from assistant.tui.widgets.key_bar import KeyBar

if TYPE_CHECKING:
    from assistant.domain.records.receipts import Receipt
    from assistant.tui.actions.action import Area


class ReceiptScreen(View):
    """Forgets `paths` as soon as it is shown; with `keep_out` a rule keeps them out first."""

    AREA: ClassVar[Area] = "sheet"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("sheet")]

    def __init__(self, paths: Sequence[Path], keep_out: Sequence[str] = ()) -> None:
        super().__init__()
        self._paths = tuple(paths)
        self._keep_out = tuple(keep_out)

    def compose(self) -> ComposeResult:
        yield ForeignText((" Forgetting", "bold $primary"), classes="title")
        with VerticalScroll(classes="page"):
            yield ForeignText(id="receipt")
        yield ErrorPanel()
        yield KeyBar()

    def on_mount(self) -> None:
        self.query_one(".page").focus()
        names = ", ".join(one_line(str(path), 200) for path in self._paths)
        self._tell(f"Forgetting {names}")
        self.assistant_app.forgetting.forget(self._paths, self._keep_out, self._tell, self._show)

    def _tell(self, text: str) -> None:
        if self.is_open:
            self.query_one("#receipt", ForeignText).show((f"\u2026 {text}", "dim"))

    def _show(self, receipt: Receipt) -> None:
        if self.is_open:
            self.query_one("#receipt", ForeignText).show(*receipt_text(receipt))
        elif not receipt.is_clean:
            self.app.notify("Something of what was forgotten is left; see: assistant forget", severity="error")

    def action_close_sheet(self) -> None:
        if self.assistant_app.session.error is not None:
            self.assistant_app.show_error(None)
        else:
            self.dismiss()
