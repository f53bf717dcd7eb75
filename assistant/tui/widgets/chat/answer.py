"""One exchange on the screen: the question, the answer as it comes, what the guard did, the sources.

Invariant: it has no state but its `Exchange`, so it can be removed and made again at any time.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast

from textual.app import ComposeResult
from textual.containers import VerticalGroup

from assistant.chat.pieces import plain_text
from assistant.chat.told.guarded import without_rules
from assistant.chat.told.refusal import NEAREST
from assistant.chat.told.saying import laid_out
from assistant.chat.told.sureness import sureness
from assistant.chat.words import short_names
from assistant.text.clean import clean
from assistant.tui.ports import app_of
from assistant.tui.show.prose import blocks, prose, table_in
from assistant.tui.show.told import account, check_lines, foot, refusal_text, state_line
from assistant.tui.widgets.chat.fold import Fold
from assistant.tui.widgets.chat.source_link import SourceLink
from assistant.tui.widgets.foreign import ForeignText

if TYPE_CHECKING:
    from textual.timer import Timer
    from textual.widget import Widget

    from assistant.chat.exchange import Exchange
    from assistant.chat.pieces import Piece
    from assistant.chat.told.saying import Laid
    from assistant.domain.records.results import ResultTable
    from assistant.tui.screens.view import View
    from assistant.tui.widgets.chat.result_grid import ResultGrid

_MOST_SOURCES = 9  # those that have a key
_TICK_S = 1.0
_NOT_KEPT = "(this question is not kept)"
_MARKED = re.compile(r"(\[\d{1,3}\])")


class AnswerBody(VerticalGroup):
    """The answer's text, a widget for each paragraph and table: while it streams, only the last one is drawn again."""

    def __init__(self) -> None:
        super().__init__()
        self._shown: list[tuple[str, Widget]] = []

    def show(self, text: str, *, is_whole: bool = True) -> None:
        """Show `text`, changing only the parts that differ. `is_whole`: no more of it will come."""
        wanted = blocks(clean(text))
        self.display = bool(wanted)
        for index, block in enumerate(wanted):
            if index >= len(self._shown):
                self._shown.append((block, self._mount(block)))
            elif block != self._shown[index][0]:
                self._shown[index] = (block, self._changed(self._shown[index][1], block))
            elif is_whole and (table := table_in(block)) is not None:
                cast("ResultGrid", self._shown[index][1]).show_table(table)  # the last row has come
        for _, part in self._shown[len(wanted) :]:
            part.remove()
        del self._shown[len(wanted) :]

    def _mount(self, block: str, before: Widget | None = None) -> Widget:
        table = table_in(block)
        part = _paragraph(block) if table is None else _grid(table)
        self.mount(part, before=before)
        return part

    def _changed(self, part: Widget, block: str) -> Widget:
        """The widget that shows `block` in the place of `part`; a new one if text has become a table."""
        table = table_in(block)
        if table is None and isinstance(part, ForeignText):
            part.update(prose(block))
            return part
        if table is not None and not isinstance(part, ForeignText):
            cast("ResultGrid", part).show_table(table, is_whole=False)
            return part
        made = self._mount(block, before=part)
        part.remove()
        return made


def _paragraph(block: str) -> Widget:
    paragraph = ForeignText(classes="paragraph")
    paragraph.update(prose(block))
    return paragraph


def _grid(table: ResultTable) -> Widget:
    from assistant.tui.widgets.chat.result_grid import ResultGrid  # the first frame shows no table

    return ResultGrid(table)


