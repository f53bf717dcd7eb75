"""The values in the header of a GGUF file, in front of its vocabulary.

Format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md (versions 2 and 3, little-endian).
Invariant: at most `READ_BYTES` are read, whatever the file claims about itself; nothing of the weights or the
vocabulary is read.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

READ_BYTES = 1 << 20  # the general values stand first; the vocabulary, which is large, comes after them
_BLOCK_BYTES = 1 << 16
_MAX_VALUES = 4096
_STRING, _ARRAY = 8, 9
_NUMBERS = {0: "<B", 1: "<b", 2: "<H", 3: "<h", 4: "<I", 5: "<i", 6: "<f", 7: "<?", 10: "<Q", 11: "<q", 12: "<d"}


@dataclass(slots=True)
class GgufHeader:
    """Strings and numbers by key. `problem` says why the rest of the header could not be read, or is ""."""

    values: dict[str, str | int | float] = field(default_factory=dict)
    problem: str = ""

    def text(self, key: str) -> str:
        """Empty where the file does not say it, or says anything but text."""
        value = self.values.get(key, "")
        return value if isinstance(value, str) else ""

    def count(self, key: str) -> int:
        """0 where the file does not say it, or says anything but a whole number."""
        value = self.values.get(key, 0)
        return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else 0


def read_header(file: Path) -> GgufHeader | None:
    """None if `file` does not begin as GGUF does. Raises OSError."""
    with file.open("rb", buffering=0) as stream:
        start = _Start(stream)
        try:
            magic, version, _, count = struct.unpack("<4sIQQ", start.take(24))
        except EOFError:
            return None
        if magic != b"GGUF":
            return None
        header = GgufHeader()
        try:
            if version not in (2, 3) or count > _MAX_VALUES:
                raise ValueError("the version or the number of values is unknown")
            _fill(header.values, count, start)
        except (EOFError, ValueError) as error:
            header.problem = str(error)
        return header


class _Start:
    """The first `READ_BYTES` of a file, read block by block as they are asked for."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._data = b""
        self._offset = 0

    def take(self, size: int) -> bytes:
        """The next `size` bytes. Raises EOFError where there are not so many."""
        end = self._offset + size
        if end > READ_BYTES:
            raise EOFError("the header is too large")
        while len(self._data) < end:
            block = self._stream.read(min(_BLOCK_BYTES, READ_BYTES - len(self._data)))
            if not block:
                raise EOFError("the file ends within its header")
            self._data += block
        taken = self._data[self._offset : end]
        self._offset = end
        return taken

    def number(self, form: str) -> int | float:
        found: int | float = struct.unpack(form, self.take(struct.calcsize(form)))[0]
        return found

    def length(self) -> int:
        return int(self.number("<Q"))

    def text(self) -> str:
        return self.take(self.length()).decode("utf-8")


def _fill(values: dict[str, str | int | float], count: int, start: _Start) -> None:
    """Put what stands in front of the vocabulary into `values`. Raises EOFError, ValueError where it makes no sense."""
    for _ in range(count):
        key = start.text()
        if key.startswith("tokenizer."):  # writers put the vocabulary last
            return
        kind = start.number("<I")
        if kind == _STRING:
            values[key] = start.text()
        elif kind == _ARRAY:
            _skip_array(start)
        elif kind in _NUMBERS:
            values[key] = start.number(_NUMBERS[int(kind)])
        else:
            raise ValueError("a value has an unknown type")


def _skip_array(start: _Start) -> None:
    kind, length = start.number("<I"), start.length()
    if kind == _STRING:
        for _ in range(length):
            start.take(start.length())
    elif kind in _NUMBERS:
        start.take(length * struct.calcsize(_NUMBERS[int(kind)]))
    else:
        raise ValueError("an array has an unknown type of items")
