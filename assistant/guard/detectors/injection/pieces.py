"""A long text in short pieces that overlap: it holds the words of nearly every expression, a piece those of few.

Invariant: what is at most `OVERLAP_CHARS` long stands whole in a piece, and no piece begins within a sentence where one
ends near. A piece that is not the first begins with a letter that no expression knows, so that nothing takes its
beginning for that of the text.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import regex

from assistant.domain.records.documents import Span
from assistant.guard.matching.normalise import View
from assistant.guard.matching.required import Holds

OVERLAP_CHARS: Final = 500
_PIECE_CHARS: Final = 2_000
_SOUGHT_CHARS: Final = 300  # where a sentence may end
_SENTENCE_END: Final = regex.compile(r"[\n.!?]\s+|[ ]")
_MARK: Final = "ĸ "


@dataclass(frozen=True, slots=True)
class Piece:
    """Text of a view; `offset` is to be added to its positions for those of the view."""

    text: str
    holds: Holds
    offset: int = 0

    def span(self, view: View, span: Span) -> Span:
        """The span in the original of `view`."""
        return view.span(max(0, span[0] + self.offset), span[1] + self.offset)


def pieces_of(text: str, holds: Holds) -> Iterator[Piece]:
    """`holds` looks words up in the whole text."""
    if len(text) <= _PIECE_CHARS:
        yield Piece(text, holds)
        return
    start = 0
    while True:
        mark = _MARK if start else ""
        piece = mark + text[start : start + _PIECE_CHARS]
        yield Piece(piece, Holds(piece), start - len(mark))
        if start + _PIECE_CHARS >= len(text):
            return
        start = _next_start(text, start + _PIECE_CHARS - OVERLAP_CHARS)


def _next_start(text: str, latest: int) -> int:
    ends: list[int] = [found.end() for found in _SENTENCE_END.finditer(text, latest - _SOUGHT_CHARS, latest)]
    sentences = [end for end in ends if text[end - 2 : end - 1] in ".!?" or text[end - 1] == "\n"]
    return max(sentences or ends or [latest])
