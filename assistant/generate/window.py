"""Chooses the window of a model and the precision of its cache.

Invariant: the window is never larger than the model was trained for. If memory is short, first the cache gets smaller
(8 bits) and then the window; a model is never refused for its window.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

CacheType = Literal["f16", "q8_0"]

_WINDOW = 8192  # the prompt's budget, an answer and a long conversation
_SMALLEST = 2048
_UNKNOWN_WINDOW = 2048
_LONG = 16_384  # from this window on, the cache has 8 bits: half the memory, and less to read for each token
_USABLE = 0.8  # of the free memory; the rest is for everything else
_ENGINE_BYTES = 400_000_000  # buffers of the engine
_EIGHT_BITS = 17 / 32  # q8_0: 34 bytes for 32 values of 2 bytes


@dataclass(frozen=True, slots=True)
class Window:
    """`cache` is the type of the cached keys and values of the conversation; `cache_bytes` is 0 if unknown."""

    tokens: int
    cache: CacheType = "f16"
    cache_bytes: int = 0


def choose_window(
    trained_tokens: int, free_bytes: int, wanted_tokens: int = 0, *, model_bytes: int = 0, kv_bytes_per_token: int = 0
) -> Window:
    """`wanted_tokens` if given, else the largest usual window that fits; at most `trained_tokens` (0: unknown)."""
    limit = trained_tokens or _UNKNOWN_WINDOW
    if wanted_tokens:
        tokens = min(wanted_tokens, limit)
        return _window(tokens, "q8_0" if tokens >= _LONG else "f16", kv_bytes_per_token)
    budget = free_bytes * _USABLE - model_bytes - _ENGINE_BYTES
    for tokens in (_WINDOW, _WINDOW // 2, _SMALLEST):
        for cache in ("f16", "q8_0"):
            window = _window(min(tokens, limit), cache, kv_bytes_per_token)
            if window.cache_bytes <= max(budget, 0):
                return window
    return _window(min(_SMALLEST, limit), "q8_0", kv_bytes_per_token)


def _window(tokens: int, cache: CacheType, kv_bytes_per_token: int) -> Window:
    size = tokens * kv_bytes_per_token * (_EIGHT_BITS if cache == "q8_0" else 1)
    return Window(tokens, cache, int(size))


def free_memory_bytes() -> int:
    """The memory that is available now."""
    import psutil

    return int(psutil.virtual_memory().available)
