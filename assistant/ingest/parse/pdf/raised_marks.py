"""Finds the raised and lowered marks of a PDF page: short, smaller than the text before them, and higher or lower.

Invariant: no letter is lost, and none added but the stroke of a fraction; a line is joined only where it was split
because a mark stands higher.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from assistant.ingest.parse.marks.raised import lowered, power, raised
from assistant.ingest.parse.pdf.pieces import Piece

_SMALLER = 0.82  # of the size of the text: a larger letter is no mark
_RISE = (0.12, 0.75)  # of the size of the text, above its line
_FALL = (-0.45, -0.04)
_DENOMINATOR = (-0.6, -0.3)  # of the size, below the line: deeper than an index
_MOST_LETTERS = 6
_WIDEST_LETTER = 0.75  # of the size: how far the text before a mark reaches at most
_FIGURES = re.compile(r"(?<=\S)\d+")
_FIRST = re.compile(r"(\s*\S+)(\s.*)?", re.DOTALL)
_PART = re.compile(r"\w{1,4}")  # of a fraction in the line


def with_marks(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces with signs around those that are marks; a mark stands directly behind its text, on the same line."""
    found: list[Piece] = []
    base: Piece | None = None
    broken = False  # the line was split at a mark, and may go on
    below: Piece | None = None  # the lower part of a fraction, which stands in the text already
    is_index = False  # `base` is one itself, such as the letter below a sum: what stands on it is no note mark
    for at, piece in enumerate(pieces):
        if piece is below:
            continue
        how = _how(base, piece) if base is not None else None
        if how is not None and base is not None:
            _take_break(found)
            below = _below(base, pieces, at)
            if how is raised and base.text[-1:].isalpha() and (is_index or _has_index(base, pieces, at)):
                how = power
            text = _as_mark(piece.text, how) if below is None else f" {piece.text.strip()}/{below.text.strip()}"
            found.append(_behind(base, piece, text))
            base, broken = replace(base, text=base.text + piece.text), True  # its own line goes on behind the mark
            continue
        if broken and base is not None and piece.text.strip():
            if _on_line(base, piece):
                _take_break(found)
            broken = False
        found.append(piece)
        if piece.text.strip() and piece.size:
            is_index = base is not None and _stands_at(base, piece)
            base = piece
    return found


def _as_mark(text: str, how: Callable[[str], str]) -> str:
    """The text of a mark: of an exponent with an index below it, which programs draw as one text, the first alone."""
    parts = _FIRST.fullmatch(text)
    return how(text) if parts is None else how(parts[1]) + (parts[2] or "")


def _stands_at(base: Piece, piece: Piece) -> bool:
    """Whether a piece is set small, directly behind its text, and higher or lower than that."""
    small = piece.turn == base.turn and 0 < piece.size <= base.size * _SMALLER
    if not small or piece.text.startswith(" ") or not base.x < piece.x <= base.end + base.size / 2:
        return False
    return _FALL[0] <= (piece.y - base.y) / base.size <= _RISE[1] and piece.y != base.y


def _has_index(base: Piece, pieces: Sequence[Piece], at: int) -> bool:
    """Whether below the raised piece at `at` a lowered one stands: the text has both, as a symbol in a formula."""
    above, rest = pieces[at], pieces[at + 1 : at + 2]
    if not rest or above.text.startswith(" ") or not 0 < rest[0].size <= base.size * _SMALLER:
        return False
    beside = rest[0].turn == above.turn and above.x - above.size / 2 <= rest[0].x < above.end
    return beside and _FALL[0] <= (rest[0].y - base.y) / base.size <= _FALL[1]


def _below(base: Piece, pieces: Sequence[Piece], at: int) -> Piece | None:
    """The lower part of a fraction of which the piece at `at` is the upper one, if both are short."""
    above, rest = pieces[at], pieces[at + 1 : at + 3]
    if above.y < base.y or not rest or (base.text[-1:].isalnum() and not above.text.startswith(" ")):
        return None
    below = rest[0]
    if len(rest) > 1 and rest[1].text.strip() and rest[1].size < base.size * _SMALLER:
        return None  # it goes on: a sum below the stroke
    stacked = below.size == above.size and below.turn == above.turn and below.x < above.end and above.x < below.end
    small = _PART.fullmatch(above.text.strip()) and _PART.fullmatch(below.text.strip())
    return below if stacked and small and _DENOMINATOR[0] <= (below.y - base.y) / base.size <= _DENOMINATOR[1] else None


def _behind(base: Piece, piece: Piece, text: str) -> Piece:
    """The mark at the height of its text and without a gap before it, so that both stay in one cell of a table."""
    end = max(piece.end, base.end)
    x = min(piece.x, base.end)
    return replace(piece, text=text, x=x, y=base.y, em=end - x, letters=None)


def _take_break(found: list[Piece]) -> None:
    """Take back the line break that ends the pieces so far, if one does."""
    if found and found[-1].ends_line:
        found[-1] = replace(found[-1], ends_line=False)


def _how(base: Piece, piece: Piece) -> Callable[[str], str] | None:
    """`raised` or `lowered` if the piece is a mark behind `base`, else None."""
    if piece.turn != base.turn or not 0 < piece.size <= base.size * _SMALLER or base.text[-1:] == " ":
        return None
    text = piece.text.strip()
    if not 0 < len(text) <= _MOST_LETTERS:
        return None
    text = text.split()[0]
    reach = base.x + (len(base.text) * _WIDEST_LETTER + 1) * base.size
    # A raised letter behind a letter is an index of a formula, and reads well where it stands.
    tells = any(map(str.isdigit, text)) or (text.isalpha() and base.text[-1:].isdigit())
    if not base.x < piece.x <= reach or not tells:
        return None
    rise = (piece.y - base.y) / base.size
    if _RISE[0] <= rise <= _RISE[1]:
        return raised
    return lowered if _FALL[0] <= rise <= _FALL[1] else None


def _on_line(base: Piece, piece: Piece) -> bool:
    near = abs(piece.y - base.y) < _RISE[0] * base.size
    return near and piece.x > base.x and piece.size > base.size * _SMALLER


def mark_figures(line: str, size: Callable[[int], float], bottom: Callable[[int], float]) -> str:
    """`line` with signs around figures that are drawn smaller and higher or lower than the letter before them.

    `size` and `bottom` give the size and the lower edge of a letter, in points, by its place in the line. They are
    asked for few letters, because each question takes time.
    """
    parts: list[str] = []
    done = 0
    for found in _FIGURES.finditer(line):
        start, last = found.start(), found.end() - 1
        usual, small = size(start - 1), size(last)
        if not 0 < small <= usual * _SMALLER:
            usual = size(start)
            if not 0 < small <= usual * _SMALLER:
                continue
        while size(start) > usual * _SMALLER:
            start += 1
        rise = (bottom(last) - bottom(start - 1)) / usual
        how = raised if rise >= _RISE[0] else lowered if rise <= _FALL[1] else None
        if how is not None:
            parts += [line[done:start], how(line[start : last + 1])]
            done = last + 1
    return "".join(parts) + line[done:]