class ExchangeView(VerticalGroup):
    """The whole exchange."""

    def __init__(self, exchange: Exchange) -> None:
        super().__init__(classes="exchange")
        self.exchange = exchange
        self._sources_shown: tuple[object, ...] = ()
        self._ticking: Timer | None = None

    def compose(self) -> ComposeResult:
        key = cast("View", self.screen).key
        again = ("  (asked again: more files are read)", "dim") if self.exchange.again else ""
        yield ForeignText(("You  ", "bold $secondary"), self.exchange.question or _NOT_KEPT, again, classes="question")
        with VerticalGroup(classes="reply"):
            yield ForeignText(classes="state")
            yield ForeignText(classes="lead")
            yield ForeignText(classes="sure")
            yield AnswerBody()
            yield ForeignText(classes="account")
            yield ForeignText(classes="checks")
            yield VerticalGroup(classes="sources")
            yield Fold("quote", key("unfold_quotes"), "quotes")
            yield Fold("step", key("unfold_steps"), "steps")
            yield ForeignText(classes="foot")

    def on_mount(self) -> None:
        self.refresh_exchange()
        if self.exchange.is_open:
            self._ticking = self.set_interval(_TICK_S, self._tick)

    def _tick(self) -> None:
        """Count on while the answer is being made: a line that stands still looks like a program that does."""
        if not self.exchange.is_open and self._ticking is not None:
            self._ticking.stop()
        elif not self.exchange.queued:
            self._show_text(".state", state_line(self.exchange))
            self._show_text(".foot", foot(self.exchange))

    def on_result_grid_cited(self, event: ResultGrid.Cited) -> None:
        """A citation in a table opens like the sources below it."""
        event.stop()
        if (source := self.exchange.source(event.number)) is not None:
            self.post_message(SourceLink.Chosen(source))

    def refresh_exchange(self) -> None:
        """Show the exchange as it is now; before it has been composed there is nothing to show it in."""
        if not self.query(AnswerBody):
            return
        exchange = self.exchange
        for state in ("refused", "blocked", "failed", "interrupted", "forgotten"):
            self.set_class(exchange.state == state, f"-{state}")
        self.set_class(exchange.own_words and not exchange.is_open, "-own")
        laid = laid_out(exchange)
        self.query_one(AnswerBody).show(self._body(laid), is_whole=not exchange.is_open)
        self._show_text(".state", self._refusal() if exchange.state == "refused" else state_line(exchange))
        self._show_text(".lead", *lead(laid))
        self._show_text(".sure", sureness(exchange))
        self._show_text(".account", *account(exchange))
        self._show_text(".checks", "\n".join(check_lines(exchange)))
        self._show_text(".foot", foot(exchange))
        self._show_sources()
        quotes = [f"\u201c{quote.said}\u201d [{quote.number}]" for quote in laid.quotes]
        self.query_one(".quotes", Fold).show_lines(quotes)
        self.query_one(".steps", Fold).show_lines([] if exchange.is_open else exchange.steps)

    def _body(self, laid: Laid) -> str:
        """The text of the answer below the line that says it."""
        exchange = self.exchange
        if exchange.state == "blocked":
            said = without_rules(exchange.text, [check.verdict for check in exchange.checks])
            said = said.removeprefix("Stopped by a rule").lstrip(":. ")  # the line above says so
            return said[:1].upper() + said[1:]
        return "" if exchange.state == "refused" else laid.rest

    def unfold(self, name: str) -> None:
        """Show the lines of the fold `name` ("quotes", "steps") one by one, or fold them again."""
        self.query_one(f".{name}", Fold).action_fold()

    def _refusal(self) -> str:
        session, key = app_of(self).session, cast("View", self.screen).key
        return refusal_text(self.exchange, session.library.files, session.scope, key)

    def _show_text(self, selector: str, *pieces: Piece) -> None:
        widget = self.query_one(selector, ForeignText)
        widget.display = bool(plain_text(pieces))
        widget.show(*pieces)

    def _show_sources(self) -> None:
        sources = self.exchange.sources()
        if sources == self._sources_shown:
            return
        self._sources_shown = sources
        holder = self.query_one(".sources", VerticalGroup)
        holder.remove_children()
        names = short_names(source.path for source in sources)
        if self.exchange.state == "refused" and sources:
            holder.mount(ForeignText(NEAREST, classes="sources-head"))
        # A table shows its quotes itself, so the list below it is short.
        most = _MOST_SOURCES if table_in(self.exchange.text) is not None else len(sources)
        holder.mount_all(SourceLink(source, names[source.path]) for source in sources[:most])
        if len(sources) > most:
            holder.mount(ForeignText(f"and {len(sources) - most:,} more in the table", classes="sources-head"))


def lead(laid: Laid) -> list[Piece]:
    """The line that says the answer, where it stands, and its source."""
    if not laid.lead:
        return []
    parts = _MARKED.split(laid.lead.replace("**", ""))
    pieces: list[Piece] = [(part, "bold $accent" if _MARKED.fullmatch(part) else "bold") for part in parts]
    if laid.place:
        pieces.append(f", from {laid.place}")
    return [*pieces, (f" [{laid.number}]", "bold $accent")] if laid.number else pieces
