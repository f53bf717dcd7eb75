"""Tables whose cells are drawn column by column: first all names, then all prices. They are put into rows.

Texts that stand in columns are drawn in the same way and stay as they are. Invariant: every piece is kept, once; where
no table is sure, the order is that of the content stream.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from assistant.ingest.parse.pdf.cells import SAME_HEIGHT, Row, rows_of
from assistant.ingest.parse.pdf.pieces import Piece

_MIN_ROWS = 3  # the names of the columns among them
_SAME_ROWS = 0.6  # of the cells of a column stand at the heights of the first column's cells
_MAX_CELL_CHARS = 40
_MAX_FIGURE_CHARS = 24
_FIGURE = re.compile(r"(?:[^\W\d_]{3} ?|[^\w\s]{1,2} ?)?\d(?![.)]\s?[^\W\d_])")  # "9,00", "EUR 9"; no item of a list


@dataclass(slots=True)
class _Column:
    """Cells that are drawn one below the other. `first` counts the rows before it in drawing order."""

    first: int
    rows: list[Row] = field(default_factory=list)

    @property
    def x(self) -> float:
        return min(row.cells[0].x for row in self.rows)

    @property
    def end(self) -> float:
        return max(row.cells[0].end for row in self.rows)

    def takes(self, row: Row) -> bool:
        """Whether `row` goes on below, in the same column."""
        last, cell = self.rows[-1], row.cells[0]
        return last.turn == row.turn and row.y < last.y and cell.x < self.end and self.x < cell.end

    def part(self, top: float, bottom: float, tolerance: float) -> _Column:
        """The rows between two heights, without what stands above and below the table."""
        kept = [row for row in self.rows if bottom - tolerance <= row.y <= top + tolerance]
        return _Column(self.first + self.rows.index(kept[0]) if kept else self.first, kept)


def across(pieces: Sequence[Piece]) -> Sequence[Piece]:
    """The pieces, those of tables that are drawn column by column in the order of their rows."""
    rows = list(rows_of(pieces))
    columns = _columns(rows)
    ordered: list[Piece] = []
    at = done = 0
    while at + 1 < len(columns):
        table, count = _table(columns[at:])
        if count:
            start = table[0].first
            last = table[-1]
            ordered += [piece for row in rows[done:start] for piece in row.pieces] + _row_by_row(table)
            done = last.first + len(last.rows)
            at += count
        else:
            at += 1
    if not done:
        return pieces
    return [*ordered, *(piece for row in rows[done:] for piece in row.pieces)]


def _columns(rows: Sequence[Row]) -> list[_Column]:
    """Runs of rows of one cell that go downwards; a row of several cells is a run of its own that nothing fits."""
    columns: list[_Column] = []
    for number, row in enumerate(rows):
        if columns and len(row.cells) == 1 and len(columns[-1].rows[-1].cells) == 1 and columns[-1].takes(row):
            columns[-1].rows.append(row)
        else:
            columns.append(_Column(number, [row]))
    return columns


def _table(columns: Sequence[_Column]) -> tuple[list[_Column], int]:
    """The columns of the table that the first of `columns` begins, and their number; 0 where it begins none."""
    second = columns[1]
    tolerance = SAME_HEIGHT * max(second.rows[0].size, 1.0)
    top = second.rows[0].y
    first = columns[0].part(top, min(row.y for row in columns[0].rows), tolerance)
    if len(first.rows) < _MIN_ROWS or abs(first.rows[0].y - top) > tolerance:
        return [], 0
    bottom = first.rows[-1].y
    found = [first]
    for column in columns[1:]:
        part = column.part(top, bottom, tolerance)
        if not _stands_beside(part, found, tolerance):
            break
        found.append(part)
        if len(part.rows) < len(column.rows):
            break  # what is drawn below ends the table
    return (found, len(found)) if len(found) > 1 and _is_table(found) else ([], 0)


def _stands_beside(column: _Column, found: Sequence[_Column], tolerance: float) -> bool:
    if len(column.rows) < _MIN_ROWS - 1 or column.rows[0].turn != found[0].rows[0].turn or column.x <= found[-1].end:
        return False
    heights = [row.y for row in found[0].rows]
    same = sum(any(abs(row.y - height) <= tolerance for height in heights) for row in column.rows)
    return same >= max(_MIN_ROWS - 1, _SAME_ROWS * len(column.rows))


def _is_table(columns: Sequence[_Column]) -> bool:
    """Whether the cells are short, and a column beside the first holds a figure in each, its name aside."""
    texts = [[row.cells[0].line().text.strip() for row in column.rows] for column in columns]
    if max(len(text) for column in texts for text in column) > _MAX_CELL_CHARS:
        return False
    return any(all(_is_figure(text) for text in column[1:]) for column in texts[1:])


def _is_figure(text: str) -> bool:
    return _FIGURE.match(text) is not None and len(text) <= _MAX_FIGURE_CHARS


def _row_by_row(columns: Sequence[_Column]) -> list[Piece]:
    """The pieces of the table, row by row, each row ending its line."""
    waiting = [(row.y, number, row) for number, column in enumerate(columns) for row in column.rows]
    tolerance = SAME_HEIGHT * max(row.size for _, _, row in waiting)
    ordered: list[Piece] = []
    while waiting:
        top = max(y for y, _, _ in waiting)
        here = [one for one in waiting if one[0] >= top - tolerance]
        waiting = [one for one in waiting if one[0] < top - tolerance]
        pieces = [piece for _, _, row in sorted(here, key=lambda one: one[1]) for piece in row.pieces]
        ordered += [*pieces[:-1], replace(pieces[-1], ends_line=True)]
    return ordered
