"""Looks for what a forgotten file may have left, without any code of the product.

    python -m tests.leftover_hunt note HOME PATH NOTE.npz     before: what the library holds of PATH, and of the others
    python -m tests.leftover_hunt hunt HOME NOTE.npz          after: exit 1 if any of it is in any file below HOME

Every window of twelve characters, at every offset, in UTF-8 and in both orders of UTF-16, and every vector within 1e-6.
Left out are windows that other indexed files hold as well, and those of fewer than six different characters.
"""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

WINDOW = 12
ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be")
_PAGES = "SELECT f.path, p.text FROM files f JOIN pages p ON p.document_id = f.document_id"
_VECTORS = (
    "SELECT v.vector FROM files f JOIN chunks c ON c.document_id = f.document_id JOIN vectors v ON v.chunk_id = c.id"
)


def windows(text: str) -> Iterator[str]:
    for start in range(len(text) - WINDOW + 1):
        if len(set(text[start : start + WINDOW])) >= 6:
            yield text[start : start + WINDOW]


def note(home: Path, path: str) -> tuple[set[str], NDArray[np.float32]]:
    """What only the file at `path` holds: its windows; and its vectors, shape (n, d)."""
    ledger = sqlite3.connect(f"file:{home / 'library' / 'ledger.sqlite3'}?mode=ro", uri=True)
    own: set[str] = set()
    others: set[str] = set()
    for owner, text in ledger.execute(_PAGES):
        (own if owner == path else others).update(windows(text))
    rows = [np.frombuffer(row[0], "<f4") for row in ledger.execute(f"{_VECTORS} WHERE f.path = ?", (path,))]
    ledger.close()
    return own - others, np.stack(rows)


def hunt(home: Path, texts: set[str], vectors: NDArray[np.float32], path: str = "") -> list[str]:
    """Where anything of it is: file, kind and offset; the first of each kind in each file."""
    needles = {one.encode(encoding)[:WINDOW]: (one, encoding) for one in texts for encoding in ENCODINGS}
    found: list[str] = []
    for file in sorted(one for one in home.rglob("*") if one.is_file()):
        data = file.read_bytes()
        for start in range(len(data) - WINDOW + 1):
            hit = needles.get(data[start : start + WINDOW])
            if hit is not None and data.startswith(hit[0].encode(hit[1]), start):
                found.append(f"text at {start} of {file}")
                break
        if path and any(path.encode(encoding) in data for encoding in ENCODINGS):
            found.append(f"path in {file}")
        found += [f"vector {number} in {file}" for number, one in enumerate(vectors) if _holds(data, one)][:1]
    return found


def _holds(data: bytes, vector: NDArray[np.float32]) -> bool:
    size = len(vector)
    with np.errstate(invalid="ignore", over="ignore"):  # bytes of any kind, read as numbers
        return _occurs(data, vector, size)


def _occurs(data: bytes, vector: NDArray[np.float32], size: int) -> bool:
    for shift in range(4 if len(data) >= 4 * size + 3 else 0):
        floats = np.frombuffer(data, "<f4", (len(data) - shift) // 4, shift)
        starts = np.flatnonzero(np.abs(floats[: len(floats) - size + 1] - vector[0]) < 1e-6)
        if any(np.abs(floats[start : start + size] - vector).max() < 1e-6 for start in starts):
            return True
    return False


def main(argv: list[str]) -> int:
    if argv[0] == "note":
        texts, vectors = note(Path(argv[1]), argv[2])
        np.savez(argv[3], texts=np.array(sorted(texts)), vectors=vectors, path=np.array(argv[2]))
        print(f"{len(texts)} windows, {len(vectors)} vectors")  # noqa: T201
        return 0
    noted = np.load(argv[2])
    found = hunt(Path(argv[1]), set(noted["texts"].tolist()), noted["vectors"], str(noted["path"]))
    for one in found:
        print(one)  # noqa: T201
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
