"""The first facts of a GGUF file. Invariant: at most `READ_BYTES` are read, whatever the file claims about itself."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path

READ_BYTES = 1 << 16  # the general facts stand first; the vocabulary, which is large, comes after them
_MAGIC = b"GGUF"
_STRING, _ARRAY = 8, 9
_SCALARS = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}


@dataclass(frozen=True, slots=True)
class GgufHeader:
    """What the file says about itself; empty or 0 where it does not."""

    architecture: str = ""
    name: str = ""
    window_tokens: int = 0


def read_gguf_header(file: Path) -> GgufHeader | None:
    """None if `file` is not GGUF or cannot be read."""
    try:
        with file.open("rb") as stream:
            data = stream.read(READ_BYTES)
    except OSError:
        return None
    if data[:4] != _MAGIC or len(data) < 24:
        return None
    facts = _facts(data, count=struct.unpack_from("<Q", data, 16)[0])
    architecture = str(facts.get("general.architecture", ""))
    window = facts.get(f"{architecture}.context_length", 0)
    return GgufHeader(architecture, str(facts.get("general.name", "")), window if isinstance(window, int) else 0)


def _facts(data: bytes, count: int) -> dict[str, str | int | float | bool]:
    """Key and value pairs up to the first array or the end of what was read."""
    facts: dict[str, str | int | float | bool] = {}
    place = 24
    try:
        for _ in range(min(count, 200)):
            key, place = _string(data, place)
            (kind,) = struct.unpack_from("<I", data, place)
            place += 4
            if kind == _STRING:
                facts[key], place = _string(data, place)
            elif kind in _SCALARS:
                (facts[key],) = struct.unpack_from(f"<{_SCALARS[kind]}", data, place)
                place += struct.calcsize(f"<{_SCALARS[kind]}")
            else:
                break
    except struct.error:
        pass
    return facts


def _string(data: bytes, place: int) -> tuple[str, int]:
    (length,) = struct.unpack_from("<Q", data, place)
    end = place + 8 + length
    if end > len(data):
        raise struct.error("beyond what was read")
    return data[place + 8 : end].decode("utf-8", "replace"), end
