"""Text in the drawing language that slides, text boxes and diagrams share (DrawingML).

Invariant: a copy of an element for older programs (Fallback) is not read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from assistant.ingest.parse.office.zipped import local_name
from assistant.text.clean import one_line

_BULLETS = {"buChar": True, "buAutoNum": True, "buBlip": True, "buNone": False}


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str
    is_list: bool | None  # None if the paragraph does not set it


def paragraphs(body: Any) -> Iterator[Paragraph]:
    """The paragraphs with text of a text body."""
    for element in body.iterchildren("{*}p"):
        text = paragraph_text(element)
        if text.strip():
            properties = element.find("{*}pPr")
            bullets = [
                _BULLETS[name]
                for p in ([] if properties is None else properties)
                if (name := local_name(p)) in _BULLETS
            ]
            yield Paragraph(text, bullets[0] if bullets else None)


def paragraph_text(paragraph: Any) -> str:
    return "".join(
        "\n" if local_name(element) == "br" else element.text or ""
        for element in paragraph.iter("{*}t", "{*}br")
        if not any(local_name(above) == "Fallback" for above in element.iterancestors())
    )


def table_rows(table: Any) -> list[list[str]]:
    """The cells of a table; a merged cell is repeated in each of its columns and rows."""
    rows: list[list[str]] = []
    for row in table.iterchildren("{*}tr"):
        cells: list[str] = []
        for cell in row.iterchildren("{*}tc"):
            number = len(cells)
            if cell.get("hMerge") in ("1", "true") and cells:
                cells.append(cells[-1])
            elif cell.get("vMerge") in ("1", "true") and rows and number < len(rows[-1]):
                cells.append(rows[-1][number])
            else:
                cells.append(one_line(" ".join(map(paragraph_text, cell.iter("{*}p")))))
        rows.append(cells)
    return rows
