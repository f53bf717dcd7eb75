"""The few facts of a GGUF file that are needed before an engine opens it, and that discovery shows.

Invariant: a file is opened only if the part of its header that is read here makes sense from end to end.
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
    """`window_tokens` the model was trained for, 0 if not said; `parameters` as its label says, 0 if it has none.

    `kv_bytes_per_token`: what one token of the conversation takes in the cache in 16 bits, 0 if not said; too much for
    models of which only some layers have such a cache.
    """

    architecture: str = ""
    window_tokens: int = 0
    parameters: int = 0
    size_bytes: int = 0
    kv_bytes_per_token: int = 0


def read_facts(path: Path) -> GgufFacts:
    """Raises ModelMissing if there is no such file, ModelRefused if it is not a GGUF file that can be used."""
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
    """The facts as far as the header can be read, for showing; None if `path` is not GGUF or cannot be read."""
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
    each = number("embedding_length") // heads if heads else 0
    key, value = number("attention.key_length") or each, number("attention.value_length") or each
    return number("block_count") * (number("attention.head_count_kv") or heads) * (key + value) * 2


def _parameters_by_label(label: str) -> int:
    found = _SIZE_LABEL.fullmatch(label.strip().upper().replace("X", "x"))
    return int(int(found[1] or 1) * float(found[2]) * _UNITS[found[3]]) if found else 0
