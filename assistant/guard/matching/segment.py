"""Where the output is cut for checking.

Invariant: each boundary is a function of the text alone. Whatever pieces the text arrives in, and however much of it is
there, `next_boundary` gives the same answer or none yet.
"""

from __future__ import annotations

import re

from assistant.text.sentence_ends import first_sure_end
from assistant.text.sentences import cut_before

_LINE_END = re.compile("\n")
_FENCE = re.compile(r"[ \t]{0,3}(?:```|~~~)")


class Segmenter:
    """Walks one text from boundary to boundary; remembers only whether it stands inside a code fence."""

    def __init__(self, max_chars: int) -> None:
        self._max_chars = max_chars
        self._in_fence = False

    def next_boundary(self, text: str, start: int, final: bool) -> int | None:
        """The end of the unit that begins at `start` (the boundary before), or None until more text is there.

        A unit ends behind a line break outside code, behind the white space after a sentence's end, behind the line
        that closes a code fence, or after `max_chars`. With `final` the rest is a unit. Call it once for each boundary.
        """
        if not self._in_fence and _is_blank_line(text, start):
            return start + 1  # as `_find` says too, at a tenth of the price: some files are nothing but line breaks
        end = self._find(text, start, final)
        if end is not None:
            for line_end in _line_ends(text, start, end):
                self._in_fence ^= _is_fence(text, line_end)
        return end

    def _find(self, text: str, start: int, final: bool) -> int | None:
        limit = start + self._max_chars
        in_fence, at = self._in_fence, start
        while at < min(len(text), limit):
            line_end = text.find("\n", at, limit)
            stop = min(len(text), limit) if line_end < 0 else line_end
            fence = _is_fence(text, at)
            if not fence and not in_fence and (end := first_sure_end(text, at, stop)) is not None:
                return end
            if line_end < 0:
                break
            in_fence ^= fence
            if not in_fence:
                return line_end + 1
            at = line_end + 1
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


def _line_ends(text: str, start: int, end: int) -> list[int]:
    return [match.start() for match in _LINE_END.finditer(text, start, end)]


def _is_blank_line(text: str, at: int) -> bool:
    return text[at : at + 1] == "\n" and (at == 0 or text[at - 1] == "\n")


def _is_fence(text: str, at: int) -> bool:
    """Whether the line in which `at` stands opens or closes a code fence."""
    return _FENCE.match(text, text.rfind("\n", 0, at) + 1) is not None
