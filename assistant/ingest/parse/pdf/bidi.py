"""Text from right to left, which many programs draw as it is seen: put into the order in which it is read.

Invariant: lines without Hebrew or Arabic letters stay as they are.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby, pairwise

from assistant.ingest.parse.pdf.pieces import Piece

_RIGHT_TO_LEFT = re.compile(  # Hebrew and Arabic, without the noncharacters among them, which stand around raised marks
    "[\u0590-\u065f\u066e-\u06ef\u06fa-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb1d-\ufdcf\ufdf0-\ufdff\ufe70-\ufefc]"
)
_FROM_THE_LEFT = re.compile("[0-9A-Za-z\u00c0-\u024f]")
_LETTER = re.compile(r"[^\W\d_]")
# The figures that Arabic and Persian write with; the signs between them belong to the number.
_FIGURE = "[\u0660-\u0669\u06f0-\u06f9]"
_FIGURES = re.compile(rf"{_FIGURE}(?:[\u066b\u066c.,:/-]*{_FIGURE})+")
_WORD_GAP = 0.45  # of the letter size: less may be the error of an estimated width
_OVERLAP = 2.0  # points: widths are estimated
# Letters as they are shaped at the begin, in the middle and at the end of a word.
_SHAPED = re.compile("[\ufb1d-\ufb4f\ufb50-\ufbb1\ufbd3-\ufd3d\ufd50-\ufdf3\ufe70-\ufefc]+")


def in_reading_order(pieces: Sequence[Piece]) -> str:
    """The text of a line whose pieces come in drawing order, each with its letters in reading order."""
    text = "".join(piece.text for piece in pieces)
    if not has_right_to_left(text):
        return text
    if _is_right_to_left(text):
        text = "".join(_from_the_right(pieces))
    if figures_are_turned():
        text = _FIGURES.sub(lambda figures: figures.group()[::-1], text)
    return unshaped(text)


@functools.cache
def figures_are_turned() -> bool:
    """Whether pypdf takes Arabic figures for letters, and so turns numbers around that are drawn as they are read."""
    try:
        from pypdf._utils import is_char_rtl
    except ImportError:
        return False
    return bool(is_char_rtl("\u0663", "", ""))


def has_right_to_left(text: str) -> bool:
    """Whether `text` has Hebrew or Arabic letters."""
    return not text.isascii() and bool(_RIGHT_TO_LEFT.search(text))


def unshaped(text: str) -> str:
    """`text` with the plain letters instead of their shaped forms, so that a word is found as it is typed."""
    return _SHAPED.sub(lambda run: unicodedata.normalize("NFKC", run.group()), text)


def _is_right_to_left(text: str) -> bool:
    return 2 * len(_RIGHT_TO_LEFT.findall(text)) > len(_LETTER.findall(text))


def _from_the_right(pieces: Sequence[Piece]) -> Iterator[str]:
    """The texts of a line's pieces, the rightmost first where they are drawn from the left.

    Programs that know the direction draw the rightmost first; their order stays.
    """
    seen = [piece for piece in pieces if piece.text.strip()]
    from_the_left = len(seen) > 1 and all(left.end <= right.x + _OVERLAP for left, right in pairwise(seen))
    groups = [list(pieces)] if from_the_left else [list(same) for _, same in groupby(pieces, key=_place)]
    before: Piece | None = None
    for piece in (piece for group in groups for piece in _read(group)):
        yield " " if before is not None and _is_apart(before, piece) else ""
        yield piece.text
        before = piece


def _read(group: Sequence[Piece]) -> Iterator[Piece]:
    """Pieces that come from the left, in the order in which they are read; what is read from the left is one piece."""
    runs = [(is_turned, list(run)) for is_turned, run in groupby(group, key=_is_turned)]
    if len(runs) < 2 or any(map(_is_mixed, group)):
        yield from group
        return
    for is_turned, run in reversed(runs):
        if is_turned:
            yield from reversed(run)
        else:
            text = _turned("".join(piece.text for piece in run))
            yield replace(run[0], text=text, letters=None, em=run[-1].end - run[0].x)


def _is_apart(before: Piece, piece: Piece) -> bool:
    """Whether there is a gap between a word and a figure, or the like, that are read one after the other."""
    if _is_turned(before) == _is_turned(piece):  # a word may be drawn in pieces with gaps
        return False
    if before.text[-1:].isspace() or piece.text[:1].isspace() or not (before.text and piece.text):
        return False
    return before.x - piece.end > _WORD_GAP * max(before.size, piece.size)


def _is_turned(piece: Piece) -> bool:
    return bool(_RIGHT_TO_LEFT.search(piece.text))


def _is_mixed(piece: Piece) -> bool:
    return _is_turned(piece) and bool(_FROM_THE_LEFT.search(piece.text))


def _place(piece: Piece) -> tuple[float, float]:
    return piece.x, piece.y


def _turned(text: str) -> str:
    """A piece that is read from the left, in a line from the right: a space behind it is seen, and read, before it."""
    said = text.strip()
    start = text.index(said)
    return text[start + len(said) :] + said + text[:start]
