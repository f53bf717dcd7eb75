"""Documents that are zip archives of XML, unpacked within limits.

Invariant: at most the allowed number of bytes is unpacked, whatever the archive's directory claims, and no XML entity
is expanded.
"""

from __future__ import annotations

import contextlib
import functools
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO, cast

from assistant.domain.errors import ParseFailure
from assistant.ingest.parse.source import Source

_CONTAINER_START = b"\xd0\xcf\x11\xe0"  # an OLE container: an encrypted document, or a document of Office before 2007
_NUMBER_DIGITS = 10  # Python makes no number of more than 4,300, and no program writes one of ten
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")  # the container's name for the encrypted document
_MAX_MEMBERS = 20_000
_MAX_RATIO = 500  # XML is packed 10 to 50 times; a higher ratio is a zip bomb
_RATIO_MATTERS_BYTES = 16 * 1024 * 1024
_BLOCK_BYTES = 256 * 1024
_LONGEST_MATCH = 256
_UNPACK_ERRORS = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError)
_SAFE_OPTIONS = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False, "recover": True}


class Archive:
    """An opened archive; each member that is read reduces the bytes it may still unpack."""

    def __init__(self, source: Source) -> None:
        """Raises ParseFailure: damaged, needs_password or limit."""
        start = source.stream.read(4)
        source.stream.seek(0)
        if start == _CONTAINER_START:
            raise _locked() if _contains(source.stream, _ENCRYPTED) else _old_format()
        try:
            self._zip = zipfile.ZipFile(source.stream)
        except (zipfile.BadZipFile, struct.error, ValueError, OSError, NotImplementedError) as error:
            raise ParseFailure("damaged", "It is not a whole archive: the file is damaged or cut off.") from error
        self.names = self._zip.namelist()
        if len(self.names) > _MAX_MEMBERS:
            raise ParseFailure("limit", f"It holds more than {_MAX_MEMBERS:,} parts.")
        self._left = source.limits.max_unpacked_bytes

    def read(self, name: str) -> bytes:
        """The bytes of a member, b"" if it is not there. Raises ParseFailure."""
        data = bytearray()
        with contextlib.closing(self._open(name)) as member:
            while block := member.read(_BLOCK_BYTES):
                data += block
        return bytes(data)

    def find_all(self, name: str, pattern: re.Pattern[bytes], most: int) -> list[tuple[bytes, ...]]:
        """The groups of the first `most` matches, none of them long, in a member that is read as XML afterwards.

        Raises ParseFailure.
        """
        found: list[tuple[bytes, ...]] = []  # groups, because a match would keep all bytes it was found in
        with contextlib.closing(self._open(name)) as member:
            rest = b""
            while len(found) < most and (block := member.read(_BLOCK_BYTES)):
                text = rest + block
                matches = list(pattern.finditer(text))
                found += [match.groups() for match in matches]
                end = matches[-1].end() if matches else 0
                rest = text[max(end, len(text) - _LONGEST_MATCH) :]
            self.spend(-member.unpacked_bytes)  # they are counted when the member is read as XML
        return found[:most]

    def elements(self, name: str, *tags: str) -> Iterator[Any]:
        """The elements of a member with a name in `tags` (without namespace), each as soon as it ends.

        An element is cleared before the next is read, so that memory does not grow with the member.
        Raises ParseFailure.
        """
        with contextlib.closing(self._open(name)) as member:
            try:
                yield from xml_elements(cast("BinaryIO", member), *tags)
            except ParseFailure as failure:
                if not (member.is_empty and isinstance(failure.__cause__, SyntaxError)):  # a part that is not there
                    raise

    def xml(self, name: str) -> Any:
        """The root element of a member, None if it is not there. Raises ParseFailure."""
        data = self.read(name)
        return parse_xml(data) if data else None

    def _open(self, name: str) -> _Member:
        try:
            info = self._zip.getinfo(name)
        except KeyError:
            return _Member(self, None, 0)
        if info.flag_bits & 0x1:
            raise _locked()
        try:
            return _Member(self, cast("BinaryIO", self._zip.open(info)), info.compress_size)
        except _UNPACK_ERRORS as error:
            raise _cannot_unpack() from error

    def spend(self, size_bytes: int) -> None:
        """Count bytes that were unpacked. Raises ParseFailure when they are too many."""
        self._left -= size_bytes
        if self._left < 0:
            raise _zip_bomb()


