"""Where questions are typed. Typing works from the first frame on; enter sends."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.message import Message
from textual.widgets import TextArea

from assistant.core.text import clean
from assistant.tui.actions import bindings

MAX_PASTE_CHARS = 20_000


class Prompt(TextArea):
    """A few lines of text. While it is empty, the digits in `openable` are left to open sources."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("prompt")]

    class Sent(Message):
        """The person pressed enter."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def __init__(self) -> None:
        super().__init__(
            id="prompt", soft_wrap=True, compact=True, show_line_numbers=False, highlight_cursor_line=False
        )
        self.openable: frozenset[str] = frozenset()

    def action_send(self) -> None:
        if text := self.text.strip():
            self.post_message(self.Sent(text))

    def action_new_line(self) -> None:
        self.insert("\n")

    def check_consume_key(self, key: str, character: str | None = None) -> bool:
        return not self._opens(key) and super().check_consume_key(key, character)

    def _opens(self, key: str) -> bool:
        return not self.text and key in self.openable

    async def _on_key(self, event: events.Key) -> None:
        if self._opens(event.key):
            event.prevent_default()  # not typed; the key goes on to the screen's bindings

    async def _on_paste(self, event: events.Paste) -> None:
        event.prevent_default()
        event.stop()
        self.insert(clean(event.text)[:MAX_PASTE_CHARS])
