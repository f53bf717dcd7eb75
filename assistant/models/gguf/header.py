"""Reads the values in the header of a GGUF file up to its vocabulary.

Format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md (versions 2 and 3, little-endian).
Invariant: at most `READ_BYTES` are read, whatever lengths the file names; neither the weights nor the vocabulary are
read.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

READ_BYTES = 1 << 20  # the general values come first, then the vocabulary, which is large
_BLOCK_BYTES = 1 << 16
_MAX_VALUES = 4096
_STRING, _ARRAY = 8, 9
_NUMBERS = {0: "<B", 1: "<b", 2: "<H", 3: "<h", 4: "<I", 5: "<i", 6: "<f", 7: "<?", 10: "<Q", 11: "<q", 12: "<d"}


@dataclass(slots=True)
class GgufHeader:
    """Strings and numbers by key. `problem` is the reason why the rest of the header could not be read, or ""."""

    values: dict[str, str | int | float] = field(default_factory=dict)
    problem: str = ""

    def text(self, key: str) -> str:
        """The text under `key`; "" if the header has no such key or another type of value."""
        value = self.values.get(key, "")
        return value if isinstance(value, str) else ""

    def count(self, key: str) -> int:
        """The whole number under `key`; 0 if the header has no such key, another type of value or a negative number."""
        value = self.values.get(key, 0)
        return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else 0


def read_header(file: Path) -> GgufHeader | None:
    """The header of `file`; None if it does not begin like a GGUF file. Raises OSError."""
    with file.open("rb", buffering=0) as stream:
        reader = _HeaderReader(stream)
        try:
            magic, version, _, count = struct.unpack("<4sIQQ", reader.take(24))
        except EOFError:
            return None
        if magic != b"GGUF":
            return None
        header = GgufHeader()
        try:
            if version not in (2, 3) or count > _MAX_VALUES:
                raise ValueError("the version or the number of values is unknown")
            _fill(header.values, count, reader)
        except (EOFError, ValueError) as error:
            header.problem = str(error)
        return header


class _HeaderReader:
    """Reads values from the first `READ_BYTES` of a file. It reads the file in blocks, only as far as needed."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._data = b""
        self._offset = 0

    def take(self, size: int) -> bytes:
        """The next `size` bytes. Raises EOFError if there are fewer."""
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


def _fill(values: dict[str, str | int | float], count: int, reader: _HeaderReader) -> None:
    """Read up to `count` values, as far as the vocabulary, into `values`. Raises EOFError, ValueError if invalid."""
    for _ in range(count):
        key = reader.text()
        if key.startswith("tokenizer."):  # writers put the vocabulary last
            return
        kind = reader.number("<I")
        if kind == _STRING:
            values[key] = reader.text()
        elif kind == _ARRAY:
            _skip_array(reader)
        elif kind in _NUMBERS:
            values[key] = reader.number(_NUMBERS[int(kind)])
        else:
            raise ValueError("a value has an unknown type")


def _skip_array(reader: _HeaderReader) -> None:
    kind, length = reader.number("<I"), reader.length()
    if kind == _STRING:
        for _ in range(length):
            reader.take(reader.length())
    elif kind in _NUMBERS:
        reader.take(length * struct.calcsize(_NUMBERS[int(kind)]))
    else:
        raise ValueError("an array has an unknown type of items")
