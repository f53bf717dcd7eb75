"""Notebooks (Jupyter): the cells in their order, text as Markdown and programs as they stand; outputs are left out.

Invariant: what no cell holds is not read: outputs, pictures, and what the program keeps about itself.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from assistant.domain.errors import ParseFailure
from assistant.domain.records.documents import ParsedPage
from assistant.ingest.parse.page import PageBuilder
from assistant.ingest.parse.plain.markdown import find_blocks
from assistant.ingest.parse.plain.text import read_text
from assistant.ingest.parse.source import Source
from assistant.text.clean import clean, one_line
from assistant.text.folding import composed

_MAX_CELLS = 20_000


def read(source: Source) -> Iterator[ParsedPage]:
    """One page. Raises ParseFailure for binary content, and for what is no notebook."""
    builder = PageBuilder()
    outputs = 0
    cells = _cells(read_text(source))
    for cell in cells[:_MAX_CELLS]:
        text = _source_of(cell)
        outputs += bool(cell.get("outputs"))
        if cell.get("cell_type") != "markdown":
            builder.add("code", text)
            continue
        cleaned = composed(clean(text))
        for block in find_blocks(cleaned):
            words = cleaned[block.start : block.end]
            if block.kind == "heading" and not source.title:
                source.title = one_line(words)
            builder.add(block.kind, words, block.level)
    if len(cells) > _MAX_CELLS:
        source.note(f"Only the first {_MAX_CELLS:,} cells were read.")
    if outputs:
        source.note(f"The outputs of {outputs} cell{'s' if outputs > 1 else ''} were not read.")
    yield builder.build()


def _cells(text: str) -> list[dict[str, Any]]:
    """The cells, in the form of today and in that before it (worksheets). Raises ParseFailure."""
    try:
        book = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ParseFailure("damaged", "It is no whole notebook: its JSON is damaged or cut off.") from error
    sheets = [book] if isinstance(book, dict) else []
    if sheets and isinstance(book.get("worksheets"), list):
        sheets += [sheet for sheet in book["worksheets"] if isinstance(sheet, dict)]
    lists = [sheet["cells"] for sheet in sheets if isinstance(sheet.get("cells"), list)]
    if not lists:
        raise ParseFailure("damaged", "It holds no cells of a notebook.", "Check that the file has the right ending.")
    return [cell for cells in lists for cell in cells if isinstance(cell, dict)]


def _source_of(cell: dict[str, Any]) -> str:
    """The text of a cell: one string, or one for each line; before version 4 programs called it `input`."""
    written = cell.get("source", cell.get("input", ""))
    if isinstance(written, list):
        return "".join(line for line in written if isinstance(line, str))
    return written if isinstance(written, str) else ""
