"""Where the output is cut for checking.

Invariant: each boundary is a function of the text alone. Whatever pieces the text arrives in, and however much of it is
there, `next_boundary` gives the same answer or none yet.
"""

from __future__ import annotations

import re

from assistant.text.sentence_ends import GrowingLine
from assistant.text.sentences import cut_before

_LINE_END = re.compile("\n")
_FENCE = re.compile(r"[ \t]{0,3}(?:```|~~~)")


class Segmenter:
    """Walks one text from boundary to boundary, and remembers how far it has looked: no character is read again with
    each piece of the text that arrives."""

    def __init__(self, max_chars: int) -> None:
        self._max_chars = max_chars
        self._in_fence = False  # at the boundary before
        self._line = GrowingLine(0)  # in which the boundary before stands
        # How far the unit behind that boundary was read: a part of a line begins at `_at`, inside code or not, and no
        # line break stands in it before `_seen`.
        self._at = self._seen = 0
        self._in_code = False

    def next_boundary(self, text: str, start: int, final: bool) -> int | None:
        """The end of the unit that begins at `start` (the boundary before), or None until more text is there.

        A unit ends behind a line break outside code, behind the white space after a sentence's end, behind the line
        that closes a code fence, or after `max_chars`. With `final` the rest is a unit. Call it once for each boundary.
        """
        if not self._in_fence and _is_blank_line(text, start):
            end: int | None = start + 1  # as `_find` says too, at a tenth of the price: some files are only line breaks
        else:
            end = self._find(text, start, final)
        if end is not None:
            self._begin_unit(text, start, end)
        return end

    def _begin_unit(self, text: str, start: int, end: int) -> None:
        """The unit `start:end` is over; the next one begins."""
        line_start = self._line.start
        for match in _LINE_END.finditer(text, start, end):
            self._in_fence ^= _is_fence(text, line_start)
            line_start = match.end()
        if line_start != self._line.start:
            self._line = GrowingLine(line_start)
        self._at = self._seen = end
        self._in_code = self._in_fence

    def _find(self, text: str, start: int, final: bool) -> int | None:
        limit = start + self._max_chars
        stop = min(len(text), limit)
        while self._at < stop:
            line_end = text.find("\n", self._seen, stop)
            fence = _is_fence(text, self._line.start if self._at == start else self._at)
            if not fence and not self._in_code:
                end = self._line.first_sure_end(text, self._at, stop if line_end < 0 else line_end)
                if end is not None:
                    return end
            if line_end < 0:
                self._seen = stop
                break
            self._in_code ^= fence
            if not self._in_code:
                return line_end + 1
            self._at = self._seen = line_end + 1
        if len(text) >= limit:
            return cut_before(text, start, limit, ("\n", " "))
        return len(text) if final and len(text) > start else None


def sentences(text: str, max_chars: int = 400) -> list[tuple[int, int]]:
    """The units of a whole text, as half-open spans that join without gaps."""
    segmenter = Segmenter(max_chars)
    spans: list[tuple[int, int]] = []
    start = 0
    while (end := segmenter.next_boundary(text, start, final=True)) is not None:
        spans.append((start, end))
        start = end
    return spans


def _is_blank_line(text: str, at: int) -> bool:
    return text[at : at + 1] == "\n" and (at == 0 or text[at - 1] == "\n")


def _is_fence(text: str, line_start: int) -> bool:
    """Whether the line that begins at `line_start` opens or closes a code fence."""
    return _FENCE.match(text, line_start) is not None
