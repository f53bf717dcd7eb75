"""The conversation: the last ten exchanges are on the screen, earlier ones come back on request.

Invariant: it follows the stream only while it is scrolled to its end; never more than `MOST` exchanges are mounted, so
that a conversation of any length scrolls alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.message import Message

from assistant.tui.widgets.chat.answer import ExchangeView
from assistant.tui.widgets.foreign import ForeignText

if TYPE_CHECKING:
    from assistant.chat.exchange import Exchange
    from assistant.chat.pieces import Piece

SHOWN = 10
MOST = 30


class MoreButton(ForeignText, can_focus=True):
    """Brings messages back that were left out."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter,space", "press", "more", show=False)]

    class Pressed(Message):
        """Show earlier messages, or later ones."""

        def __init__(self, button: MoreButton) -> None:
            super().__init__()
            self.button = button

        @property
        def control(self) -> MoreButton:
            return self.button

    def action_press(self) -> None:
        self.post_message(self.Pressed(self))

    def on_click(self) -> None:
        self.action_press()


class ChatLog(VerticalScroll, can_focus=True):
    """Shows the tail of a list of exchanges."""

    def __init__(self) -> None:
        super().__init__(id="log")
        self._exchanges: list[Exchange] = []
        self.earlier_key = self.later_key = ""  # as they are shown
        self._first = self._end = 0  # the exchanges that are shown: from the one up to before the other

    def compose(self) -> ComposeResult:
        yield MoreButton(id="earlier", classes="more")
        yield ForeignText(id="welcome")
        yield MoreButton(id="later", classes="more")

    def on_mount(self) -> None:
        self._update_buttons()
        self.anchor()

    def welcome(self, *pieces: Piece) -> None:
        """What stands there before the first question."""
        self.query_one("#welcome", ForeignText).show(*pieces)

    def begin(self, exchanges: list[Exchange]) -> None:
        """Show another conversation."""
        self._exchanges = exchanges
        self._first, self._end = max(0, len(exchanges) - SHOWN), len(exchanges)
        self.query(ExchangeView).remove()
        self._mount(exchanges[self._first :], before="#later")
        self._update_buttons()
        self.anchor()

    def add(self, exchange: Exchange) -> None:
        """Show one more (it is already in the list) and go to the end."""
        if self._end < len(self._exchanges) - 1:  # the end had been left out
            self.begin(self._exchanges)
            return
        self._mount([exchange], before="#later")
        self._end = len(self._exchanges)
        self._leave_out_above()
        self._update_buttons()
        self.anchor()

    def refresh_exchange(self, exchange: Exchange) -> None:
        """Draw one exchange anew."""
        for view in self.query(ExchangeView):
            if view.exchange is exchange:
                view.refresh_exchange()

    def show_earlier(self) -> None:
        """Show ten more; what is on the screen stays where it is."""
        start = max(0, self._first - SHOWN)
        more = self._exchanges[start : self._first]
        if not more:
            return
        views = list(self.query(ExchangeView))
        seen = views[0]
        self._first = start
        self.release_anchor()
        self._mount(more, after="#welcome")
        for view in views[MOST - len(more) :]:
            view.remove()
        self._end = min(self._end, self._first + MOST)
        self._update_buttons()
        self.call_after_refresh(lambda: self._keep(seen))

    def show_later(self) -> None:
        """Show ten more towards the end; what is on the screen stays where it is."""
        more = self._exchanges[self._end : self._end + SHOWN]
        if not more:
            return
        seen = list(self.query(ExchangeView))[-1]
        self._end += len(more)
        self._mount(more, before="#later")
        self._leave_out_above(keep=MOST)
        self._update_buttons()
        self.call_after_refresh(lambda: self._keep(seen, at_top=False))

    @property
    def hidden_count(self) -> int:
        """How many earlier ones are left out."""
        return self._first

    @property
    def later_count(self) -> int:
        """How many later ones are left out."""
        return len(self._exchanges) - self._end

    def _mount(self, exchanges: Sequence[Exchange], *, before: str | None = None, after: str | None = None) -> None:
        self.mount_all((ExchangeView(exchange) for exchange in exchanges), before=before, after=after)

    def _leave_out_above(self, keep: int = SHOWN) -> None:
        """Where more than `MOST` are mounted, take down the earliest but `keep`."""
        views = list(self.query(ExchangeView))
        if len(views) > MOST:
            for view in views[: len(views) - keep]:
                view.remove()
            self._first = self._end - keep

    def _keep(self, seen: ExchangeView, at_top: bool = True) -> None:
        """Scroll so that `seen` is where it was read: at the top edge, or at the bottom edge."""
        region = seen.virtual_region
        top = region.y if at_top else region.bottom - self.size.height
        self.scroll_to(y=max(0, top), animate=False)

    def _update_buttons(self) -> None:
        for name, number, sign, key in (
            ("earlier", self.hidden_count, "\u2191", self.earlier_key),
            ("later", self.later_count, "\u2193", self.later_key),
        ):
            button = self.query_one(f"#{name}", MoreButton)
            button.display = number > 0
            button.show(f"{sign} {number:,} {name}{key and f' ({key})'}")
        self.query_one("#welcome").display = not self._exchanges
