"""Long text in overlapping windows. Invariant: every token lies in a window, and no window is longer than asked."""

from __future__ import annotations

from collections.abc import Iterator


def windows(length: int, size: int, overlap: int) -> Iterator[tuple[int, int]]:
    """Spans of at most `size` tokens over `length` tokens, neighbours sharing `overlap`; one empty span for 0.

    Two windows are needed only where one does not do; the last is moved back to be as long as the others, so that the
    end of a text is judged with as much before it as any other part. Raises ValueError if `overlap` leaves no progress.
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
