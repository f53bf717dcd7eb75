"""What a PDF draws at one height: rows of cells, told apart by the gaps between their pieces.

Invariant: every piece is in one cell, once, in drawing order.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from assistant.ingest.parse.marks.raised import written
from assistant.ingest.parse.pdf.bidi import in_reading_order
from assistant.ingest.parse.pdf.lines import Line
from assistant.ingest.parse.pdf.pieces import Piece

SAME_HEIGHT = 0.35  # of the letter size: pieces whose heights differ by less stand on one line
_GAP = 0.38  # of the letter size: a wider gap separates cells
_WIDTH_ERROR = 0.03  # of a piece: widths are estimated
_LABEL = re.compile(r"[^\w\s]{1,3}|[a-z\uf000-\uf0ff]|\(?[\divxa-z]{1,4}(?:\.\d{1,2})*[.):]")


@dataclass
class Cell:
    pieces: list[Piece] = field(default_factory=list)

    @property
    def x(self) -> float:
        return self.pieces[0].x

    @cached_property
    def end(self) -> float:
        """To be asked for once all pieces are there."""
        return max((piece.end for piece in self.pieces if piece.text.strip()), default=self.x)

    def line(self) -> Line:
        return line_of(self.pieces)


@dataclass
class Row:
    """What is drawn at one height, from left to right."""

    cells: list[Cell]

    @property
    def y(self) -> float:
        return self.cells[0].pieces[0].y

    @property
    def turn(self) -> int:
        return self.cells[0].pieces[0].turn

    @cached_property
    def size(self) -> float:
        return max(piece.size for cell in self.cells for piece in cell.pieces)

    @property
    def falls_apart(self) -> bool:
        """Whether its cells are lines of their own in the content stream."""
        return any(piece.ends_line for cell in self.cells[:-1] for piece in cell.pieces)

    @property
    def pieces(self) -> list[Piece]:
        return [piece for cell in self.cells for piece in cell.pieces]


def line_of(pieces: Sequence[Piece]) -> Line:
    """A line; most letters decide its size and weight. The size of what is drawn sideways counts as unknown."""
    weights: dict[float, int] = {}
    bold = total = 0
    for piece in pieces:
        letters = len(piece.text.strip())
        if letters or not weights:
            size = round(piece.size, 1) if piece.turn in (0, 2) else 0.0
            weights[size] = weights.get(size, 0) + letters
            total += letters
            bold += letters if piece.bold else 0
    size = max(weights, key=lambda candidate: weights[candidate], default=0.0)
    is_filled = any(piece.filled for piece in pieces)
    return Line(
        written(in_reading_order(pieces)), size, total > 0 and bold > 0.8 * total, row=is_filled, filled=is_filled
    )


def rows_of(pieces: Sequence[Piece]) -> Iterator[Row]:
    cells: list[Cell] = []
    last: Piece | None = None
    for piece in pieces:
        if last is None or not is_same_height(last, piece):
            if cells:
                yield Row(cells)
            cells = [Cell([piece])]
        elif _is_apart(last, piece) and not _is_label(cells):
            cells.append(Cell([piece]))
        else:
            cells[-1].pieces.append(piece)
        if piece.text.strip() or last is None:
            last = piece
    if cells:
        yield Row(cells)


def is_same_height(last: Piece, piece: Piece) -> bool:
    if not piece.text.strip():
        return True  # a space has no height
    size = max(last.size, piece.size, 1.0)
    return last.turn == piece.turn and abs(last.y - piece.y) <= SAME_HEIGHT * size


def _is_apart(last: Piece, piece: Piece) -> bool:
    """Whether there is a gap before `piece`. What steps back, as in Arabic text, belongs to the same cell."""
    if piece.x <= last.x or not piece.text.strip():
        return False
    gap = _GAP * max(last.size, piece.size, 1.0)
    if piece.x - last.x <= gap:
        return False
    width = last.width
    return piece.x - last.x - width > gap + _WIDTH_ERROR * width


def _is_label(cells: Sequence[Cell]) -> bool:
    """Whether a row so far is the bullet or the number of a list item."""
    return len(cells) == 1 and bool(_LABEL.fullmatch("".join(piece.text for piece in cells[0].pieces).strip()))
