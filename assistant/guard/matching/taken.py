"""Spans that exclude each other: of overlapping ones only the first that came is kept.

Invariant: the kept spans do not overlap; whether there is room for one more is found in the time of a look-up.
"""

from __future__ import annotations

from bisect import bisect_left

from assistant.domain.records.documents import Span


class Taken:
    """The spans so far; empty spans take no room."""

    def __init__(self) -> None:
        self._spans: list[Span] = []

    def take(self, span: Span) -> bool:
        """Keep `span`; False, and nothing is kept, if it overlaps a span that was kept before."""
        start, end = span
        at = bisect_left(self._spans, (start, start))
        if at < len(self._spans) and self._spans[at][0] < end:
            return False
        if at and self._spans[at - 1][1] > start:
            return False
        if start < end:
            self._spans.insert(at, span)
        return True
