"""A numbered source that can be opened. We make it from checked citations, never from text that a model wrote."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message

from assistant.text.clean import one_line
from assistant.text.pages import short_page
from assistant.tui.widgets.foreign import ForeignText

if TYPE_CHECKING:
    from assistant.chat.exchange import Source
    from assistant.domain.records.chats import Standing

_QUOTE_CHARS = 160
_STANDING: dict[Standing, str] = {"same": "", "changed": " ! changed since", "gone": " ! no longer in the library"}


class SourceLink(ForeignText, can_focus=True):
    """One line: [1] file, page, the quote's beginning. A click or enter opens the passage."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter,space", "open", "open", show=False)]

    class Chosen(Message):
        """The person wants to see this source."""

        def __init__(self, source: Source) -> None:
            super().__init__()
            self.source = source

    class Pointed(Message):
        """The cursor is on this source."""

        def __init__(self, source: Source) -> None:
            super().__init__()
            self.source = source

    def __init__(self, source: Source, name: str) -> None:
        page = short_page(source.path, source.page)
        super().__init__(
            (f"[{source.number}] ", "bold $accent"),
            (name, "bold"),
            f" {page}" if page else "",
            (_STANDING[source.standing], "bold $warning"),
            (f" recognised, {source.recognised}% sure" if source.recognised else "", "$warning"),
            (f"  \u201c{one_line(source.quote, _QUOTE_CHARS)}\u201d", "dim"),
        )
        self.source = source

    def action_open(self) -> None:
        self.post_message(self.Chosen(self.source))

    def on_focus(self) -> None:
        self.post_message(self.Pointed(self.source))

    def on_click(self) -> None:
        self.action_open()
