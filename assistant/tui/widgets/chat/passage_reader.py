"""A passage to read: the page with the quote, the pages before and after it, the file itself in its own program.

Invariant: only a file that the library holds is opened outside, and only because the person pressed the key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.message import Message

from assistant.domain.errors import UsageError
from assistant.text.pages import file_and_page, page_word
from assistant.tui.actions.registry import bindings
from assistant.tui.ports import app_of
from assistant.tui.state.error_report import explain
from assistant.tui.system.open_file import open_outside
from assistant.tui.widgets.chat.passage import PassageView

if TYPE_CHECKING:
    from assistant.chat.exchange import Source
    from assistant.tui.jobs.runner import PageRead
    from assistant.tui.ports import AppPort
    from assistant.tui.screens.view import View


class PassageReader(Vertical):
    """Serves the area "passage", on a screen of its own or beside the conversation."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings("passage"),
        Binding("slash", "app.search", "search", show=False),
    ]

    class Closed(Message):
        """The person is done with it."""

    def __init__(self) -> None:
        super().__init__()
        self.source: Source | None = None
        self._page: int | None = None

    def compose(self) -> ComposeResult:
        yield PassageView()

    def open(self, source: Source) -> None:
        """Show `source` as soon as its page is read."""
        self.source = source
        self._load(source.page)

    def focus_text(self) -> None:
        """Let the keys of the passage work."""
        self.query_one(".passage-scroll").focus()

    def take_key(self, key: str) -> bool:
        """Scroll or turn the page by an arrow or a page key."""
        scroll = self.query_one(".passage-scroll", VerticalScroll)
        move = {
            "up": scroll.scroll_up, "down": scroll.scroll_down,
            "pageup": scroll.scroll_page_up, "pagedown": scroll.scroll_page_down,
        }.get(key)  # fmt: skip
        if move is not None:
            move(animate=False)
        elif key == "right":
            self.action_next_page()
        else:
            self.action_previous_page()
        return True

    @property
    def shown_text(self) -> str:
        """The quote with its file and page, for the clipboard."""
        if self.source is None:
            return ""
        place = file_and_page(self.source.path, self.source.page, self.source.recognised)
        return f"\u201c{self.source.quote}\u201d\n{place}"

    def _load(self, page: int | None) -> None:
        source = self.source
        if source is not None:
            self._port.runner.read_page(source.path, page, lambda read: self._show(source, page, read))

    def _show(self, source: Source, page: int | None, read: PageRead) -> None:
        if not (self.is_attached and cast("View", self.screen).is_open) or source is not self.source:
            return
        if read.text is None and not read.withheld and page != source.page:
            self._port.notify(f"There is no such {page_word(source.path)}.")
            return
        self._page = page
        files = self._port.session.library.files
        pages = next((file.pages for file in files if file.path == source.path), 0)
        self.query_one(PassageView).show_source(source, page, read, pages)

    @property
    def _port(self) -> AppPort:
        return app_of(self)

    # ---------------------------------------------------------------- actions

    def action_close_passage(self) -> None:
        if self._port.session.error is not None:
            self._port.show_error(None)
        else:
            self.post_message(self.Closed())

    def action_next_page(self) -> None:
        if self._page is not None:
            self._load(self._page + 1)

    def action_previous_page(self) -> None:
        if self._page is not None and self._page > 1:
            self._load(self._page - 1)

    def action_to_quote(self) -> None:
        if self.source is not None and self._page != self.source.page:
            self._load(self.source.page)
        else:
            self.query_one(PassageView).scroll_to_quote()

    def action_open_file(self) -> None:
        if self.source is None:
            return
        try:
            open_outside(self.source.path, self._port.session.library.files)
        except (UsageError, OSError) as error:
            self._port.show_error(explain(error, "Opening the file"))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A file without pages has none to turn."""
        if action in ("next_page", "previous_page"):
            return self.source is not None and self.source.page is not None
        return True
