"""Documents that are zip archives of XML, opened with bounds.

Invariant: no more is unpacked than the limits allow, whatever the archive's directory claims, and no XML entity is
expanded.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from typing import Any

from assistant.core.errors import ParseFailure
from assistant.parse.source import Source

_CONTAINER_START = b"\xd0\xcf\x11\xe0"  # an OLE container: how Office wraps an encrypted document
_MAX_MEMBERS = 20_000
_MAX_RATIO = 500  # XML packs 10 to 50 times; above this it is made to burst
_RATIO_MATTERS_BYTES = 16 * 1024 * 1024
_BLOCK_BYTES = 256 * 1024


class Archive:
    """An opened archive; the bytes it may still unpack fall with each member read."""

    def __init__(self, source: Source) -> None:
        """Raises ParseFailure: damaged, needs_password or limit."""
        start = source.stream.read(4)
        source.stream.seek(0)
        if start == _CONTAINER_START:
            raise ParseFailure("needs_password", "It is protected by a password.", "Save a copy without a password.")
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
        try:
            info = self._zip.getinfo(name)
        except KeyError:
            return b""
        if info.flag_bits & 0x1:
            raise ParseFailure("needs_password", "It is protected by a password.", "Save a copy without a password.")
        data = bytearray()
        try:
            with self._zip.open(info) as stream:
                while block := stream.read(_BLOCK_BYTES):
                    data += block
                    self._left -= len(block)
                    burst = len(data) > _RATIO_MATTERS_BYTES and len(data) > _MAX_RATIO * max(1, info.compress_size)
                    if self._left < 0 or burst:
                        raise ParseFailure("limit", "It unpacks to far more than a document holds.")
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError) as error:
            raise ParseFailure("damaged", "A part of it cannot be unpacked.") from error
        return bytes(data)

    def xml(self, name: str) -> Any:
        """The root element of a member, None if it is not there. Raises ParseFailure."""
        data = self.read(name)
        return parse_xml(data) if data else None


def parse_xml(data: bytes) -> Any:
    """The root element; None if nothing could be read. Raises ParseFailure for what is not XML."""
    import lxml.etree

    parser = lxml.etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True
    )
    try:
        return lxml.etree.fromstring(data, parser)
    except (lxml.etree.LxmlError, ValueError) as error:
        raise ParseFailure("damaged", "A part of it is not readable XML.") from error


def local_name(element: Any) -> str:
    """The tag without its namespace; "" for comments and processing instructions."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: Any, name: str) -> str:
    """An attribute by its name without namespace, "" if it is not there."""
    for key, value in element.attrib.items():
        if key.rpartition("}")[2] == name:
            return str(value)
    return ""