class _Member:
    """A member while it is unpacked; a missing member is empty."""

    def __init__(self, archive: Archive, stream: BinaryIO | None, packed_bytes: int) -> None:
        self._archive = archive
        self._stream = stream
        self._packed_bytes = packed_bytes
        self._unpacked_bytes = 0

    @property
    def unpacked_bytes(self) -> int:
        """The bytes unpacked so far."""
        return self._unpacked_bytes

    @property
    def is_empty(self) -> bool:
        """Whether nothing has been unpacked so far."""
        return self._unpacked_bytes == 0

    def read(self, size_bytes: int = _BLOCK_BYTES) -> bytes:
        """The next bytes, b"" at the end. Raises ParseFailure: damaged or limit."""
        if self._stream is None:
            return b""
        try:
            block = self._stream.read(size_bytes)
        except _UNPACK_ERRORS as error:
            raise _cannot_unpack() from error
        self._unpacked_bytes += len(block)
        self._archive.spend(len(block))
        if self._unpacked_bytes > max(_RATIO_MATTERS_BYTES, _MAX_RATIO * self._packed_bytes):
            raise _zip_bomb()
        return block

    def close(self) -> None:
        if self._stream is not None:
            self._stream.close()


def xml_elements(stream: BinaryIO, *tags: str) -> Iterator[Any]:
    """The elements of a stream of XML with a name in `tags`; see `Archive.elements`. Raises ParseFailure."""
    import lxml.etree

    found = lxml.etree.iterparse(stream, tag=[f"{{*}}{tag}" for tag in tags], **_SAFE_OPTIONS)
    try:
        for _, element in found:
            yield element
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]
    except (lxml.etree.LxmlError, ValueError) as error:
        raise _not_xml() from error


def parse_xml(data: bytes) -> Any:
    """The root element; None if nothing could be read. Raises ParseFailure for what is not XML."""
    import lxml.etree

    try:
        return lxml.etree.fromstring(data, _xml_parser())
    except (lxml.etree.LxmlError, ValueError) as error:
        raise _not_xml() from error


@functools.cache
def _xml_parser() -> Any:
    import lxml.etree

    return lxml.etree.XMLParser(**_SAFE_OPTIONS)


def local_name(element: Any) -> str:
    """The tag without its namespace; "" for comments and processing instructions."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: Any, name: str) -> str:
    """An attribute by its name without namespace, "" if it is not there."""
    for key, value in element.items():
        if key.endswith(name) and key.rpartition("}")[2] == name:
            return str(value)
    return ""


def child_of(element: Any, name: str) -> Any:
    """The first child of that name, whatever its namespace; `find` takes several times as long."""
    for child in element:
        if local_name(child) == name:
            return child
    return None


def own_attribute(element: Any, name: str) -> str:
    """An attribute in the namespace of its element, "" if it is not there: a fifth of the time of `attribute`."""
    tag = element.tag
    return str(element.get(tag[: tag.rfind("}") + 1] + name, ""))


def whole_number(text: str, otherwise: int) -> int:
    """The number in an attribute; `otherwise` if it is none, or longer than any that a program writes."""
    return int(text) if text.isdecimal() and len(text) < _NUMBER_DIGITS else otherwise


def _contains(stream: BinaryIO, wanted: bytes) -> bool:
    """Whether `wanted` is in the stream, which is read up to the first match."""
    before = b""
    while block := stream.read(_BLOCK_BYTES):
        if wanted in before + block:
            return True
        before = block[-len(wanted) :]
    return False


def _locked() -> ParseFailure:
    return ParseFailure("needs_password", "It is protected by a password.", "Save a copy without a password.")


def _old_format() -> ParseFailure:
    hint = "Open it in an office program and save it under this ending."
    return ParseFailure(
        "damaged", "It is in the format that Office used before 2007, not in the one it is named for.", hint
    )


def _zip_bomb() -> ParseFailure:
    return ParseFailure("limit", "It unpacks to far more than a document holds.")


def _cannot_unpack() -> ParseFailure:
    return ParseFailure("damaged", "A part of it cannot be unpacked.")


def _not_xml() -> ParseFailure:
    return ParseFailure("damaged", "A part of it is not readable XML.")
