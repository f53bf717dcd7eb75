"""The conversation: about the last twenty exchanges are on the screen, earlier ones come back on request.

Invariant: it follows the stream only while it is scrolled to its end.
"""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.message import Message

from assistant.tui.exchange import Exchange
from assistant.tui.widgets.answer import ExchangeView
from assistant.tui.widgets.foreign import ForeignText, Piece

SHOWN = 20
MOST = 60


class EarlierButton(ForeignText, can_focus=True):
    """Brings earlier messages back."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter,space", "press", "earlier", show=False)]

    class Pressed(Message):
        """Show earlier messages."""

    def action_press(self) -> None:
        self.post_message(self.Pressed())

    def on_click(self) -> None:
        self.action_press()


class ChatLog(VerticalScroll, can_focus=True):
    """Shows the tail of a list of exchanges."""

    def __init__(self) -> None:
        super().__init__(id="log")
        self._exchanges: list[Exchange] = []
        self.earlier_key = ""  # as it is shown
        self._first = 0  # index of the first exchange that is shown

    def compose(self) -> ComposeResult:
        yield EarlierButton(id="earlier")
        yield ForeignText(id="welcome")

    def on_mount(self) -> None:
        self._update_earlier()
        self.anchor()

    def welcome(self, *pieces: Piece) -> None:
        """What stands there before the first question."""
        self.query_one("#welcome", ForeignText).show(*pieces)

    def begin(self, exchanges: list[Exchange]) -> None:
        """Show another conversation."""
        self._exchanges = exchanges
        self._first = max(0, len(exchanges) - SHOWN)
        self.query(ExchangeView).remove()
        self.mount_all(ExchangeView(exchange) for exchange in exchanges[self._first :])
        self._update_earlier()
        self.anchor()

    def add(self, exchange: Exchange) -> None:
        """Show one more (it is already in the list) and go to the end."""
        self.mount(ExchangeView(exchange))
        views = list(self.query(ExchangeView))
        if len(views) > MOST:
            for view in views[: len(views) - SHOWN]:
                view.remove()
            self._first = len(self._exchanges) - SHOWN
        self._update_earlier()
        self.anchor()

    def refresh_exchange(self, exchange: Exchange) -> None:
        """Draw one exchange anew."""
        for view in self.query(ExchangeView):
            if view.exchange is exchange:
                view.refresh_exchange()

    def show_earlier(self) -> None:
        """Show twenty more; what is on the screen stays where it is."""
        start = max(0, self._first - SHOWN)
        more = self._exchanges[start : self._first]
        if not more:
            return
        height = self.virtual_size.height
        self._first = start
        self.release_anchor()
        self.mount_all((ExchangeView(exchange) for exchange in more), after="#welcome")
        self._update_earlier()
        self.call_after_refresh(lambda: self.scroll_relative(y=self.virtual_size.height - height, animate=False))

    @property
    def hidden_count(self) -> int:
        return self._first

    def _update_earlier(self) -> None:
        button = self.query_one(EarlierButton)
        button.display = self._first > 0
        button.show(f"\u2191 {self._first:,} earlier{self.earlier_key and f' ({self.earlier_key})'}")
        self.query_one("#welcome").display = not self._exchanges
