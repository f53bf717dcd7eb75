"""Notebooks (Jupyter): the text and the code of their cells in order, and what the code printed as text.

Invariant: pictures and other output that is no text are left out.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from assistant.domain.errors import ParseFailure
from assistant.domain.records.documents import ParsedPage
from assistant.ingest.parse.page import PageBuilder
from assistant.ingest.parse.plain.markdown import read as read_markdown
from assistant.ingest.parse.plain.text import read_text
from assistant.ingest.parse.source import Source
from assistant.text.clean import read_json_object


def read(source: Source) -> Iterator[ParsedPage]:
    """One page. Raises ParseFailure for what is no notebook."""
    cells = _cells(read_json_object(read_text(source)))
    if cells is None:
        raise ParseFailure("damaged", "It is no notebook.", "Save it again with the program that made it.")
    page = PageBuilder()
    for cell in cells:
        if isinstance(cell, dict):
            _add(page, cell, source)
    yield page.build()


def _cells(notebook: dict[str, Any]) -> list[Any] | None:
    """Its cells; before 2015 they lay in worksheets. None if there are none."""
    sheets = notebook.get("worksheets")
    first = sheets[0] if isinstance(sheets, list) and sheets else {}
    cells = notebook.get("cells", first.get("cells") if isinstance(first, dict) else None)
    return cells if isinstance(cells, list) else None


def _add(page: PageBuilder, cell: dict[str, Any], source: Source) -> None:
    text = _joined(cell.get("source", cell.get("input", "")))
    if cell.get("cell_type") == "code":
        page.add("code", text)
        outputs = cell.get("outputs")
        for output in outputs if isinstance(outputs, list) else ():
            page.add("code", _printed(output))
        return
    part = replace(source, stream=io.BytesIO(text.encode("utf-8", "replace")), suffix=".md", title="")
    for inner in read_markdown(part):
        page.add_page(inner)
    source.title = source.title or part.title


def _printed(output: object) -> str:
    """What an output is as text."""
    if not isinstance(output, dict):
        return ""
    data = output.get("data")
    return _joined(output.get("text", data.get("text/plain", "") if isinstance(data, dict) else ""))


def _joined(value: object) -> str:
    """A text, which may be a list of its lines."""
    if isinstance(value, list):
        return "".join(line for line in value if isinstance(line, str))
    return value if isinstance(value, str) else ""
