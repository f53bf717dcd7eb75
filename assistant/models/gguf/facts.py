"""The facts of a GGUF file that are needed before an engine opens it, and that discovery shows.

Invariant: `read_facts` accepts a file only if the whole part of the header that it reads is valid.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from assistant.domain.errors import ModelMissing, ModelRefused
from assistant.models.gguf.header import GgufHeader, read_header

_SIZE_LABEL = re.compile(r"(?:(\d+)x)?(\d+(?:\.\d+)?)([KMBT])")
_UNITS = {"K": 10**3, "M": 10**6, "B": 10**9, "T": 10**12}


@dataclass(frozen=True, slots=True)
class GgufFacts:
    """Facts of the header; 0 if it does not hold them. `window_tokens` is the window that the model was trained for.

    `kv_bytes_per_token` is the size of a token in the 16-bit cache. It is too high for models in which only some layers
    have such a cache.
    """

    architecture: str = ""
    window_tokens: int = 0
    parameters: int = 0
    size_bytes: int = 0
    kv_bytes_per_token: int = 0


def read_facts(path: Path) -> GgufFacts:
    """Raises ModelMissing if there is no such file, ModelRefused if it is not a usable GGUF file."""
    try:
        header = read_header(path)
        size = path.stat().st_size
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
        raise ModelMissing(f"There is no model file {str(path)!r}.", "Run: assistant models list") from None
    except OSError as error:
        raise _refusal(path) from error
    if header is None or header.problem:
        raise _refusal(path)
    return _facts(header, size)


def facts_to_show(path: Path) -> GgufFacts | None:
    """The facts of the readable part of the header, to be shown; None if `path` is not GGUF or cannot be read."""
    try:
        header = read_header(path)
        return None if header is None else _facts(header, path.stat().st_size)
    except OSError:
        return None


def _refusal(path: Path) -> ModelRefused:
    return ModelRefused(
        f"The file {path.name!r} is not a usable GGUF model.", "Pull the model again, or choose another."
    )


def _facts(header: GgufHeader, size_bytes: int) -> GgufFacts:
    architecture = header.text("general.architecture")
    return GgufFacts(
        architecture=architecture,
        window_tokens=header.count(f"{architecture}.context_length"),
        parameters=header.count("general.parameter_count") or _parameters_by_label(header.text("general.size_label")),
        size_bytes=size_bytes,
        kv_bytes_per_token=_kv_bytes(header, architecture),
    )


def _kv_bytes(header: GgufHeader, architecture: str) -> int:
    """Layers x heads x (key + value length) x 2 bytes."""

    def number(key: str) -> int:
        return header.count(f"{architecture}.{key}")

    heads = number("attention.head_count")
    default = number("embedding_length") // heads if heads else 0
    key, value = number("attention.key_length") or default, number("attention.value_length") or default
    return number("block_count") * (number("attention.head_count_kv") or heads) * (key + value) * 2


def _parameters_by_label(label: str) -> int:
    found = _SIZE_LABEL.fullmatch(label.strip().upper().replace("X", "x"))
    return int(int(found[1] or 1) * float(found[2]) * _UNITS[found[3]]) if found else 0
