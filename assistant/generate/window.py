"""How much of a model's window is used, and how its memory of the conversation is kept.

Invariant: never more than the model was trained for; where memory is short the cache becomes smaller (8 bits) before
the window does, and the window before the model is refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

CacheType = Literal["f16", "q8_0"]

_WINDOW = 8192  # the prompt's budget, an answer and a long conversation
_SMALLEST = 2048
_UNKNOWN_WINDOW = 2048
_LONG = 16_384  # from here the cache is kept in 8 bits: half the memory, and less of it to read for each token
_USABLE = 0.8  # of the free memory; the rest is for everything else
_BESIDE_BYTES = 400_000_000  # buffers of the engine
_EIGHT_BITS = 17 / 32  # q8_0: 34 bytes for 32 values of 2 bytes


@dataclass(frozen=True, slots=True)
class Window:
    """`cache` is the type of the keys and values that are kept of the conversation; `cache_bytes` is 0 if unknown."""

    tokens: int
    cache: CacheType = "f16"
    cache_bytes: int = 0


def choose_window(
    trained_tokens: int, free_bytes: int, wanted_tokens: int = 0, *, model_bytes: int = 0, kv_bytes_per_token: int = 0
) -> Window:
    """The window: as wanted, else the largest usual one that fits; at most `trained_tokens` (0: unknown)."""
    limit = trained_tokens or _UNKNOWN_WINDOW
    if wanted_tokens:
        tokens = min(wanted_tokens, limit)
        return _window(tokens, "q8_0" if tokens >= _LONG else "f16", kv_bytes_per_token)
    room = free_bytes * _USABLE - model_bytes - _BESIDE_BYTES
    for tokens in (_WINDOW, _WINDOW // 2, _SMALLEST):
        for cache in ("f16", "q8_0"):
            window = _window(min(tokens, limit), cache, kv_bytes_per_token)
            if window.cache_bytes <= max(room, 0):
                return window
    return _window(min(_SMALLEST, limit), "q8_0", kv_bytes_per_token)


def _window(tokens: int, cache: CacheType, kv_bytes_per_token: int) -> Window:
    size = tokens * kv_bytes_per_token * (_EIGHT_BITS if cache == "q8_0" else 1)
    return Window(tokens, cache, int(size))


def free_memory_bytes() -> int:
    """What could be had now."""
    import psutil

    return int(psutil.virtual_memory().available)
