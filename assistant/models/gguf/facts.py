"""The few facts of a GGUF file that are needed before an engine opens it.

Format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md (versions 2 and 3, little-endian).
Invariant: reading a hostile file takes bounded time and memory; nothing of the weights or the vocabulary is read.
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from assistant.domain.errors import ModelMissing, ModelRefused

_SIZES = {0: 1, 1: 1, 2: 2, 3: 2, 4: 4, 5: 4, 6: 4, 7: 1, 10: 8, 11: 8, 12: 8}  # bytes by type of value
_UNSIGNED = {0: "<B", 2: "<H", 4: "<I", 10: "<Q"}
_STRING, _ARRAY = 8, 9
_MAX_KEYS = 4096
_MAX_STRING = 1 << 20
_SIZE_LABEL = re.compile(r"(?:(\d+)x)?(\d+(?:\.\d+)?)([KMBT])")
_UNITS = {"K": 10**3, "M": 10**6, "B": 10**9, "T": 10**12}


@dataclass(frozen=True, slots=True)
class GgufFacts:
    """`window_tokens` the model was trained for, 0 if not said; `parameters` as its label says, 0 if it has none.

    `kv_bytes_per_token`: what one token of the conversation takes in the cache in 16 bits, 0 if not said; too much for
    models of which only some layers have such a cache.
    """

    architecture: str
    window_tokens: int
    parameters: int
    size_bytes: int
    kv_bytes_per_token: int = 0


def read_facts(path: Path) -> GgufFacts:
    """Raises ModelMissing if there is no such file, ModelRefused if it is not a GGUF file that can be used."""
    try:
        with path.open("rb") as stream:
            values = _read_values(stream)
        size = path.stat().st_size
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
        raise ModelMissing(f"There is no model file {str(path)!r}.", "Run: assistant models list") from None
    except (OSError, EOFError, ValueError) as error:
        raise ModelRefused(
            f"The file {path.name!r} is not a usable GGUF model.", "Pull the model again, or choose another."
        ) from error
    architecture = values.get("general.architecture", "")
    return GgufFacts(
        architecture=str(architecture),
        window_tokens=int(values.get(f"{architecture}.context_length", 0)),
        parameters=int(values.get("general.parameter_count", 0))
        or _labelled(str(values.get("general.size_label", ""))),
        size_bytes=size,
        kv_bytes_per_token=_kv_bytes(values, str(architecture)),
    )


def _kv_bytes(values: dict[str, str | int], architecture: str) -> int:
    """Layers x heads x (key + value length) x 2 bytes."""

    def number(key: str) -> int:
        value = values.get(f"{architecture}.{key}", 0)
        return value if isinstance(value, int) else 0

    heads = number("attention.head_count")
    each = number("embedding_length") // heads if heads else 0
    key, value = number("attention.key_length") or each, number("attention.value_length") or each
    return number("block_count") * (number("attention.head_count_kv") or heads) * (key + value) * 2


def _read_values(stream: BinaryIO) -> dict[str, str | int]:
    """Strings and whole numbers in front of the vocabulary, which writers put last."""
    magic, version, _, count = struct.unpack("<4sIQQ", _exactly(stream, 24))
    if magic != b"GGUF" or version not in (2, 3) or count > _MAX_KEYS:
        raise ValueError("not GGUF")
    values: dict[str, str | int] = {}
    for _ in range(count):
        key = _read_string(stream)
        if key.startswith("tokenizer."):
            break
        (kind,) = struct.unpack("<I", _exactly(stream, 4))
        if kind == _STRING:
            values[key] = _read_string(stream)
        elif kind == _ARRAY:
            _skip_array(stream)
        elif kind in _UNSIGNED:
            (values[key],) = struct.unpack(_UNSIGNED[kind], _exactly(stream, _SIZES[kind]))
        else:
            _exactly(stream, _SIZES.get(kind, -1))
    return values


def _skip_array(stream: BinaryIO) -> None:
    kind, length = struct.unpack("<IQ", _exactly(stream, 12))
    if length > _MAX_STRING:
        raise ValueError("array too long")
    for _ in range(length if kind == _STRING else 0):
        _read_string(stream)
    if kind != _STRING:
        _exactly(stream, length * _SIZES.get(kind, -1))


def _read_string(stream: BinaryIO) -> str:
    (length,) = struct.unpack("<Q", _exactly(stream, 8))
    if length > _MAX_STRING:
        raise ValueError("string too long")
    return _exactly(stream, length).decode("utf-8")


def _exactly(stream: BinaryIO, size: int) -> bytes:
    if size < 0:
        raise ValueError("unknown type of value")
    data = stream.read(size)
    if len(data) != size:
        raise EOFError
    return data


def _labelled(label: str) -> int:
    found = _SIZE_LABEL.fullmatch(label.strip().upper().replace("X", "x"))
    return int(int(found[1] or 1) * float(found[2]) * _UNITS[found[3]]) if found else 0
