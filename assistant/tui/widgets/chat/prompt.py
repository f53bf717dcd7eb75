"""Where questions are typed. Typing works from the first frame on; enter sends.

Invariant: keys act in the order in which they were pressed. Textual hands the keys of actions to the app at once and
letters to the widget's queue; on a busy machine enter would overtake the letters before it. So actions go through that
queue too.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.binding import BindingType
from textual.message import Message
from textual.widgets import TextArea

from assistant.text.clean import clean, one_line
from assistant.tui.actions.registry import bindings

if TYPE_CHECKING:
    from assistant.tui.actions.completion import Offer
    from assistant.tui.widgets.chat.completions import Completions

MAX_PASTE_CHARS = 20_000


class Prompt(TextArea):
    """A few lines of text. While it is empty, the digits in `openable` are left to open sources."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("prompt")]

    class Sent(Message):
        """The person pressed enter; `raw` is what stood in the prompt, `text` that without the space around it."""

        def __init__(self, raw: str) -> None:
            super().__init__()
            self.raw, self.text = raw, raw.strip()

    def __init__(self, completions: Completions) -> None:
        super().__init__(
            id="prompt", soft_wrap=True, compact=True, show_line_numbers=False, highlight_cursor_line=False
        )
        self.openable: frozenset[str] = frozenset()
        self.hand_over: Callable[[str], bool] = lambda key: False  # takes a key of an empty prompt, if it has a use
        self.earlier: Sequence[str] = ()  # questions that can be called back, oldest first
        self._recalled = 0  # how many questions back the prompt is
        self._completions = completions

    @property
    def before_cursor(self) -> str:
        """The text up to the cursor."""
        return self.get_text_range((0, 0), self.cursor_location)

    def remember(self, text: str) -> None:
        """Let `text` be called back."""
        self.earlier = (*self.earlier, text)
        self._recalled = 0

    def set_history(self, questions: Sequence[str]) -> None:
        """Let these questions, oldest first, be called back. What is being typed stays."""
        self.earlier, self._recalled = tuple(question for question in questions if question), 0

    def offer_command(self, command: str) -> None:
        """Put a command into the prompt, to be completed and sent; what stood there can be called back."""
        if text := self.text.strip():
            self.remember(text)
        self.text = one_line(command)
        self.move_cursor(self.document.end)
        self.focus()

    # ---------------------------------------------------------------- actions

    def action_send(self) -> None:
        self.call_later(self._send)

    def _send(self) -> None:
        if (offer := self._completions.chosen_for(self.before_cursor)) is not None and offer.text.startswith("/"):
            self._take(offer)
            if offer.text.endswith(" "):
                return  # what is asked stands behind it
        if self.text.strip():
            self._recalled = 0
            self._completions.hide(self.before_cursor)
            self.post_message(self.Sent(self.text))

    def remove_sent(self, sent: str) -> None:
        """Remove what was sent; what was typed behind it meanwhile stays."""
        rest = self.text.removeprefix(sent)
        self.text = rest if rest != self.text else ""
        self.move_cursor(self.document.end)

    def action_new_line(self) -> None:
        self.call_later(self.insert, "\n")

    def action_complete(self) -> None:
        self.call_later(self._complete)

    def _complete(self) -> None:
        if (offer := self._completions.chosen_for(self.before_cursor)) is not None:
            self._take(offer)

    def action_recall(self) -> None:
        self.call_later(self._recall)

    def _recall(self) -> None:
        """Each time the question before; after the oldest the prompt is empty again."""
        self._recalled = (self._recalled + 1) % (len(self.earlier) + 1)
        self.text = self.earlier[-self._recalled] if self._recalled else ""
        self.move_cursor(self.document.end)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """tab moves the focus while there is nothing to complete."""
        if action == "complete":
            return self._completions.chosen is not None
        return bool(self.earlier) if action == "recall" else True

    def action_cursor_up(self, select: bool = False) -> None:
        if self._completions.chosen is not None:
            self._completions.move(-1)
        elif self._handed_over("up"):
            pass
        elif not self.text and self.earlier:
            self._recall()
        else:
            super().action_cursor_up(select)

    def action_cursor_down(self, select: bool = False) -> None:
        if self._completions.chosen is not None:
            self._completions.move(1)
        elif not self._handed_over("down"):
            super().action_cursor_down(select)

    def action_cursor_left(self, select: bool = False) -> None:
        if not self._handed_over("left"):
            super().action_cursor_left(select)

    def action_cursor_right(self, select: bool = False) -> None:
        if not self._handed_over("right"):
            super().action_cursor_right(select)

    def action_cursor_page_up(self) -> None:
        if not self._handed_over("pageup"):
            super().action_cursor_page_up()

    def action_cursor_page_down(self) -> None:
        if not self._handed_over("pagedown"):
            super().action_cursor_page_down()

    def _handed_over(self, key: str) -> bool:
        return not self.text and self.hand_over(key)

    def _take(self, offer: Offer) -> None:
        line, column = self.cursor_location
        self.replace(offer.text, (line, max(0, column - offer.replaces)), (line, column))
        self._completions.hide(self.before_cursor)

    # ---------------------------------------------------------------- keys

    def check_consume_key(self, key: str, character: str | None = None) -> bool:
        return not self._is_left(key) and super().check_consume_key(key, character)

    def _is_left(self, key: str) -> bool:
        """Whether the key is for an action: terminals send alt and a letter as that letter, which would be typed."""
        return self._opens(key) or key.startswith("alt+")

    def _opens(self, key: str) -> bool:
        return not self.text and key in self.openable

    async def _on_key(self, event: events.Key) -> None:
        if self._is_left(event.key):
            event.prevent_default()  # not typed; the key goes on to the screen's bindings

    async def _on_paste(self, event: events.Paste) -> None:
        event.prevent_default()
        event.stop()
        self.insert(clean(event.text)[:MAX_PASTE_CHARS])
