"""Rich text. Invariant: only the text is taken; embedded objects and pictures are never decoded."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.domain.errors import ParseFailure
from assistant.domain.records.documents import ParsedPage
from assistant.ingest.parse.page import PageBuilder
from assistant.ingest.parse.plain.text import read_bytes
from assistant.ingest.parse.source import Source


def read(source: Source) -> Iterator[ParsedPage]:
    """One page with a paragraph for each line. Raises ParseFailure if it is not rich text."""
    from striprtf.striprtf import rtf_to_text

    data = read_bytes(source)
    if not data.lstrip().startswith(b"{\\rtf"):
        raise ParseFailure("damaged", "It is not rich text.", "Check that the file has the right ending.")
    builder = PageBuilder()
    text: str = rtf_to_text(data.decode("latin-1"), errors="replace")  # type: ignore[no-untyped-call]
    for line in text.split("\n"):
        cells = [cell.strip() for cell in line.split("|")]
        if len(cells) > 2:  # the library's form of a table row
            builder.add("table_row", "; ".join(cell for cell in cells if cell))
        else:
            builder.add("paragraph", line)
    yield builder.build()
