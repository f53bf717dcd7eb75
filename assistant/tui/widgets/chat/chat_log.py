"""The conversation: the last ten exchanges are on the screen, earlier exchanges come back on request.

Invariant: it follows the stream only while it is scrolled to its end. At most `MAX_MOUNTED` exchanges are mounted, so
that a long conversation scrolls as fast as a short one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, cast

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.message import Message

from assistant.tui.show.guidance import welcome
from assistant.tui.widgets.foreign import ForeignText

if TYPE_CHECKING:
    from assistant.chat.exchange import Exchange
    from assistant.tui.show.guidance import Key
    from assistant.tui.state.session import Session
    from assistant.tui.widgets.chat.answer import ExchangeView
    from assistant.tui.widgets.chat.home import HomeView

PAGE = 10
MAX_MOUNTED = 30


class MoreButton(ForeignText, can_focus=True):
    """Brings messages back that were left out."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter,space", "press", "more", show=False)]

    class Pressed(Message):
        """Show earlier or later messages."""

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

    BINDINGS: ClassVar[list[BindingType]] = [Binding("slash", "app.search", "search", show=False)]

    def __init__(self) -> None:
        super().__init__(id="log")
        self._exchanges: list[Exchange] = []
        self._home: HomeView | None = None
        self.earlier_key = self.later_key = ""  # as they are shown
        self._first = self._end = 0  # shown is exchanges[_first:_end]

    def compose(self) -> ComposeResult:
        yield MoreButton(id="earlier", classes="more")
        yield ForeignText(id="welcome")
        yield MoreButton(id="later", classes="more")

    def on_mount(self) -> None:
        self._update_buttons()
        self.anchor()

    def show_welcome(self, session: Session, key: Key) -> None:
        """Show what stands here before the first question: a few words, or the view of the library."""
        if session.library.files and self._home is None:  # loaded after the first frame, which cannot show it
            from assistant.tui.widgets.chat.home import HomeView

            self._home = HomeView()
            self.mount(self._home, before="#welcome")
        if self._home is not None:
            self._home.show_session(session, key)
        self.query_one("#welcome", ForeignText).show(*welcome(session, key))
        self._show_beginning()

    def _show_beginning(self) -> None:
        empty = not self._exchanges
        at_home = self._home is not None and self._home.has_something
        if self._home is not None:
            self._home.display = empty and at_home
        self.query_one("#welcome").display = empty and not at_home

    def show_exchanges(self, exchanges: list[Exchange]) -> None:
        """Show another conversation."""
        self._exchanges = exchanges
        self._first, self._end = max(0, len(exchanges) - PAGE), len(exchanges)
        for view in self.views:
            view.remove()
        self._mount(exchanges[self._first :], before="#later")
        self._update_buttons()
        self.anchor()

    def add(self, exchange: Exchange) -> None:
        """Show the exchange that was just appended to the list, and go to the end."""
        if self._end < len(self._exchanges) - 1:  # the end had been left out
            self.show_exchanges(self._exchanges)
            return
        self._mount([exchange], before="#later")
        self._end = len(self._exchanges)
        self._unmount_above()
        self._update_buttons()
        self.anchor()

    def refresh_exchange(self, exchange: Exchange) -> None:
        """Draw `exchange` again; where it is a new one that the program has appended, for the first time."""
        for view in self.views:
            if view.exchange is exchange:
                view.refresh_exchange()
        if exchange in self._exchanges[-1:] and self._end == len(self._exchanges) - 1:
            self._mount([exchange], before="#later")
            self._end += 1
            self._unmount_above()
            self._update_buttons()

    def show_earlier(self) -> None:
        """Show ten more; what is on the screen stays where it is."""
        start = max(0, self._first - PAGE)
        more = self._exchanges[start : self._first]
        if not more:
            return
        views = self.views
        seen = views[0]
        self._first = start
        self.release_anchor()
        self._mount(more, after="#welcome")
        for view in views[MAX_MOUNTED - len(more) :]:
            view.remove()
        self._end = min(self._end, self._first + MAX_MOUNTED)
        self._update_buttons()
        self.call_after_refresh(lambda: self._scroll_back_to(seen))

    def show_later(self) -> None:
        """Show ten more towards the end; what is on the screen stays where it is."""
        more = self._exchanges[self._end : self._end + PAGE]
        if not more:
            return
        seen = self.views[-1]
        self._end += len(more)
        self._mount(more, before="#later")
        self._unmount_above(keep=MAX_MOUNTED)
        self._update_buttons()
        self.call_after_refresh(lambda: self._scroll_back_to(seen, at_top=False))

    @property
    def views(self) -> list[ExchangeView]:
        """Those that are mounted, the oldest first. Found by name: the class is loaded with the first of them."""
        return [cast("ExchangeView", view) for view in self.query("ExchangeView")]

    @property
    def hidden_count(self) -> int:
        """The number of earlier exchanges that are left out."""
        return self._first

    @property
    def later_count(self) -> int:
        """The number of later exchanges that are left out."""
        return len(self._exchanges) - self._end

    def _mount(self, exchanges: Sequence[Exchange], *, before: str | None = None, after: str | None = None) -> None:
        if exchanges:
            from assistant.tui.widgets.chat.answer import ExchangeView  # the first frame shows none

            self.mount_all((ExchangeView(exchange) for exchange in exchanges), before=before, after=after)

    def _unmount_above(self, keep: int = PAGE) -> None:
        """If more than `MAX_MOUNTED` are mounted, remove all but the last `keep`."""
        views = self.views
        if len(views) > MAX_MOUNTED:
            for view in views[: len(views) - keep]:
                view.remove()
            self._first = self._end - keep

    def _scroll_back_to(self, seen: ExchangeView, at_top: bool = True) -> None:
        """Scroll so that `seen` is where the person read it: at the top edge, or at the bottom edge."""
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
        self._show_beginning()
