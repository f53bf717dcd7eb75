"""A passage on a screen of its own, with the pages before and after it."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from assistant.tui.action import Place
from assistant.tui.actions import bindings
from assistant.tui.exchange import Source
from assistant.tui.screens.view import View
from assistant.tui.widgets.error_panel import ErrorPanel
from assistant.tui.widgets.key_bar import KeyBar
from assistant.tui.widgets.passage import PassageView


class PassageScreen(View):
    """Opens at the quote."""

    PLACE: ClassVar[Place] = "passage"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("passage")]

    def __init__(self, source: Source) -> None:
        super().__init__()
        self._source = source
        self._page = source.page

    def compose(self) -> ComposeResult:
        yield PassageView()
        yield ErrorPanel()
        yield KeyBar()

    def on_mount(self) -> None:
        self.query_one(".passage-scroll").focus()
        self._load(self._page)

    def _load(self, page: int | None) -> None:
        self.assistant_app.runner.read_page(self._source.path, page, lambda text: self._show(page, text))

    def _show(self, page: int | None, text: str | None) -> None:
        if not self.is_mounted:
            return
        if text is None and page != self._source.page:
            self.assistant_app.notify("There is no such page.")
            return
        self._page = page
        self.query_one(PassageView).show_source(self._source, page, text)

    def action_close_passage(self) -> None:
        if self.assistant_app.session.trouble is not None:
            self.assistant_app.show_trouble(None)
        else:
            self.dismiss()

    def action_next_page(self) -> None:
        if self._page is not None:
            self._load(self._page + 1)

    def action_previous_page(self) -> None:
        if self._page is not None and self._page > 1:
            self._load(self._page - 1)

    def action_to_quote(self) -> None:
        if self._page != self._source.page:
            self._load(self._source.page)
        else:
            self.query_one(PassageView).scroll_to_quote()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A file without pages has none to turn."""
        return self._source.page is not None if action in ("next_page", "previous_page") else True
