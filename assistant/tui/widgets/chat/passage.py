"""A page with the quote marked: what stands behind a citation, with its surroundings.

Invariant: the mark is only drawn where the quote really stands; otherwise the view says that the file has changed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll

from assistant.chat.words import file_name
from assistant.text.clean import clean, one_line
from assistant.text.pages import page_phrase
from assistant.tui.widgets.foreign import ForeignText

if TYPE_CHECKING:
    from assistant.chat.exchange import Source
    from assistant.chat.pieces import Piece
    from assistant.tui.jobs.runner import PageRead

AROUND_CHARS = 12_000  # of a very long page only this much on each side of the quote is drawn
_MARK = "bold underline $accent"


def find_quote(text: str, source: Source) -> tuple[int, int] | None:
    """The span of the quote in `text`: where the citation says, else where it stands nearest to that, else None."""
    from assistant.text.covers import find_covered, has_cover  # a quote is opened after the first frame

    quote = source.quote
    if text[source.start : source.end] == quote and quote:
        return source.start, source.end
    found = _nearest(text, quote, source.start) if quote else -1
    if found >= 0:
        return found, found + len(quote)
    # A rule may have hidden more of the quote than of the page: answers pass further checks.
    if has_cover(quote) and find_covered(quote, text[source.start : source.end]) is not None:
        return source.start, source.end
    # What is hidden on the page before the quote moves it.
    if has_cover(quote) and has_cover(text) and (covered := find_covered(quote, text)) is not None:
        return covered
    # A passage may be wider than its chunk or redacted; its span is then what was searched.
    if source.start < source.end <= len(text) and text[source.start : source.end].strip() in quote:
        return source.start, source.end
    return None


def _nearest(text: str, quote: str, place: int) -> int:
    """Where `quote` stands in `text`, nearest to the offset `place`; -1 if nowhere."""
    before, after = text.rfind(quote, 0, place + len(quote)), text.find(quote, place)
    found = [at for at in (before, after) if at >= 0]
    return min(found, key=lambda at: abs(at - place), default=-1)


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

    def show_source(self, source: Source, page: int | None, read: PageRead, pages: int = 0) -> None:
        """Show what was read as the page `page` of the source's file; `pages` counts them, if known."""
        of_quote = page == source.page
        shown = clean(read.text or "")
        span = find_quote(shown, source) if of_quote and read.text is not None else None
        self._head(source, page, pages, _trouble(read, of_quote and span is None and bool(source.quote)))
        first, last = window(shown, span)
        # The quote has its own widget, in whole lines, so that it can be scrolled to.
        line_start, line_end = (first, first) if span is None else _whole_lines(shown, span)
        self._part("before", shown[first:line_start].removesuffix("\n"), cut_above=first > 0)
        self._part("after", shown[line_end:last].removeprefix("\n"), cut_below=last < len(shown))
        quote = self.query_one(".passage-quote", ForeignText)
        quote.display = span is not None
        if span is not None:
            quote.show(shown[line_start : span[0]], (shown[span[0] : span[1]], _MARK), shown[span[1] : line_end])
        # The quote's line is known once the new text has been laid out, which is one refresh later.
        self.call_after_refresh(self.call_after_refresh, self.scroll_to_quote)

    def scroll_to_quote(self) -> None:
        """Bring the quote into view, with a few lines above it."""
        scroll = self.query_one(".passage-scroll", VerticalScroll)
        quote = self.query_one(".passage-quote", ForeignText)
        top = quote.virtual_region.y - 3 if quote.display else 0
        scroll.scroll_to(y=max(0, top), animate=False)

    def _head(self, source: Source, page: int | None, pages: int, trouble: str) -> None:
        """The name and the page first, which say what this is; where it lies below them."""
        of = f" of {pages:,}" if pages else ""
        pieces: list[Piece] = [
            (f"[{source.number}] " if source.number else "", "bold $accent"),
            (file_name(source.path), "bold"),
            ("" if page is None else f"  {page_phrase(source.path, page)}{of}", ""),
            (f"\n{one_line(source.path)}", "dim"),
        ]
        if source.headings and page == source.page:
            pieces.append(("\n" + " \u203a ".join(one_line(heading) for heading in source.headings), "$secondary"))
        if source.recognised and page == source.page:
            pieces.append((f"\nrecognised from a picture, {source.recognised}% sure", "$warning"))
        if trouble:
            pieces.append((f"\n! {trouble}", "$warning"))
        self.query_one(".passage-head", ForeignText).show(*pieces)

    def _part(self, name: str, text: str, cut_above: bool = False, cut_below: bool = False) -> None:
        widget = self.query_one(f".passage-{name}", ForeignText)
        widget.display = bool(text)
        widget.show(
            ("\u2026 more above\n" if cut_above else "", "dim"),
            text,
            ("\n\u2026 more below" if cut_below else "", "dim"),
        )


def _trouble(read: PageRead, not_found: bool) -> str:
    """What is to be said above the page, or ""."""
    from assistant.text.covers import has_cover

    if read.text is None:
        return read.withheld or "This page is no longer in the library: the file was changed or removed."
    if not_found and has_cover(read.text):
        return "The quote cannot be marked: a rule hides a part of this page."
    return "The quote is no longer on this page: the file has changed since." if not_found else ""


def _whole_lines(text: str, span: tuple[int, int]) -> tuple[int, int]:
    start = text.rfind("\n", 0, span[0]) + 1
    end = text.find("\n", span[1])
    return start, len(text) if end < 0 else end
