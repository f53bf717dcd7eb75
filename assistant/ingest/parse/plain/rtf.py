"""Rich text. Invariant: only the text is taken; embedded objects and pictures are never decoded."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.domain.errors import ParseFailure
from assistant.domain.records.documents import ParsedPage
from assistant.ingest.parse.page import PageBuilder
from assistant.ingest.parse.plain.text import read_bytes
from assistant.ingest.parse.source import Source

_CODE_PAGE = re.compile(rb"\\ansicpg(\d+)")
_OTHER_PAGES = (
    (re.compile(rb"\\mac\b"), "mac_roman"),
    (re.compile(rb"\\pc\b"), "cp437"),
    (re.compile(rb"\\pca\b"), "cp850"),
)
_TWO_BYTES = (b"932", b"936", b"949", b"950")  # code pages in which a character may be two bytes
_HIGH = re.compile(rb"[\x80-\xff]")
_HIGH_PAIR = re.compile(rb"[\x81-\xfe][\x40-\xfe]|[\x80-\xff]")


def read(source: Source) -> Iterator[ParsedPage]:
    """One page with a paragraph for each line. Raises ParseFailure if it is not rich text."""
    from striprtf.striprtf import rtf_to_text

    data = read_bytes(source)
    if not data.lstrip().startswith(b"{\\rtf"):
        raise ParseFailure("damaged", "It is not rich text.", "Check that the file has the right ending.")
    builder = PageBuilder()
    encoding = next((name for pattern, name in _OTHER_PAGES if pattern.search(data, 0, 200)), "cp1252")
    text: str = rtf_to_text(_escaped(data).decode("ascii"), encoding, errors="replace")  # type: ignore[no-untyped-call]
    if "\ufffd" in text:
        source.note("Some characters could not be read.")
    for line in text.split("\n"):
        cells = [cell.strip() for cell in line.split("|")]
        if len(cells) > 2:  # the library's form of a table row
            builder.add("table_row", "; ".join(cell for cell in cells if cell))
        else:
            builder.add("paragraph", line)
    yield builder.build()


def _escaped(data: bytes) -> bytes:
    """`data` with each byte outside ASCII as an escape, which the library decodes in the code page of the file."""
    page = _CODE_PAGE.search(data, 0, 2_000)
    pattern = _HIGH_PAIR if page and page[1] in _TWO_BYTES else _HIGH
    return pattern.sub(lambda match: b"".join(b"\\'%02x" % byte for byte in match.group()), data)
