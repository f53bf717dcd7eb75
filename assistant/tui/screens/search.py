"""Search in everything while it is typed: passages on the left, the page of the one under the cursor beside them.

Invariant: what is shown passed the guard as passages of answers do; only the newest search fills the list.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.timer import Timer
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from assistant.chat.exchange import Source
from assistant.chat.words import file_name
from assistant.text.clean import one_line
from assistant.text.pages import short_page
from assistant.text.quantity import count
from assistant.text.words import content_terms, stems
from assistant.tui.actions.registry import bindings
from assistant.tui.screens.view import View
from assistant.tui.widgets.chat.passage_reader import PassageReader
from assistant.tui.widgets.error_panel import ErrorPanel
from assistant.tui.widgets.foreign import ForeignText, safe
from assistant.tui.widgets.key_bar import KeyBar

if TYPE_CHECKING:
    from assistant.chat.pieces import Piece
    from assistant.domain.records.passages import Passage
    from assistant.tui.actions.action import Area

_TYPING_PAUSE_S = 0.2
_MOST = 30
_SNIPPET_CHARS = 150
_SNIPPET = "$foreground 80%"  # not $text-muted: within a line that is black or white, brighter than the file's name
_BESIDE = 100  # columns from which the page stands beside the list
_FEWEST_LETTERS = 2  # of a word that is marked


class SearchInput(Input):
    """up and down choose in the list while the field keeps the focus."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "screen.move(1)", "next", show=False),
        Binding("up", "screen.move(-1)", "previous", show=False),
        Binding("pagedown", "screen.move(10)", "further", show=False),
        Binding("pageup", "screen.move(-10)", "back", show=False),
    ]


