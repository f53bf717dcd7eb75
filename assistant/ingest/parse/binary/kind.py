"""The files of Office before 2007 and of Outlook, by what they are: such an ending stands before many formats.

Invariant: the first bytes and the names of the streams decide; the ending never does.
"""

from __future__ import annotations

import io
from collections.abc import Iterator

from assistant.domain.errors import ParseFailure
from assistant.domain.records.documents import ParsedPage
from assistant.ingest.parse.binary.container import START, open_container
from assistant.ingest.parse.registry import read_pages, readers
from assistant.ingest.parse.source import Source

_LOOKED_AT = 2_048
_PACKED = ((b"word/", ".docx"), (b"xl/", ".xlsx"), (b"ppt/", ".pptx"), (b"content.xml", ".odt"))
_OLD_SHEET = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x08\x08\x00", b"\x09\x08\x10\x00")


def read(source: Source) -> Iterator[ParsedPage]:
    """The pages of what the file is. Raises ParseFailure."""
    start = source.stream.read(_LOOKED_AT)
    source.stream.seek(0)
    if start.startswith(START):
        yield from _read_container(source)
    elif start.startswith(_OLD_SHEET):
        from assistant.ingest.parse.binary.sheets import read_book

        yield from read_book(source)
    else:
        yield from _read_as(source, _other_suffix(source, start))


def _read_container(source: Source) -> Iterator[ParsedPage]:
    container = open_container(source)
    if container.exists("EncryptedPackage"):
        raise ParseFailure("needs_password", "It is protected by a password.", "Save a copy without a password.")
    if container.exists("WordDocument"):
        from assistant.ingest.parse.binary.word import read_document

        yield from read_document(source, container)
    elif container.exists("Workbook") or container.exists("Book"):
        from assistant.ingest.parse.binary.sheets import read_book

        source.stream.seek(0)
        yield from read_book(source)
    elif container.exists("__properties_version1.0"):
        from assistant.ingest.parse.binary.outlook import read_mail

        yield from read_mail(source, container)
    else:
        raise ParseFailure(
            "unsupported", "It holds no text document, spreadsheet or message.", "Save it in a format of today."
        )


def _other_suffix(source: Source, start: bytes) -> str:
    """The suffix of files of that kind."""
    text = start.lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"PK"):
        data = source.stream.read()
        source.stream.seek(0)
        return next((suffix for name, suffix in _PACKED if name in data), ".docx")
    if text.startswith(b"{\\rtf"):
        return ".rtf"
    if text[:13].lower() == b"mime-version:":
        return ".mht"
    if any(tag in text.lower() for tag in (b"<html", b"<!doctype html", b"<table")):
        return ".html"
    return ".csv" if source.suffix in (".xls", ".xlt") and not text.startswith(b"<") else ".txt"


def _read_as(source: Source, suffix: str) -> Iterator[ParsedPage]:
    data = source.stream.read()
    inside = Source(io.BytesIO(data), suffix, len(data), source.limits, source.password, started=source.started)
    yield from read_pages(inside, readers())
    source.title, source.paged, source.page_word = inside.title, inside.paged, inside.page_word
    for note in inside.notes:
        source.note(note)
