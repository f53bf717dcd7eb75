"""A small packed model with random values, as the format has them; the same seed gives the same bytes."""

from __future__ import annotations

import struct
import unicodedata
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

HIDDEN, LAYERS, HEADS, INNER, POSITIONS = 64, 2, 4, 96, 48
_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789.,?!äöüßéñпривет你好～東京กขא"
_WORDS = (
    "▁the",
    "▁rent",
    "▁is",
    "▁due",
    "ing",
    "▁Stra",
    "ße",
    "▁при",
    "вет",
    "你好",
    "▁1",
    "▁～",
    "query",
    ":",
    "▁passage",
)
PIECES = ("<s>", "<pad>", "</s>", "<unk>", "▁", *_LETTERS, *_WORDS, "<mask>")
_CHANGED = ("\t", "\n", "\x07", "\u200b", "\u00a0", "\ufb01", "\u2460", "\uff21", "\u212b", "\u2581")


def pack(
    seed: int = 7, *, becomes: Mapping[str, str] | None = None, leave_out: str = "", hidden: int = HIDDEN
) -> bytes:
    """A file of the format E5S1. `becomes`: what characters become; `leave_out`: a tensor that is not there."""
    random = np.random.default_rng(seed)
    tensors = {name: data for name, data in _tensors(random).items() if name != leave_out}
    shape = (1, hidden, LAYERS, HEADS, INNER, len(PIECES) + 2, POSITIONS, 2)
    head = b"E5S1" + struct.pack("<I7ifi", *shape, 1e-12, 32) + _tokens(random, becomes or _usual())
    directory_size = 4 + sum(2 + len(name) + 21 for name in tensors)
    place = len(head) + directory_size
    directory, body = struct.pack("<i", len(tensors)), b""
    for name, (kind, count, data) in tensors.items():
        directory += struct.pack("<H", len(name)) + name.encode()
        directory += struct.pack("<BIQQ", kind, count, place + len(body), len(data))
        body += data
    return head + directory + body


def _usual() -> dict[str, str]:
    plain = {"\t": " ", "\n": " ", "\x07": "", "\u200b": " ", "\u2581": " "}
    return {one: plain.get(one, unicodedata.normalize("NFKC", one)) for one in _CHANGED}


def _tokens(random: np.random.Generator, becomes: Mapping[str, str]) -> bytes:
    texts = [piece.encode() for piece in PIECES]
    starts = np.cumsum([0, *map(len, texts)]).astype("<u4")
    scores = -random.uniform(2, 12, len(PIECES)).astype("<f4")
    scores[[0, 1, 2, 3, -1]] = 0
    rules = b"".join(
        struct.pack(f"<IB{len(to)}I", ord(one), len(to), *map(ord, to)) for one, to in sorted(becomes.items())
    )
    head = struct.pack("<5iQ", len(PIECES), 0, 2, 1, 3, int(starts[-1]))
    rules = struct.pack("<iI", len(becomes), len(rules)) + rules
    return head + starts.tobytes() + scores.tobytes() + b"".join(texts) + rules


def _tensors(random: np.random.Generator) -> dict[str, tuple[int, int, bytes]]:
    found = {
        "emb.word": _matrix(random, len(PIECES) + 2, HIDDEN),
        "emb.pos": _vector(random.normal(0, 0.3, POSITIONS * HIDDEN)),
        "emb.type": _vector(random.normal(0, 0.3, 2 * HIDDEN)),
        "emb.ln.w": _vector(random.uniform(0.6, 1.4, HIDDEN)),
        "emb.ln.b": _vector(random.normal(0, 0.2, HIDDEN)),
    }
    for layer in range(LAYERS):
        for short, rows, columns in (
            ("q", HIDDEN, HIDDEN),
            ("k", HIDDEN, HIDDEN),
            ("v", HIDDEN, HIDDEN),
            ("ao", HIDDEN, HIDDEN),
            ("fi", INNER, HIDDEN),
            ("fo", HIDDEN, INNER),
        ):
            found[f"l{layer}.{short}.w"] = _matrix(random, rows, columns)
            found[f"l{layer}.{short}.b"] = _vector(random.normal(0, 0.2, rows))
        for short in ("aln", "oln"):
            found[f"l{layer}.{short}.w"] = _vector(random.uniform(0.6, 1.4, HIDDEN))
            found[f"l{layer}.{short}.b"] = _vector(random.normal(0, 0.2, HIDDEN))
    return found


def _matrix(random: np.random.Generator, rows: int, columns: int) -> tuple[int, int, bytes]:
    blocks = np.zeros((rows, columns // 32), np.dtype([("scale", "<f2"), ("codes", "u1", (16,))]))
    blocks["scale"] = random.uniform(0.01, 0.05, blocks.shape)
    blocks["codes"] = random.integers(0, 256, (*blocks.shape, 16))
    return 1, rows * columns, blocks.tobytes()


def _vector(values: NDArray[np.float64]) -> tuple[int, int, bytes]:
    return 0, len(values), values.astype("<f4").tobytes()
