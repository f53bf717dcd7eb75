"""Tables of web pages: finds the tables that hold data, and places their cells in a grid.

Invariant: a cell that spans rows or columns is repeated in each of them, so that every value is in the right column.
"""

from __future__ import annotations

import re
from typing import Any

from assistant.ingest.parse.marks.raised import written
from assistant.text.clean import one_line

_HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|opacity\s*:\s*0(?:\.0*)?\s*(?:[;!]|$)"
    r"|font-size\s*:\s*0(?:\.\d*)?\s*(?:px|pt|em|rem|%)?\s*(?:[;!]|$)"
    r"|(?:left|top|text-indent)\s*:\s*-\d{4,}|clip\s*:\s*rect\(\s*0",
    re.IGNORECASE,
)
_INLINE = frozenset(
    {
        "a",
        "b",
        "i",
        "u",
        "s",
        "em",
        "strong",
        "span",
        "sub",
        "sup",
        "small",
        "big",
        "mark",
        "code",
        "font",
        "del",
        "ins",
    }
    | {"abbr", "cite", "q", "time", "var", "kbd", "samp", "bdi", "bdo", "label", "tt", "strike"}
)
_MAX_COLUMNS, _MAX_ROWSPAN = 200, 1000


def is_hidden(element: Any) -> bool:
    """Whether the element's own attributes hide it."""
    if element.get("hidden") is not None or element.get("type") == "hidden":
        return True
    style = element.get("style")
    return bool(style and _HIDING.search(style))


def is_data_table(table: Any) -> bool:
    """Whether a table holds data. A table with tables, headings or sections in it, or a single column, is layout."""
    if table.get("role") in ("presentation", "none") or table.find(".//table") is not None:
        return False
    rows = table.findall(".//tr")
    return max((len(row.findall("td")) + len(row.findall("th")) for row in rows), default=0) > 1 and not any(
        table.find(f".//{tag}") is not None for tag in ("h1", "h2", "h3", "article", "section")
    )


def rows_of(table: Any) -> tuple[list[list[str]], bool | None, str]:
    """The cells, whether the first row is a header (None: unknown), and the caption."""
    rows: list[list[str]] = []
    header: bool | None = None
    hanging: dict[int, tuple[int, str]] = {}  # column: rows still covered from above, text
    for row in table.iter("tr"):
        cells = [cell for cell in row if cell.tag in ("td", "th") and not is_hidden(cell)]
        if not rows and cells:
            named = row.getparent().tag == "thead" or all(cell.tag == "th" for cell in cells)
            header = True if named else (False if any(cell.tag == "th" for cell in cells) else None)
        rows.append(_grid_row(cells, hanging))
    return rows, header, one_line(written(table.findtext("caption") or ""))


def _grid_row(cells: list[Any], hanging: dict[int, tuple[int, str]]) -> list[str]:
    row: list[str] = []
    waiting = list(cells)
    while (waiting or len(row) in hanging) and len(row) < _MAX_COLUMNS:
        column = len(row)
        if column in hanging:
            left, text = hanging.pop(column)
            if left > 1:
                hanging[column] = (left - 1, text)
            row.append(text)
            continue
        cell = waiting.pop(0)
        text = one_line(written(_cell_text(cell)))
        down = _span(cell, "rowspan", _MAX_ROWSPAN)
        for _ in range(_span(cell, "colspan", _MAX_COLUMNS - column)):
            if down > 1:
                hanging[len(row)] = (down - 1, text)
            row.append(text)
    return row


def _cell_text(cell: Any) -> str:
    """The text of a cell; an element that breaks the line becomes a space, inline elements are joined."""
    parts: list[str] = []

    def collect(element: Any, depth: int) -> None:
        parts.append(element.text or "")
        for child in element:
            inline = child.tag in _INLINE
            parts.append("" if inline else " ")
            if (
                isinstance(child.tag, str)
                and child.tag not in ("script", "style")
                and depth < 50
                and not is_hidden(child)
            ):
                collect(child, depth + 1)
            parts.append(("" if inline else " ") + (child.tail or ""))

    collect(cell, 0)
    return "".join(parts)


def _span(cell: Any, name: str, most: int) -> int:
    value = cell.get(name, "1").strip()
    return max(1, min(most, int(value))) if value.isdecimal() and len(value) < 6 else 1
