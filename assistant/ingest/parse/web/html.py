"""Saved web pages: the visible text in order, then, under a heading of their own, menus, side bars and the foot.

Invariant: no address in the file is opened, no external entity is expanded, nothing is executed; of what a person sees
as text nothing is left out but menus of mere links.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from assistant.domain.errors import ParseFailure
from assistant.domain.records.documents import BlockKind, ParsedPage
from assistant.ingest.parse.marks.raised import written
from assistant.ingest.parse.page import PageBuilder
from assistant.ingest.parse.plain.decoding import Note, decode, decode_as, ignore_note
from assistant.ingest.parse.plain.text import read_bytes
from assistant.ingest.parse.source import Source
from assistant.ingest.parse.tables import add_rows
from assistant.ingest.parse.web.html_beside import is_site_menu, stands_beside
from assistant.ingest.parse.web.html_marks import LABEL, write_marks
from assistant.ingest.parse.web.html_tables import is_data_table, is_hidden, rows_of
from assistant.text.clean import one_line
from assistant.text.pages import BESIDE_THE_TEXT

_DROPPED = frozenset(
    {"script", "style", "noscript", "template", "svg", "iframe", "object", "embed", "canvas", "head", "button"}
    | {"audio", "video", "map", "datalist"}
)
_EMBEDDED = frozenset({"iframe", "object", "embed"})
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BREAKING = frozenset(
    {"p", "div", "section", "article", "main", "header", "body", "html", "ul", "ol", "dl", "dd", "dt", "li", "table"}
    | {
        "form",
        "fieldset",
        "legend",
        "nav",
        "aside",
        "footer",
        "dialog",
        "figure",
        "figcaption",
        "blockquote",
        "address",
        "details",
        "summary",
        "hr",
        "center",
    }
    | {"tbody", "thead", "tfoot", "tr", "td", "th", "caption", "pre", *_HEADINGS}
)
_CHARSET = re.compile(
    rb"<(?:meta|\?xml)[^>]{0,300}?(?:charset|encoding)\s*=\s*[\"']?\s*([A-Za-z0-9_\-:]{2,40})", re.IGNORECASE
)
_SUMMARY_LEVEL = 6  # of the line that opens a part of the page, as in lists of questions
_MIN_MAIN_SHARE = 0.4  # of the page's text: with this share <main> or the only <article> is the text
# Hidden menus are common, sentences are not: seven words, and a mark behind them.
_SEVEN_WORDS = re.compile(r"\s*+(?:\S++\s++){7}")
_MARK = re.compile(r"[.!?:]")
_MAX_DEPTH = 200


def read(source: Source) -> Iterator[ParsedPage]:
    """One page. Raises ParseFailure if it cannot be parsed."""
    text = decode_html(read_bytes(source), source.note)
    builder = PageBuilder()
    title = add_html(text, builder)
    source.title = source.title or title
    for note in builder.notes:
        source.note(note)
    yield builder.build()


def decode_html(data: bytes, note: Note = ignore_note) -> str:
    """Decode by byte-order mark, else by the declared charset, else like plain text. `note` takes what is not sure."""
    declared = _CHARSET.search(data, 0, 4096)
    if declared is None:
        return decode(data, note)
    name = declared.group(1).decode("ascii").lower()
    # The declaration was found as ASCII, so the page cannot be UTF-16.
    return decode_as(data, "utf-8" if name.startswith("utf-16") else name, note)


def add_html(text: str, builder: PageBuilder, *, is_book: bool = False) -> str:
    """Add the visible content of a page or fragment to `builder`; returns the page's title.

    With `is_book` all of it is text: a book has no menus, and its boxes beside the text belong to the chapter.
    """
    import lxml.etree
    import lxml.html

    parser = lxml.html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    # lxml refuses a str with an encoding declaration, and libxml2 stops at a NUL.
    data = text.replace("\0", "").encode("utf-8", "replace")
    try:
        root = lxml.html.document_fromstring(data, parser=parser)
    except (lxml.etree.LxmlError, ValueError, AssertionError):
        if not text.strip():
            return ""
        raise ParseFailure("damaged", "It cannot be read as a web page.") from None
    write_marks(root, text)
    body = root.find("body")
    body = root if body is None else body
    main = body if is_book else _main_part(body)
    reader = _Reader(builder, main, set_aside=not is_book)
    heading = _heading_of(body, main)
    if heading is not None:
        reader.run(heading)
        heading.drop_tree()
    reader.run(main)
    reader.run_beside(body)
    named = root.findtext(".//title") or (heading.text_content() if heading is not None else "")
    return one_line(written(named))


def _heading_of(body: Any, main: Any) -> Any:
    """The heading of a page whose main part has none: it stands in the head of the site, and names the text."""
    if main is body or main.find(".//h1") is not None:
        return None
    found = body.findall(".//h1")
    return found[0] if len(found) == 1 else None


def _main_part(body: Any) -> Any:
    """The <main> or the only <article>, if it holds a large share of the text; else the whole page."""
    candidates = body.findall(".//main") or body.findall(".//article")
    if len(candidates) == 1 and len(candidates[0].text_content()) >= _MIN_MAIN_SHARE * len(body.text_content()):
        return candidates[0]
    return body


class _Reader:
    """Walks the tree; inline text is collected in `_pending` until an element breaks the line.

    What stands beside the text of `main` waits in `_beside`, and comes after it.
    """

    def __init__(self, builder: PageBuilder, main: Any, *, set_aside: bool) -> None:
        self._builder = builder
        self._main = main
        self._set_aside = set_aside
        self._beside: list[Any] = []
        self._is_beside = False
        self._pending: list[str] = []
        self._kind: BlockKind = "paragraph"
        self._level = 0
        self._term = ""
        self._last = ""

    def run(self, root: Any) -> None:
        self._walk(root, 0)
        self._flush()

    def run_beside(self, body: Any) -> None:
        """Add what `run` left: all of `body` outside the main part, and what was set aside inside of it."""
        waiting, self._beside = self._beside, []
        self._set_aside, self._is_beside, self._last = False, True, ""
        self._builder.announce(BESIDE_THE_TEXT)
        if self._main is not body:
            self.run(body)
        for element in waiting:
            self.run(element)
        self._builder.announce("")

    def _walk(self, element: Any, depth: int) -> None:
        """Read an element and its children; its tail belongs to the parent."""
        tag = element.tag if isinstance(element.tag, str) else ""
        if tag in _EMBEDDED:
            self._builder.note("A part that another file holds was not read.")
        if not tag or tag in _DROPPED or (self._is_beside and element is self._main):
            return
        if is_hidden(element) or (tag == "dialog" and element.get("open") is None):
            if _holds_sentence(element.text_content()):
                self._builder.mark("hidden_text")
                self._builder.note("A part that the page does not show was not read.")
            return
        if self._set_aside and element is not self._main and stands_beside(element, self._last):
            self._beside.append(element)
            return
        if self._is_beside and is_site_menu(element):
            return
        if depth > _MAX_DEPTH:
            self._pending.append(element.text_content())
            return
        if tag == "br":
            self._pending.append("\n")
        elif tag == "pre":
            self._flush()
            self._builder.add("code", written(element.text_content()))
        elif tag == "table" and is_data_table(element):
            self._flush()
            add_rows(self._builder, *rows_of(element))
        elif tag in ("dt", "dd"):
            self._definition(element, tag, depth)
        elif tag in _HEADINGS or tag in ("li", "summary"):
            level = _SUMMARY_LEVEL if tag == "summary" else _HEADINGS.get(tag, 0)
            self._block(element, "list" if tag == "li" else "heading", level, depth)
        elif tag in _BREAKING:
            self._flush()
            self._children(element, depth)
            self._flush()
        else:
            self._children(element, depth)

    def _children(self, element: Any, depth: int) -> None:
        self._text(element.text)
        for child in element:
            self._walk(child, depth + 1)
            self._text(child.tail)

    def _block(self, element: Any, kind: BlockKind, level: int, depth: int) -> None:
        self._flush()
        before = self._kind, self._level
        self._kind, self._level = kind, level
        if kind == "list":
            self._pending.append(f"{element.get(LABEL, '-')} ")
        self._children(element, depth)
        self._flush()
        self._kind, self._level = before

    def _definition(self, element: Any, tag: str, depth: int) -> None:
        """Write the term with each of its definitions: neither can be understood alone."""
        self._flush()
        if tag == "dt":
            self._term = one_line(written(element.text_content()))
            if element.getnext() is None or element.getnext().tag != "dd":
                self._builder.add("list", f"- {self._term}")
        else:
            self._pending.append(f"{self._term}: " if self._term else "")
            self._children(element, depth)
            self._flush()

    def _text(self, text: str | None) -> None:
        if text:
            self._pending.append(re.sub(r"\s+", " ", text))

    def _flush(self) -> None:
        text = written("".join(self._pending))
        self._pending.clear()
        if text.strip(" -:\n"):
            self._last = text
            level = min(6, self._level + 1) if self._level and self._is_beside else self._level
            self._builder.add(self._kind, one_line(text) if self._kind == "heading" else text, level)


def _holds_sentence(text: str) -> bool:
    seven = _SEVEN_WORDS.match(text)
    return seven is not None and _MARK.search(text, seven.end()) is not None