class SearchScreen(View):
    """Opens with an empty field."""

    CSS_PATH = "../styles/search.tcss"
    AREA: ClassVar[Area] = "search"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("search")]

    def __init__(self) -> None:
        super().__init__()
        self._looking: Timer | None = None
        self._found: Sequence[Passage] = ()
        self._searched = ""

    def compose(self) -> ComposeResult:
        yield ForeignText((" Search everything", "bold $primary"), id="search-head", classes="title")
        yield SearchInput(placeholder="words, or what it means", id="search-field", compact=True)
        with Horizontal(id="search-columns"):
            yield OptionList(id="search-list", compact=True)
            yield PassageReader()
        yield ErrorPanel()
        yield KeyBar()

    def on_mount(self) -> None:
        self.query_one(SearchInput).focus()
        self._show((), "")

    def on_resize(self, event: events.Resize) -> None:
        self.query_one(PassageReader).display = event.size.width >= _BESIDE and bool(self._found)

    # ---------------------------------------------------------------- searching

    @on(Input.Changed)
    def _typed(self) -> None:
        if self._looking is not None:
            self._looking.stop()
        self._looking = self.set_timer(_TYPING_PAUSE_S, self._look)

    def _look(self) -> None:
        text = self.query_one(SearchInput).value.strip()
        self._searched = text
        if not text:
            self._show((), "")
            return
        runner = self.assistant_app.runner
        runner.in_background(lambda: runner.opened().search(text, _MOST), partial(self._came, text), "search")

    def _came(self, text: str, found: Sequence[Passage]) -> None:
        if self.is_open and text == self._searched:
            self._show(found, text)

    def _show(self, found: Sequence[Passage], text: str) -> None:
        self._found = found
        options = self.query_one(OptionList)
        options.clear_options()
        for passage in found:
            options.add_options([Option(safe(*_line(passage, text))), None])  # None is a line between two passages
        told = _told(found, text) if text else "every file, by words and by meaning"
        self.query_one("#search-head", ForeignText).show((" Search everything ", "bold $primary"), (told, "dim"))
        self.query_one(PassageReader).display = self.size.width >= _BESIDE and bool(found)
        if found:
            options.highlighted = 0
        self.refresh_bindings()

    # ---------------------------------------------------------------- what the person does

    @on(OptionList.OptionHighlighted)
    def _pointed(self) -> None:
        if (source := self._chosen()) is not None and self.query_one(PassageReader).display:
            self.query_one(PassageReader).open(source)

    def _chosen(self) -> Source | None:
        at = self.query_one(OptionList).highlighted
        if at is None or at >= len(self._found):
            return None
        passage = self._found[at]
        chunk = passage.chunk
        start, end = _hit_line(passage.text, self._searched)
        quote = passage.text[start:end]
        from assistant.domain.records.documents import recognised_percent

        sure = recognised_percent(chunk.marks)
        begin, stop = chunk.start + start, chunk.start + end
        return Source(0, chunk.path, chunk.page, begin, stop, quote, chunk.headings, recognised=sure)

    def action_move(self, by: int) -> None:
        """Choose another line of the list."""
        options = self.query_one(OptionList)
        if self._found:
            options.highlighted = max(0, min(len(self._found) - 1, (options.highlighted or 0) + by))

    @on(Input.Submitted)
    @on(OptionList.OptionSelected)
    def _confirmed(self) -> None:
        self.action_open_found()

    def action_open_found(self) -> None:
        """Read the chosen page on a screen of its own."""
        from assistant.tui.screens.passage import PassageScreen

        if (source := self._chosen()) is not None:
            self.app.push_screen(PassageScreen(source))

    def action_ask_typed(self) -> None:
        """Ask what stands in the field, as a question."""
        text = self.query_one(SearchInput).value.strip()
        if text:
            self.dismiss()
            self.assistant_app.ask(text)

    def action_close_search(self) -> None:
        if self.assistant_app.session.error is not None:
            self.assistant_app.show_error(None)
        else:
            self.dismiss()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Hides what would do nothing now."""
        return bool(self._found) if action in ("open_found", "ask_typed") else True


def _hits(text: str) -> re.Pattern[str]:
    """What is marked: words that begin with a word of the search."""
    words = sorted({word for word in re.findall(r"\w+", text) if len(word) >= _FEWEST_LETTERS}, key=len, reverse=True)
    return re.compile("|".join(rf"\b{re.escape(word)}" for word in words) or r"(?!)", re.IGNORECASE)


def _hit_line(passage: str, text: str) -> tuple[int, int]:
    """The span of the first line of `passage` that holds a hit; its first line where none does."""
    hit = _hits(text).search(passage)
    at = hit.start() if hit is not None else 0
    start = passage.rfind("\n", 0, at) + 1
    end = passage.find("\n", at)
    return start, len(passage) if end < 0 else end


def _told(found: Sequence[Passage], text: str) -> str:
    """How many passages, and whether they are near in meaning alone: a list of those looks like a list of hits."""
    if not found:
        return "nothing found"
    told = count(len(found), "passage")
    wanted = {term.stem for term in content_terms(text)}
    if any(wanted.intersection(stems(f"{one.chunk.header} {file_name(one.chunk.path)} {one.text}")) for one in found):
        return told
    return f"{told} near in meaning, none with {'these words' if len(wanted) > 1 else 'this word'}"


def _line(passage: Passage, text: str) -> list[Piece]:
    """File and page, below them the passage from its first hit on, the words of the search marked."""
    chunk = passage.chunk
    place = f"{file_name(chunk.path, 40)} {short_page(chunk.path, chunk.page)}".rstrip()
    told = one_line(passage.text, len(passage.text))
    hits = _hits(text)
    first = hits.search(told)
    begin = max(0, told.rfind(" ", 0, max(0, first.start() - 40)) + 1) if first is not None else 0
    shown = ("\u2026" if begin else "") + told[begin : begin + _SNIPPET_CHARS]
    pieces: list[Piece] = [(place, "bold"), "\n"]
    done = 0
    for hit in hits.finditer(shown):
        pieces += [(shown[done : hit.start()], _SNIPPET), (hit.group(), "bold $accent")]
        done = hit.end()
    return [*pieces, (shown[done:], _SNIPPET)]
