"""Numbers in the JSON files beside a model. Invariant: what is no sensible number is refused, never computed with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assistant.domain.errors import ModelRefused

_MOST = 1 << 40  # more than any size of any model
_ENDLESS = 1e30  # what tokenizers write for a limit that they do not know


def read_count(values: Mapping[str, Any], key: str, file: str, default: int | None = None) -> int:
    """The whole number under `key` of `file`, at most 2^40; `default` if it is absent or null.

    Raises ModelRefused for another value, or none.
    """
    value = values.get(key)
    if value is None and default is not None:
        return default
    if value == _ENDLESS:
        return _MOST
    if isinstance(value, float) and value.is_integer() and abs(value) <= _MOST:
        value = int(value)
    if type(value) is not int or not 0 <= value <= _MOST:
        raise unusable(file, key)
    return value


def read_small_number(values: Mapping[str, Any], key: str, file: str, default: float) -> float:
    """The number under `key` of `file`, at least 0 and below 1; `default` if it is absent. Raises ModelRefused."""
    value = values.get(key, default)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1:
        raise unusable(file, key)
    return float(value)


def unusable(file: str, key: str) -> ModelRefused:
    """The error for a value that makes no sense."""
    return ModelRefused(f"{key!r} in {file!r} of the model cannot be used.", "Pull the model again.")
