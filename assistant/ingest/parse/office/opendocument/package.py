"""OpenDocument files: a zip archive of XML, or all of it in one file of XML (flat).

Invariant: what is encrypted is said to be so, and never taken for damage.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from assistant.domain.errors import ParseFailure
from assistant.ingest.parse.office.zipped import Archive, child_of, local_name, parse_xml, xml_elements
from assistant.ingest.parse.source import Source
from assistant.text.clean import one_line

CONTENT = "content.xml"
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_LOCKED = ("needs_password", "It is protected by a password.", "Save a copy without a password.")


class FlatFile:
    """A file that is one part of XML, with the methods of an Archive."""

    def __init__(self, source: Source) -> None:
        self._source = source

    def read(self, name: str) -> bytes:
        """The bytes of the file for its content, b"" for all else. Raises ParseFailure: limit."""
        if name != CONTENT:
            return b""
        most = self._source.limits.max_unpacked_bytes
        self._source.stream.seek(0)
        data = self._source.stream.read(most + 1)
        if len(data) > most:
            raise ParseFailure("limit", "It holds more than a document may hold.")
        return data

    def xml(self, name: str) -> Any:
        """The root element, None if there is none. Raises ParseFailure."""
        data = self.read(name)
        return parse_xml(data) if data else None

    def elements(self, name: str, *tags: str) -> Iterator[Any]:
        """See `Archive.elements`. Raises ParseFailure."""
        self._source.stream.seek(0)
        return xml_elements(self._source.stream, *tags)


Package = Archive | FlatFile


def open_package(source: Source) -> Package:
    """Zipped or flat, by its first bytes. Raises ParseFailure: damaged, needs_password or limit."""
    start = source.stream.read(64)
    source.stream.seek(0)
    if start.removeprefix(_BYTE_ORDER_MARK).lstrip().startswith(b"<"):
        return FlatFile(source)
    return Archive(source)


def content_of(archive: Package, kind: str, called: str) -> tuple[Any, Any]:
    """The content of the file and the text in it, which is of that kind. Raises ParseFailure: also if encrypted."""
    problem = no_content(called)
    content = None
    try:
        content = archive.xml(CONTENT)
    except ParseFailure as failure:
        if failure.reason != "damaged":
            raise
        problem = failure
    around = child_of(content, "body") if content is not None else None
    body = child_of(around, kind) if around is not None else None
    if body is not None:
        return content, body
    refuse_encrypted(archive)
    raise problem


def refuse_encrypted(archive: Package) -> None:
    """Raises ParseFailure if the parts of the file are encrypted."""
    if b"encryption-data" in archive.read("META-INF/manifest.xml"):
        raise ParseFailure(*_LOCKED)


def no_content(called: str) -> ParseFailure:
    """What is said of a file that holds something else than its ending says."""
    return ParseFailure("damaged", f"It holds no {called}.", "Check that the file has the right ending.")


def _holds_title(properties: bytes) -> bool:
    """Whether the properties may hold a title: most hold none, and to parse them takes longer than to search them."""
    return b"title" in properties or b"\0" in properties[:4]  # two bytes or four for a letter


def title_of(archive: Package, content: Any = None) -> str:
    """The title in the file's properties, "" if there is none."""
    data = archive.read("meta.xml")
    meta = parse_xml(data) if _holds_title(data) else None
    if meta is None and content is not None and local_name(content) == "document":
        meta = content.find("{*}meta")
    title = meta.find(".//{*}title") if meta is not None else None
    return one_line(title.text or "") if title is not None else ""
