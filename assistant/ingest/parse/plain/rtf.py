"""Rich text. Invariant: only the text is taken; embedded objects and pictures are never decoded."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.domain.errors import ParseFailure
from assistant.domain.records.documents import ParsedPage
from assistant.ingest.parse.marks.raised import written
from assistant.ingest.parse.marks.remark import pictures_note
from assistant.ingest.parse.page import PageBuilder
from assistant.ingest.parse.plain.rtf_text import CELL, RtfText, Words
from assistant.ingest.parse.plain.text import read_bytes
from assistant.ingest.parse.source import Source

_PICTURE = re.compile(rb"\\pict\b(?<!\\nonshppict\{\\pict)")


def read(source: Source) -> Iterator[ParsedPage]:
    """One page with a paragraph for each line. Raises ParseFailure if it is not rich text."""
    from striprtf.striprtf import charset_map, destinations, specialchars

    data = read_bytes(source)
    if not data.lstrip().startswith(b"{\\rtf"):
        raise ParseFailure("damaged", "It is not rich text.", "Check that the file has the right ending.")
    found = RtfText(data.decode("latin-1"), Words(destinations, specialchars, charset_map))
    builder = PageBuilder()
    if found.hides:
        builder.mark("hidden_text")
        source.note("Hidden text was not read.")
    for note in pictures_note(len(_PICTURE.findall(data))):
        source.note(note)
    for line in _whole_signs("".join(found.text)).split("\n"):
        cells = [written(cell).strip() for cell in line.split(CELL)]
        if len(cells) > 1:
            builder.add("table_row", "; ".join(cell for cell in cells if cell))
        else:
            builder.add("paragraph", cells[0])
    yield builder.build()


def _whole_signs(text: str) -> str:
    """`text` with signs beyond the basic plane put together from their two halves."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
