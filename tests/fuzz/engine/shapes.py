"""Inputs as named parts: a zip-based document is bent inside its members, not in its packed bytes.

Invariant: `join(split(data))` is an input that the target reads as it reads `data`.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from typing import Protocol

Part = tuple[str, bytes]
_MOST_PARTS = 60
_MOST_PART_BYTES = 256 * 1024


class Shape(Protocol):
    """Takes an input apart and puts it together."""

    def split(self, data: bytes) -> list[Part]: ...

    def join(self, parts: Sequence[Part]) -> bytes: ...


class Plain:
    """One part: the bytes themselves."""

    def split(self, data: bytes) -> list[Part]:
        return [("", data)]

    def join(self, parts: Sequence[Part]) -> bytes:
        return parts[0][1] if parts else b""


class Zipped:
    """The members of a zip archive, stored without packing. What is no archive is one part without a name."""

    def split(self, data: bytes) -> list[Part]:
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                small = [entry for entry in archive.infolist() if entry.file_size <= _MOST_PART_BYTES]
                return [(entry.filename, archive.read(entry)) for entry in small[:_MOST_PARTS]]
        except Exception:  # noqa: BLE001 - zipfile raises nearly anything for a bent archive
            return [("", data)]

    def join(self, parts: Sequence[Part]) -> bytes:
        if len(parts) == 1 and not parts[0][0]:
            return parts[0][1]
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            for name, content in dict(parts).items():
                archive.writestr(zipfile.ZipInfo(name or "unnamed", (1980, 1, 1, 0, 0, 0)), content)
        return buffer.getvalue()


PLAIN = Plain()
ZIPPED = Zipped()
