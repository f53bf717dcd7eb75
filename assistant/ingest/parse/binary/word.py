"""Documents of Word 97 to 2003 (.doc): the text by its table of pieces, with notes, comments and text boxes.

Invariant: only the text is taken; formatting, pictures and macros are never decoded, what a field was made of is no
text. What was deleted while changes were tracked, and what is hidden, cannot be told apart and is read.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from typing import Any

from assistant.domain.errors import ParseFailure
from assistant.domain.records.documents import ParsedPage
from assistant.ingest.parse.binary.container import stream_of
from assistant.ingest.parse.page import PageBuilder
from assistant.ingest.parse.source import Source
from assistant.ingest.parse.tables import add_rows
from assistant.text.clean import one_line

_MAGIC = 0xA5EC
_WORD_97 = 0x00C1  # earlier versions have no table of pieces where this one has it
_ENCRYPTED, _SECOND_TABLE, _OBFUSCATED = 0x0100, 0x0200, 0x8000
_LENGTHS = 0x4C  # of the text, notes, headers, macros, comments, end notes, text boxes, those of headers
_PIECES = 0x01A2  # where their table stands in the other stream, and how long it is
_COMPRESSED = 0x4000_0000
_MOST_PIECES = 1_000_000
_READ_PARTS = (0, 1, 5, 4, 6)  # text, notes, end notes, comments, text boxes: page headers repeat themselves
_FIELD = re.compile("\x13[^\x13\x14\x15]*(?:\x14([^\x13\x14\x15]*))?\x15")
_MOST_NESTED = 20
_OBJECTS = re.compile("[\x01-\x06\x08\x1f]")  # pictures, marks of notes and comments, hyphens that are not seen
_CELL = "\x07"
_PARAGRAPH_ENDS = "\r\x0c\x0e"
_MOST_COLUMNS = 63  # what Word allows


def read_document(source: Source, container: Any) -> Iterator[ParsedPage]:
    """One page. Raises ParseFailure."""
    text = _text(source, container)
    builder = PageBuilder()
    first, end = text.find(_CELL), text.rfind(_CELL) + 1
    start = 1 + max((text.rfind(mark, 0, first) for mark in _PARAGRAPH_ENDS), default=-1) if end else 0
    _add_paragraphs(builder, text[:start])
    if end:
        _add_table(builder, text[start:end])
    _add_paragraphs(builder, text[end:])
    source.title = _title(container)
    yield builder.build()


def _text(source: Source, container: Any) -> str:
    """The parts that are read, one after the other."""
    main = stream_of(container, "WordDocument")
    if len(main) < _PIECES + 8 or struct.unpack_from("<H", main)[0] != _MAGIC:
        raise ParseFailure("damaged", "It is not a whole document: the file is damaged or cut off.")
    version, flags = struct.unpack_from("<H", main, 2)[0], struct.unpack_from("<H", main, 10)[0]
    if flags & (_ENCRYPTED | _OBFUSCATED):
        raise ParseFailure("needs_password", "It is protected by a password.", "Save a copy without a password.")
    if version < _WORD_97:
        raise ParseFailure("unsupported", "It was written by a Word before 1997.", "Save it in a format of today.")
    table = stream_of(container, "1Table" if flags & _SECOND_TABLE else "0Table")
    whole = "".join(_pieces(main, table, source.limits.max_chars))
    lengths = [max(0, length) for length in struct.unpack_from("<8i", main, _LENGTHS)]
    starts = [sum(lengths[:number]) for number in range(len(lengths))]
    parts = [whole[starts[number] : starts[number] + lengths[number]] for number in _READ_PARTS]
    if len(whole) >= source.limits.max_chars:
        source.note("Only the beginning was read: the text is too long.")
    return "\r".join(_without_fields(part) for part in parts if part.strip())


def _pieces(main: bytes, table: bytes, most_chars: int) -> Iterator[str]:
    """The text of each piece, in order."""
    start, size = struct.unpack_from("<II", main, _PIECES)
    listed = table[start : start + size]
    at = 0
    while listed[at : at + 1] == b"\x01":  # what is formatted otherwise than its style
        at += 3 + int.from_bytes(listed[at + 1 : at + 3], "little")
    if listed[at : at + 1] != b"\x02":
        raise ParseFailure("damaged", "It is damaged: it does not say where its text stands.")
    pieces = listed[at + 5 : at + 5 + int.from_bytes(listed[at + 1 : at + 5], "little")]
    count = min(max(0, (len(pieces) - 4) // 12), _MOST_PIECES)
    bounds = struct.unpack_from(f"<{count + 1}I", pieces)
    left = most_chars
    for number in range(count):
        place = struct.unpack_from("<I", pieces, 4 * (count + 1) + 8 * number + 2)[0]
        length = min(bounds[number + 1] - bounds[number], left)
        if length <= 0:
            continue
        left -= length
        if place & _COMPRESSED:
            place = (place & ~_COMPRESSED) // 2
            yield main[place : place + length].decode("cp1252", "replace")
        else:
            yield main[place : place + 2 * length].decode("utf-16-le", "replace")


def _without_fields(text: str) -> str:
    """What is seen: of a field its result, and no marks of what is no text."""
    for _ in range(_MOST_NESTED):
        text, found = _FIELD.subn(lambda field: field[1] or "", text)
        if not found:
            break
    text = text.replace("\x13", "").replace("\x14", "").replace("\x15", "").replace("\x1e", "-")
    return _OBJECTS.sub("", text).replace("\x0b", "\n")


def _add_paragraphs(builder: PageBuilder, text: str) -> None:
    for paragraph in re.split("[\r\x0c\x0e]", text):
        builder.add("paragraph", paragraph)


def _add_table(builder: PageBuilder, text: str) -> None:
    """Cells that stand one after the other, each row with a mark behind its cells. Where the rows are not all as long,
    it cannot be told from an empty cell, and each cell is a paragraph."""
    cells = [one_line(cell) for cell in text.split(_CELL)[:-1]]
    for columns in range(1, _MOST_COLUMNS + 1):
        width = columns + 1
        if len(cells) % width == 0 and not any(cells[columns::width]) and (len(cells) > width or all(cells[:-1])):
            rows = [cells[start : start + columns] for start in range(0, len(cells), width)]
            if columns > 1:
                add_rows(builder, rows)
                return
            break
    for cell in cells:
        builder.add("paragraph", cell)


def _title(container: Any) -> str:
    try:
        found = container.get_metadata().title
    except Exception:  # noqa: BLE001 - the library raises nearly anything; a title is not worth a document
        return ""
    return one_line(found.decode("cp1252", "replace") if isinstance(found, bytes) else str(found or ""))
