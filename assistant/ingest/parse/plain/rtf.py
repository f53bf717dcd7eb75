"""Rich text. Invariant: only the text is taken; embedded objects and pictures are never decoded."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator

from assistant.domain.errors import ParseFailure
from assistant.domain.records.documents import ParsedPage
from assistant.ingest.parse.marks.raised import written
from assistant.ingest.parse.marks.remark import pictures_note
from assistant.ingest.parse.page import PageBuilder
from assistant.ingest.parse.plain.rtf_text import CELL, WITH_ABOVE, WITH_LEFT, RtfText, Words
from assistant.ingest.parse.plain.text import read_bytes
from assistant.ingest.parse.source import Source
from assistant.ingest.parse.tables import add_rows
from assistant.text.clean import one_line

_PICTURE = re.compile(rb"\\pict\b(?<!\\nonshppict\{\\pict)")
_CODE_PAGE = re.compile(rb"\\ansicpg(\d+)")
_TWO_BYTES = (b"932", b"936", b"949", b"950")  # code pages in which a character may be two bytes
_HIGH = re.compile(rb"[\x80-\xff]")
_HIGH_PAIR = re.compile(rb"[\x81-\xfe][\x40-\xfe]|[\x80-\xff]")
_BINARY = re.compile(rb"\\bin(\d{1,10})[ ]?")


def read(source: Source) -> Iterator[ParsedPage]:
    """One page with a paragraph for each line. Raises ParseFailure if it is not rich text."""
    from striprtf.striprtf import charset_map, destinations, specialchars

    data = read_bytes(source)
    if not data.lstrip().startswith(b"{\\rtf"):
        raise ParseFailure("damaged", "It is not rich text.", "Check that the file has the right ending.")
    found = RtfText(_escaped(data), Words(destinations, specialchars, charset_map))
    builder = PageBuilder()
    if found.hides:
        builder.mark("hidden_text")
        source.note("Hidden text was not read.")
    for note in pictures_note(len(_PICTURE.findall(data))):
        source.note(note)
    text = _whole_signs("".join(found.text))
    if "\ufffd" in text:
        source.note("Some characters could not be read.")
    for in_table, lines in itertools.groupby(text.split("\n"), lambda line: CELL in line):
        rows = _rows(lines) if in_table else []
        if in_table and max(map(len, rows)) > 1:
            add_rows(builder, rows)
        else:
            for line in [row[0] for row in rows] if in_table else lines:
                builder.add("paragraph", written(line))
    yield builder.build()


def _rows(lines: Iterable[str]) -> list[list[str]]:
    """The cells of a table's rows; what is merged is repeated, so that every value stands under its own heading."""
    rows: list[list[str]] = []
    for line in lines:
        row: list[str] = []
        above = rows[-1] if rows else []
        *cells, rest = line.split(CELL)
        for at, cell in enumerate([*cells, rest] if rest.strip() else cells):
            if cell.endswith(WITH_LEFT):
                row.append(row[-1] if row else "")
            elif cell.endswith(WITH_ABOVE):
                row.append(above[at] if at < len(above) else "")
            else:
                row.append(one_line(written(cell)))
        rows.append(row)
    return rows


def _escaped(data: bytes) -> str:
    """`data` with each byte outside ASCII as an escape, so that it is decoded in the code page of its font or file.

    Binary data, whose length is given in bytes, stays as it is.
    """
    page = _CODE_PAGE.search(data, 0, 2_000)
    pattern = _HIGH_PAIR if page and page[1] in _TWO_BYTES else _HIGH
    parts: list[bytes] = []
    at = 0
    while at < len(data):
        binary = _BINARY.search(data, at)
        end = binary.end() if binary is not None else len(data)
        parts.append(pattern.sub(lambda high: b"".join(b"\\'%02x" % byte for byte in high.group()), data[at:end]))
        at = end + int(binary[1]) if binary is not None else end
        parts.append(data[end:at])
    return b"".join(parts).decode("latin-1")


def _whole_signs(text: str) -> str:
    """`text` with signs beyond the basic plane put together from their two halves."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
