"""Reads a packed embedding model: a BERT encoder in 4 bits and its Unigram tokenizer in one file (format E5S1).

Invariant: a file is read whole and exactly or refused; every size in it is checked against the bytes that are there.

The file, little-endian: the magic, a version; the shape (hidden, layers, heads, inner, words, positions, segments), the
epsilon, the values of a block; the tokenizer (count, ids of <s>, </s>, <pad> and <unk>, the pieces with their scores,
and what each character becomes first); a directory of the tensors (name, kind, values, place, bytes). A 4-bit matrix
has its rows in blocks of 32 values: a 16-bit scale, then 16 bytes whose low halves are the first 16 codes and whose
high halves are the others; a value is (code - 8) * scale.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.domain.errors import ModelRefused

_MAGIC = b"E5S1"
_VERSION = 1
BLOCK = 32  # values that share a scale
_BLOCK_TYPE = np.dtype([("scale", "<f2"), ("codes", "u1", (BLOCK // 2,))])
_FLOATS, _BLOCKS = 0, 1
_MOST = 1 << 24  # of any count in the file
_EPSILON = 1e-12


@dataclass(frozen=True, slots=True)
class Blocks:
    """A 4-bit matrix: `codes` uint8 0..15, shape (rows, blocks, 32); `scales` float32, shape (rows, blocks)."""

    codes: NDArray[np.uint8]
    scales: NDArray[np.float32]

    def values(self) -> NDArray[np.float32]:
        """The matrix in full precision, shape (rows, columns)."""
        rows: NDArray[np.float32] = (self.codes.astype(np.float32) - 8) * self.scales[..., None]
        return rows.reshape(len(rows), -1)


@dataclass(frozen=True, slots=True)
class PackedTokens:
    """The tokenizer. `becomes` names the characters that are replaced before the text is cut into pieces."""

    pieces: tuple[str, ...]
    scores: tuple[float, ...]
    begin: int
    end: int
    pad: int
    unknown: int
    becomes: dict[str, str]


@dataclass(frozen=True, slots=True)
class PackedModel:
    """The whole file. `matrices` and `vectors` go by the names of the directory; vectors are float32, flat."""

    hidden: int
    layers: int
    heads: int
    inner: int
    words: int
    positions: int
    tokens: PackedTokens
    matrices: dict[str, Blocks]
    vectors: dict[str, NDArray[np.float32]]


def read_packed(data: bytes) -> PackedModel:
    """Raises ModelRefused if `data` is not such a file."""
    try:
        return _read(_Reader(data))
    except (
        struct.error,
        ValueError,
        IndexError,
        OverflowError,
    ) as error:  # cut off, or counts that do not fit together
        raise refused() from error


def refused() -> ModelRefused:
    """The error for a file that is damaged or of another format."""
    return ModelRefused("The packed model cannot be read.", "Pull the model again.")


class _Reader:
    def __init__(self, data: bytes) -> None:
        self.data = data
        self._place = 0

    def take(self, size: int) -> bytes:
        if not 0 <= size <= len(self.data) - self._place:
            raise refused()
        self._place += size
        return self.data[self._place - size : self._place]

    def values(self, form: str) -> tuple[Any, ...]:
        return struct.unpack(f"<{form}", self.take(struct.calcsize(f"<{form}")))

    def counts(self, number: int) -> tuple[int, ...]:
        found = self.values(f"{number}i")
        if not all(0 <= count <= _MOST for count in found):
            raise refused()
        return found

    def array(self, kind: str, number: int) -> NDArray[Any]:
        return np.frombuffer(self.take(np.dtype(kind).itemsize * number), kind)


def _read(reader: _Reader) -> PackedModel:
    if reader.take(4) != _MAGIC or reader.values("I") != (_VERSION,):
        raise refused()
    hidden, layers, heads, inner, words, positions, _segments = reader.counts(7)
    epsilon, block = reader.values("fi")
    if block != BLOCK or not np.isclose(epsilon, _EPSILON) or not heads or hidden % heads:
        raise refused()
    tokens = _tokens(reader)
    columns = {"ao.w": hidden, "fi.w": hidden, "fo.w": inner, "q.w": hidden, "k.w": hidden, "v.w": hidden}
    columns["word"] = hidden
    matrices: dict[str, Blocks] = {}
    vectors: dict[str, NDArray[np.float32]] = {}
    for _ in range(reader.counts(1)[0]):
        name = reader.take(reader.values("H")[0]).decode("ascii")
        kind, number, place, size = reader.values("BIQQ")
        part = reader.data[place : place + size]
        if len(part) != size:
            raise refused()
        if kind == _FLOATS and size == 4 * number:
            vectors[name] = _finite(np.frombuffer(part, "<f4"))
        elif kind == _BLOCKS and size * BLOCK == _BLOCK_TYPE.itemsize * number:
            matrices[name] = _blocks(part, columns.get(name.partition(".")[2], BLOCK))
        else:
            raise refused()
    return PackedModel(hidden, layers, heads, inner, words, positions, tokens, matrices, vectors)


def _blocks(part: bytes, columns: int) -> Blocks:
    rows = np.frombuffer(part, _BLOCK_TYPE).reshape(-1, columns // BLOCK)
    halves = rows["codes"]
    return Blocks(np.concatenate([halves & 15, halves >> 4], axis=-1), _finite(rows["scale"].astype(np.float32)))


def _finite(values: NDArray[np.float32]) -> NDArray[np.float32]:
    if not np.isfinite(values).all():
        raise refused()
    return values


def _tokens(reader: _Reader) -> PackedTokens:
    number, begin, end, pad, unknown = reader.counts(5)
    (size,) = reader.values("Q")
    starts = reader.array("<u4", number + 1)
    scores = _finite(reader.array("<f4", number))
    text = reader.take(size)
    if number and (starts[-1] > size or (np.diff(starts.astype(np.int64)) < 0).any()):
        raise refused()
    if max(begin, end, pad, unknown) >= number:
        raise refused()
    bounds = starts.tolist()
    pieces = tuple(text[start:stop].decode("utf-8") for start, stop in pairwise(bounds))
    return PackedTokens(pieces, tuple(scores.tolist()), begin, end, pad, unknown, _becomes(reader))


def _becomes(reader: _Reader) -> dict[str, str]:
    (number,) = reader.counts(1)
    part = _Reader(reader.take(reader.values("I")[0]))
    becomes = {}
    for _ in range(number):
        character, length = part.values("IB")
        becomes[chr(character)] = "".join(map(chr, part.values(f"{length}I")))
    return becomes
