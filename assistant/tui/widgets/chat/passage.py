"""A page with the quote marked: what stands behind a citation, with its surroundings.

Invariant: the mark is only drawn where the quote really stands; otherwise the view says that the file has changed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll

from assistant.text.clean import clean, one_line
from assistant.text.pages import page_phrase
from assistant.tui.widgets.foreign import ForeignText

if TYPE_CHECKING:
    from assistant.chat.exchange import Source
    from assistant.chat.pieces import Piece

AROUND_CHARS = 12_000  # of a very long page only this much on each side of the quote is drawn
_MARK = "bold underline $accent"


def find_quote(text: str, source: Source) -> tuple[int, int] | None:
    """The span of the quote in `text`: where the citation says, else its first occurrence, else None."""
    from assistant.text.covers import find_covered, has_cover  # a quote is opened after the first frame

    quote = source.quote
    if text[source.start : source.end] == quote and quote:
        return source.start, source.end
    found = text.find(quote) if quote else -1
    if found >= 0:
        return found, found + len(quote)
    # A rule may have hidden a part of the quote; the page is the file itself, and holds all of it.
    if has_cover(quote) and find_covered(quote, text[source.start : source.end]) is not None:
        return source.start, source.end
    # A passage may be wider than its chunk or redacted; its span is then what was searched.
    if source.start < source.end <= len(text) and text[source.start : source.end].strip() in quote:
        return source.start, source.end
    return None


def window(text: str, span: tuple[int, int] | None) -> tuple[int, int]:
    """The part of `text` that is drawn: whole lines around the quote."""
    start, end = span or (0, 0)
    first = text.rfind("\n", 0, max(0, start - AROUND_CHARS)) + 1 if start > AROUND_CHARS else 0
    last = text.find("\n", end + AROUND_CHARS)
    return first, len(text) if last < 0 else last


class PassageView(Vertical):
    """Path, page and section on top, the page's text below."""

    def compose(self) -> ComposeResult:
        yield ForeignText(classes="passage-head")
        with VerticalScroll(classes="passage-scroll"):
            yield ForeignText(classes="passage-before")
            yield ForeignText(classes="passage-quote")
            yield ForeignText(classes="passage-after")

    def show_source(self, source: Source, page: int | None, text: str | None, pages: int = 0) -> None:
        """Show `text`, the page `page` of the source's file; None where it is gone. `pages` counts them, if known."""
        of_quote = page == source.page
        shown = clean(text or "")
        span = find_quote(shown, source) if of_quote and text is not None else None
        self._head(source, page, pages, text is None, of_quote and span is None)
        first, last = window(shown, span)
        # The quote has its own widget, in whole lines, so that it can be scrolled to.
        line_start, line_end = (first, first) if span is None else _whole_lines(shown, span)
        self._part("before", shown[first:line_start].removesuffix("\n"), cut_above=first > 0)
        self._part("after", shown[line_end:last].removeprefix("\n"), cut_below=last < len(shown))
        quote = self.query_one(".passage-quote", ForeignText)
        quote.display = span is not None
        if span is not None:
            quote.show(shown[line_start : span[0]], (shown[span[0] : span[1]], _MARK), shown[span[1] : line_end])
        # The quote's place is known once the new text has been laid out, which is one refresh later.
        self.call_after_refresh(self.call_after_refresh, self.scroll_to_quote)

    def scroll_to_quote(self) -> None:
        """Bring the quote into view, with a few lines above it."""
        scroll = self.query_one(".passage-scroll", VerticalScroll)
        quote = self.query_one(".passage-quote", ForeignText)
        top = quote.virtual_region.y - 3 if quote.display else 0
        scroll.scroll_to(y=max(0, top), animate=False)

    def _head(self, source: Source, page: int | None, pages: int, gone: bool, moved: bool) -> None:
        of = f" of {pages:,}" if pages else ""
        pieces: list[Piece] = [
            (f"[{source.number}] ", "bold $accent"),
            (one_line(source.path), "bold"),
            ("" if page is None else f"\n{page_phrase(source.path, page)}{of}", ""),
        ]
        if source.headings and page == source.page:
            pieces.append(("\n" + " \u203a ".join(one_line(heading) for heading in source.headings), "dim"))
        if gone:
            pieces.append(("\n! This page is no longer in the library: the file was changed or removed.", "$warning"))
        elif moved:
            pieces.append(("\n! The quote is no longer on this page: the file has changed since.", "$warning"))
        self.query_one(".passage-head", ForeignText).show(*pieces)

    def _part(self, name: str, text: str, cut_above: bool = False, cut_below: bool = False) -> None:
        widget = self.query_one(f".passage-{name}", ForeignText)
        widget.display = bool(text)
        widget.show(
            ("\u2026 more above\n" if cut_above else "", "dim"),
            text,
            ("\n\u2026 more below" if cut_below else "", "dim"),
        )


def _whole_lines(text: str, span: tuple[int, int]) -> tuple[int, int]:
    start = text.rfind("\n", 0, span[0]) + 1
    end = text.find("\n", span[1])
    return start, len(text) if end < 0 else end
