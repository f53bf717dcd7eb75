"""The containers (OLE) of Office before 2007 and of Outlook: files with streams in them.

Invariant: a stream is never larger than the file; what the library for them raises is a ParseFailure.
"""

from __future__ import annotations

from typing import Any

from assistant.domain.errors import ParseFailure
from assistant.ingest.parse.source import Source

START = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def open_container(source: Source) -> Any:
    """The container. Raises ParseFailure."""
    import olefile

    try:
        container = olefile.OleFileIO(source.stream)
        largest = max((container.get_size(stream) for stream in container.listdir()), default=0)
    except Exception as error:
        raise ParseFailure("damaged", "It is not a whole document: the file is damaged or cut off.") from error
    if largest > source.size_bytes:  # it would be read in a circle, until that much is there
        raise ParseFailure("damaged", "A part of it is larger than the file.")
    return container


def stream_of(container: Any, name: str) -> bytes:
    """The bytes of a stream; b"" if it is not there. Raises ParseFailure if it is damaged."""
    if not container.exists(name):
        return b""
    try:
        data: bytes = container.openstream(name).read()
    except Exception as error:
        raise ParseFailure("damaged", "A part of it cannot be read.") from error
    return data
