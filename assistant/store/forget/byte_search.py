"""Finding many byte strings, or many vectors, in files of any kind.

Invariant: every occurrence at every byte offset is found; the hash tables only save work.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from assistant.domain.ports.embed import Vectors

Hit = tuple[int, int]  # (byte offset, index of the pattern or vector)

_TABLE_BITS = 20
_MIX = np.uint32(2654435761)  # Knuth's multiplicative hash
TOLERANCE = 1e-6
FRAGMENT = 8  # coordinates; a vector is found as long as a quarter of it is left
_ANCHORS = 4  # fragments looked for in each vector
_CELLS = 4096.0  # grid cells per unit: far wider than the tolerance, far narrower than a coordinate's range
_PAIRS = ((0, 1), (2, 3))  # these coordinates of a fragment are looked up first; then all are compared
_MIN_NORM = 1e-3  # a fragment of zeros occurs everywhere and proves nothing


class TextSearch:
    """Looks for `patterns`, each of at least 8 bytes."""

    def __init__(self, patterns: Sequence[bytes]) -> None:
        if any(len(pattern) < 8 for pattern in patterns):
            raise ValueError("a pattern has less than 8 bytes")
        self._patterns = list(patterns)
        self._by_key: dict[int, list[int]] = defaultdict(list)
        for number, pattern in enumerate(self._patterns):
            self._by_key[int.from_bytes(pattern[:8], "little")].append(number)
        self._keys = np.array(sorted(self._by_key), dtype=np.uint64)
        self._table = np.zeros(1 << _TABLE_BITS, dtype=bool)
        self._table[_slot(self._keys.astype(np.uint32))] = True
        self.longest = max((len(pattern) for pattern in self._patterns), default=0)

    def find(self, data: bytes) -> Iterator[Hit]:
        """Every occurrence in `data`."""
        if not self._patterns or len(data) < 8:
            return
        octets = np.frombuffer(data, np.uint8)
        for shift in range(4):
            words = np.frombuffer(data, "<u4", (len(data) - shift) // 4, shift)
            offsets = np.flatnonzero(self._table[_slot(words)]) * 4 + shift
            offsets = offsets[offsets <= len(data) - 8]
            if not len(offsets):
                continue
            prefixes = octets[offsets[:, None] + np.arange(8)].copy().view("<u8")[:, 0]
            for offset in offsets[np.isin(prefixes, self._keys)].tolist():
                for number in self._by_key[int.from_bytes(data[offset : offset + 8], "little")]:
                    if data.startswith(self._patterns[number], offset):
                        yield offset, number


def _slot(words: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """The position of each word in a hash table."""
    return (words * _MIX) >> np.uint32(32 - _TABLE_BITS)


class VectorSearch:
    """Looks for fragments of float32 `vectors` (n, d), d >= FRAGMENT. A coordinate may differ by TOLERANCE."""

    def __init__(self, vectors: Vectors) -> None:
        fragments, owners = _fragments(np.asarray(vectors, np.float32))
        self._fragments = fragments
        self._owners = owners
        self._by_cell: dict[int, list[int]] = defaultdict(list)
        self._tables = [np.zeros(1 << _TABLE_BITS, dtype=bool) for _ in _PAIRS]
        for table, (first, second) in zip(self._tables, _PAIRS, strict=True):
            around = [_cells_around(fragment[first], fragment[second]) for fragment in fragments]
            cells = np.array(sorted(set[int]().union(*around)), dtype=np.int64)
            table[_slot(cells.astype(np.uint32))] = True
            if first == 0:
                for number, found in enumerate(around):
                    for cell in found:
                        self._by_cell[cell].append(number)

    def find(self, data: bytes) -> Iterator[Hit]:
        """Every byte offset of a fragment in `data`, with the index of its vector."""
        if not len(self._fragments):
            return
        for shift in range(4):
            floats = np.frombuffer(data, "<f4", max(0, len(data) - shift) // 4, shift)
            if len(floats) < FRAGMENT:
                return
            with np.errstate(invalid="ignore"):
                in_range = np.abs(floats) <= 1.0 + TOLERANCE  # False for NaN
            starts = np.flatnonzero(in_range[: -FRAGMENT + 1] & in_range[1 : len(in_range) - FRAGMENT + 2])
            for table, (first, second) in zip(self._tables, _PAIRS, strict=True):
                with np.errstate(invalid="ignore", over="ignore"):
                    cells = _cell(np.floor(floats[starts + first] * _CELLS), np.floor(floats[starts + second] * _CELLS))
                starts = starts[table[_slot(cells.astype(np.uint32))]]
            for start in starts.tolist():
                yield from self._compare(floats, start, shift)

    def _compare(self, floats: Vectors, start: int, shift: int) -> Iterator[Hit]:
        window = floats[start : start + FRAGMENT]
        cell = int(_cell(np.floor(window[0] * _CELLS), np.floor(window[1] * _CELLS)))
        for number in self._by_cell.get(cell, ()):
            with np.errstate(invalid="ignore", over="ignore"):
                if bool(np.all(np.abs(window - self._fragments[number]) <= TOLERANCE)):
                    yield start * 4 + shift, int(self._owners[number])


def _fragments(vectors: Vectors) -> tuple[Vectors, NDArray[np.int64]]:
    """Fragments of the vectors as given and at unit length, shape (m, FRAGMENT), and the row of the vector of each."""
    found: list[Vectors] = []
    owners: list[NDArray[np.int64]] = []
    if not len(vectors):
        return np.empty((0, FRAGMENT), np.float32), np.empty(0, np.int64)
    count, dimension = vectors.shape
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    unit = np.divide(vectors, norms, out=np.zeros_like(vectors), where=norms > 0)
    starts = sorted({round(part * (dimension - FRAGMENT) / (_ANCHORS - 1)) for part in range(_ANCHORS)})
    for kind in (vectors, unit):
        for start in starts:
            part = kind[:, start : start + FRAGMENT]
            usable = np.linalg.norm(part, axis=1) > _MIN_NORM
            if kind is unit:
                usable &= np.abs(part - vectors[:, start : start + FRAGMENT]).max(axis=1) > TOLERANCE / 2
            found.append(part[usable])
            owners.append(np.arange(count)[usable])
    return np.concatenate(found), np.concatenate(owners)


def _cells_around(first: np.float32, second: np.float32) -> set[int]:
    """The grid cells in which the two coordinates may lie, given the tolerance."""
    return {
        int(_cell(np.floor(np.float32(first + a) * _CELLS), np.floor(np.float32(second + b) * _CELLS)))
        for a in (-2 * TOLERANCE, 0.0, 2 * TOLERANCE)
        for b in (-2 * TOLERANCE, 0.0, 2 * TOLERANCE)
    }


def _cell(first: Vectors, second: Vectors) -> NDArray[np.int64]:
    return np.asarray(first, np.int64) * 16384 + np.asarray(second, np.int64) + (1 << 30)
