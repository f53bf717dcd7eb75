"""Saved web pages: the visible text in order, without scripts, navigation and hidden elements.

Invariant: no address in the file is opened, no external entity is expanded, nothing is executed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from assistant.domain.errors import ParseFailure
from assistant.domain.records.documents import BlockKind, ParsedPage
from assistant.ingest.parse.page import PageBuilder
from assistant.ingest.parse.plain.decoding import Note, decode, decode_as, untold
from assistant.ingest.parse.plain.text import read_bytes
from assistant.ingest.parse.source import Source
from assistant.ingest.parse.tables import add_rows
from assistant.ingest.parse.web.html_tables import is_data_table, is_hidden, rows_of
from assistant.text.clean import one_line

_DROPPED = frozenset(
    {"script", "style", "noscript", "template", "svg", "math", "iframe", "object", "embed", "canvas", "head", "select"}
    | {"button", "input", "textarea", "nav", "footer", "aside", "dialog", "audio", "video", "map", "datalist"}
)
_DROPPED_ROLES = frozenset({"navigation", "banner", "contentinfo", "search", "complementary", "menu", "menubar"})
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BREAKING = frozenset(
    {"p", "div", "section", "article", "main", "header", "body", "html", "ul", "ol", "dl", "dd", "dt", "li", "table"}
    | {"form", "fieldset", "figure", "figcaption", "blockquote", "address", "details", "summary", "hr", "center"}
    | {"tbody", "thead", "tfoot", "tr", "td", "th", "caption", "pre", *_HEADINGS}
)
_CHARSET = re.compile(
    rb"<(?:meta|\?xml)[^>]{0,300}?(?:charset|encoding)\s*=\s*[\"']?\s*([A-Za-z0-9_\-:]{2,40})", re.IGNORECASE
)
_MIN_MAIN_SHARE = 0.4  # of the page's text: with this share <main> or the only <article> is read alone
# Hidden menus are common, sentences are not: seven words, and a mark behind them.
_SEVEN_WORDS = re.compile(r"\s*+(?:\S++\s++){7}")
_MARK = re.compile(r"[.!?:]")
_MENU_ITEMS, _MENU_ITEM_CHARS, _MENU_LINK_SHARE = 8, 25, 0.8
_MAX_DEPTH = 200


def read(source: Source) -> Iterator[ParsedPage]:
    """One page. Raises ParseFailure if it cannot be parsed."""
    text = decode_html(read_bytes(source), source.note)
    builder = PageBuilder()
    title = add_html(text, builder)
    source.title = source.title or title
    yield builder.build()


def decode_html(data: bytes, note: Note = untold) -> str:
    """Decode by byte-order mark, else by the declared charset, else like plain text. `note` takes what is not sure."""
    declared = _CHARSET.search(data, 0, 4096)
    if declared is None:
        return decode(data, note)
    name = declared.group(1).decode("ascii").lower()
    # The declaration was found as ASCII, so the page cannot be UTF-16.
    return decode_as(data, "utf-8" if name.startswith("utf-16") else name, note)


def add_html(text: str, builder: PageBuilder) -> str:
    """Add the visible content of a page or fragment to `builder`; returns the page's title."""
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
    _Reader(builder).run(_main_part(root))
    return one_line(root.findtext(".//title") or "")


def _main_part(root: Any) -> Any:
    """The <main> or the only <article>, if it holds a large share of the text; else the whole page."""
    candidates = root.findall(".//main") or root.findall(".//article")
    body = root.find("body")
    body = root if body is None else body
    if len(candidates) == 1 and len(candidates[0].text_content()) >= _MIN_MAIN_SHARE * len(body.text_content()):
        return candidates[0]
    return body


class _Reader:
    """Walks the tree once; inline text is collected in `_pending` until an element breaks the line."""

    def __init__(self, builder: PageBuilder) -> None:
        self._builder = builder
        self._pending: list[str] = []
        self._kind: BlockKind = "paragraph"
        self._level = 0
        self._term = ""

    def run(self, root: Any) -> None:
        self._walk(root, 0)
        self._flush()

    def _walk(self, element: Any, depth: int) -> None:
        """Read an element and its children; its tail belongs to the parent."""
        tag = element.tag if isinstance(element.tag, str) else ""
        if not tag or tag in _DROPPED or element.get("role", "").lower() in _DROPPED_ROLES:
            return
        if is_hidden(element):
            if _holds_sentence(element.text_content()):
                self._builder.mark("hidden_text")
            return
        if depth > _MAX_DEPTH:
            self._pending.append(element.text_content())
            return
        if tag == "br":
            self._pending.append("\n")
        elif tag == "pre":
            self._flush()
            self._builder.add("code", element.text_content())
        elif tag == "table" and is_data_table(element):
            self._flush()
            add_rows(self._builder, *rows_of(element))
        elif tag in ("ul", "ol") and _is_menu(element):
            return
        elif tag in ("dt", "dd"):
            self._definition(element, tag, depth)
        elif tag in _HEADINGS or tag == "li":
            self._block(element, "list" if tag == "li" else "heading", _HEADINGS.get(tag, 0), depth)
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
            self._pending.append("- ")
        self._children(element, depth)
        self._flush()
        self._kind, self._level = before

    def _definition(self, element: Any, tag: str, depth: int) -> None:
        """Write the term with each of its definitions: neither can be understood alone."""
        self._flush()
        if tag == "dt":
            self._term = one_line(element.text_content())
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
        text = "".join(self._pending)
        self._pending.clear()
        if text.strip(" -:\n"):
            self._builder.add(self._kind, one_line(text) if self._kind == "heading" else text, self._level)


def _holds_sentence(text: str) -> bool:
    seven = _SEVEN_WORDS.match(text)
    return seven is not None and _MARK.search(text, seven.end()) is not None


def _is_menu(element: Any) -> bool:
    """Whether a list is long and mostly short links: a menu, not text."""
    items = element.findall("li")
    text = len(element.text_content().strip())
    if len(items) < _MENU_ITEMS or text > len(items) * _MENU_ITEM_CHARS:
        return False
    return sum(len(link.text_content()) for link in element.iter("a")) >= _MENU_LINK_SHARE * text
