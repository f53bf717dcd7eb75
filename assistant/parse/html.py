"""Saved web pages: what a reader would see, in order, without scripts, navigation and what is hidden.

Invariant: no address in the file is followed, no entity is expanded from outside, nothing is executed.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import Any

from assistant.core.errors import ParseFailure
from assistant.core.records import BlockKind, ParsedPage
from assistant.core.text import one_line
from assistant.parse.page import PageBuilder
from assistant.parse.plain import decode, read_bytes
from assistant.parse.source import Source
from assistant.parse.tables import add_rows

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
_HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|opacity\s*:\s*0(?:\.0*)?\s*(?:[;!]|$)"
    r"|font-size\s*:\s*0(?:\.\d*)?\s*(?:px|pt|em|rem|%)?\s*(?:[;!]|$)"
    r"|(?:left|top|text-indent)\s*:\s*-\d{4,}|clip\s*:\s*rect\(\s*0",
    re.IGNORECASE,
)
_CHARSET = re.compile(
    rb"<(?:meta|\?xml)[^>]{0,300}?(?:charset|encoding)\s*=\s*[\"']?\s*([A-Za-z0-9_\-:]{2,40})", re.IGNORECASE
)
_MIN_MAIN_SHARE = 0.4  # of the page's text, for <main> or a single <article> to be taken alone
_MIN_HIDDEN_WORDS = 4
_MAX_DEPTH = 200


def read(source: Source) -> Iterator[ParsedPage]:
    """One page. Raises ParseFailure where there is no markup to be read."""
    text = decode_html(read_bytes(source))
    builder = PageBuilder()
    title = add_html(text, builder)
    source.title = source.title or title
    yield builder.build()


def decode_html(data: bytes) -> str:
    """Text by byte-order mark, else by the charset the page declares, else as plain text is read."""
    declared = _CHARSET.search(data, 0, 4096)
    marked = data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    if declared and not marked:
        name = declared.group(1).decode("ascii")
        try:
            # A page that was read far enough to find its declaration in ASCII cannot be UTF-16.
            return data.decode("utf-8" if name.lower().startswith("utf-16") else name)
        except (LookupError, ValueError):
            pass
    return decode(data)


def add_html(text: str, builder: PageBuilder) -> str:
    """Add the visible content of a page or fragment to `builder`; returns the page's title."""
    import lxml.etree
    import lxml.html

    parser = lxml.html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    # lxml refuses a string that declares an encoding, and libxml2 stops at a NUL.
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
    """The <main> or the only <article>, if it holds most of the text; else the whole page."""
    candidates = root.findall(".//main") or root.findall(".//article")
    body = root.find("body")
    body = root if body is None else body
    if len(candidates) == 1 and len(candidates[0].text_content()) >= _MIN_MAIN_SHARE * len(body.text_content()):
        return candidates[0]
    return body


class _Reader:
    """Walks the tree once; inline text gathers in `_pending` until something breaks the line."""

    def __init__(self, builder: PageBuilder) -> None:
        self._builder = builder
        self._pending: list[str] = []
        self._kind: BlockKind = "paragraph"
        self._level = 0

    def run(self, root: Any) -> None:
        self._walk(root, 0)
        self._flush()

    def _walk(self, element: Any, depth: int) -> None:
        """One element and what it contains; its tail belongs to the parent."""
        tag = element.tag if isinstance(element.tag, str) else ""
        if not tag or tag in _DROPPED or element.get("role", "").lower() in _DROPPED_ROLES:
            return
        if _is_hidden(element):
            if len(element.text_content().split()) >= _MIN_HIDDEN_WORDS:
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
        elif tag == "table" and _is_data_table(element):
            self._flush()
            add_rows(self._builder, *_rows_of(element))
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

    def _text(self, text: str | None) -> None:
        if text:
            self._pending.append(re.sub(r"\s+", " ", text))

    def _flush(self) -> None:
        text = "".join(self._pending)
        self._pending.clear()
        if text.strip(" -\n"):
            self._builder.add(self._kind, one_line(text) if self._kind == "heading" else text, self._level)


def _is_hidden(element: Any) -> bool:
    if element.get("hidden") is not None or element.get("type") == "hidden":
        return True
    style = element.get("style")
    return bool(style and _HIDING.search(style))


def _is_data_table(table: Any) -> bool:
    """Tables that hold tables, lists or headings, or have one column, are layout."""
    if table.get("role") in ("presentation", "none") or table.find(".//table") is not None:
        return False
    rows = table.findall(".//tr")
    return max((len(row.findall("td")) + len(row.findall("th")) for row in rows), default=0) > 1 and not any(
        table.find(f".//{tag}") is not None for tag in ("h1", "h2", "h3", "article", "section")
    )


def _rows_of(table: Any) -> tuple[list[list[str]], bool, str]:
    """The cells of a table, whether the first row is a header, and the caption."""
    rows: list[list[str]] = []
    header = False
    for row in table.iter("tr"):
        cells = [cell for cell in row if cell.tag in ("td", "th") and not _is_hidden(cell)]
        if not rows:
            parent = row.getparent()
            header = bool(cells) and (all(cell.tag == "th" for cell in cells) or parent.tag == "thead")
        rows.append([one_line(_cell_text(cell)) for cell in cells for _ in range(_span(cell))])
    return rows, header, one_line(table.findtext("caption") or "")


def _cell_text(cell: Any) -> str:
    return " ".join(text for text in cell.itertext() if text.strip())


def _span(cell: Any) -> int:
    """How many columns a cell covers, within reason."""
    span = cell.get("colspan", "1").strip()
    return min(20, max(1, int(span))) if span.isdecimal() and len(span) < 4 else 1
