"""How much of a model's window is used. Invariant: never more than the model was trained for."""

from __future__ import annotations

_SMALL_MEMORY_BYTES = 7 * 2**30
_SMALL_WINDOW, _WINDOW = 4096, 8192  # tokens; the cache of an 8B model takes 0.5 and 1 GiB at these
_UNKNOWN_WINDOW = 2048


def choose_window(trained_tokens: int, memory_bytes: int, wanted_tokens: int = 0) -> int:
    """The window in tokens: as wanted, else what suits the machine; at most `trained_tokens` (0: unknown)."""
    ours = wanted_tokens or (_SMALL_WINDOW if memory_bytes < _SMALL_MEMORY_BYTES else _WINDOW)
    return min(ours, trained_tokens or _UNKNOWN_WINDOW)


def total_memory_bytes() -> int:
    """The machine's memory."""
    import psutil

    return int(psutil.virtual_memory().total)
