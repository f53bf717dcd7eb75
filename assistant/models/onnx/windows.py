"""Splits long text into overlapping windows. Invariant: every token is in a window; no window exceeds its size."""

from __future__ import annotations

from collections.abc import Iterator


def windows(length: int, size: int, overlap: int) -> Iterator[tuple[int, int]]:
    """Spans of at most `size` tokens over `length` tokens, neighbours sharing `overlap`; an empty span for 0.

    A text that fits in a window has a single span. The last window is moved back to have the full size, so that the end
    of a text has as much context as any other part. Raises ValueError unless 0 <= `overlap` < `size`.
    """
    if not 0 <= overlap < size:
        raise ValueError("overlap must be smaller than the window")
    if length <= size:
        yield (0, length)
        return
    start = 0
    while start + size < length:
        yield (start, start + size)
        start += size - overlap
    yield (length - size, length)
