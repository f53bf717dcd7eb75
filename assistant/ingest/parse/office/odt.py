"""OpenDocument text: headings, paragraphs, lists, tables.

Invariant: deleted text in the file's change record is not read.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from assistant.domain.errors import ParseFailure
from assistant.domain.records.documents import ParsedPage
from assistant.ingest.parse.office.zipped import Archive, attribute, local_name
from assistant.ingest.parse.page import PageBuilder
from assistant.ingest.parse.source import Source
from assistant.ingest.parse.tables import add_rows
from assistant.text.clean import one_line

_SKIPPED = frozenset({"tracked-changes", "annotation", "forms", "sequence-decls", "bookmark", "note-citation"})
_MAX_REPEATS = 50
_MAX_DEPTH = 100


def read(source: Source) -> Iterator[ParsedPage]:
    """One page. Raises ParseFailure."""
    archive = Archive(source)
    if b"encryption-data" in archive.read("META-INF/manifest.xml"):
        raise ParseFailure("needs_password", "It is protected by a password.", "Save a copy without a password.")
    content = archive.xml("content.xml")
    body = content.find(".//{*}body/{*}text") if content is not None else None
    if body is None:
        raise ParseFailure("damaged", "It holds no text document.", "Check that the file has the right ending.")
    meta = archive.xml("meta.xml")
    title = meta.find(".//{*}title") if meta is not None else None
    source.title = one_line(title.text or "") if title is not None else ""
    builder = PageBuilder()
    _blocks(body, builder, False, 0)
    yield builder.build()


def _blocks(parent: Any, builder: PageBuilder, in_list: bool, depth: int) -> None:
    for element in parent:
        name = local_name(element)
        if name == "h":
            level = attribute(element, "outline-level")
            builder.add("heading", one_line(_text(element)), min(6, int(level)) if level.isdecimal() else 1)
        elif name == "p":
            text = _text(element)
            if text.strip():
                builder.add("list" if in_list else "paragraph", f"- {text.strip()}" if in_list else text)
        elif name == "table":
            add_rows(builder, [_cells(row) for row in element.iter("{*}table-row")])
        elif name and name not in _SKIPPED and depth < _MAX_DEPTH:
            _blocks(element, builder, in_list or name == "list", depth + 1)


def _cells(row: Any) -> list[str]:
    cells: list[str] = []
    for cell in row:
        if local_name(cell) in ("table-cell", "covered-table-cell"):
            repeat = attribute(cell, "number-columns-repeated")
            times = min(_MAX_REPEATS, int(repeat)) if repeat.isdecimal() and len(repeat) < 9 else 1
            cells.extend([one_line(" ".join(_text(p) for p in cell.iter("{*}p")))] * times)
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _text(element: Any, depth: int = 0) -> str:
    """The text of a paragraph; tabs and line breaks are elements of their own."""
    parts = [element.text or ""]
    for child in element:
        name = local_name(child)
        if name == "tab":
            parts.append("\t")
        elif name == "line-break":
            parts.append("\n")
        elif name == "s":
            parts.append(" ")
        elif name and name not in _SKIPPED and depth < _MAX_DEPTH:
            parts.append(_text(child, depth + 1))
        parts.append(child.tail or "")
    return "".join(parts)
