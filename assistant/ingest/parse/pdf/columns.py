"""Columns and tables that are drawn row by row: told apart, and read as a person reads them.

A visual row is what is drawn from left to right at one height. Where several rows with gaps at the same place follow
each other, their cells are the lines of columns of text, read one column after the other, or those of a table.
Invariant: every piece is kept, once; where nothing was drawn row by row, the lines are those of the content stream.
"""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from assistant.ingest.parse.pdf.by_columns import across
from assistant.ingest.parse.pdf.cells import Cell, Row, line_of, rows_of
from assistant.ingest.parse.pdf.lines import Line
from assistant.ingest.parse.pdf.pieces import Piece
from assistant.ingest.parse.tables import Groups, names_of

_NEXT_ROW = 3.2  # of the letter size: a row further below belongs to something else
_NEXT_LINE = 1.6  # of the letter size: a line not further below may go on in the row above
_MIN_ROWS, _MIN_TABLE_ROWS = 2, 3  # with several cells
_MAX_COLUMNS = 30
_MIN_LINES, _MIN_LINE_CHARS, _MIN_FILL = 4, 15, 0.7  # of columns of text: rows, letters of a line, share of the width
_MIN_LOWER = 0.2  # of the lines of a text begin with a small letter, where the script has any
_WRAPPED = 0.8  # of the usual distance of rows: what is nearer goes on in the cell above
_EVEN = 1.15  # the largest distance of rows over the smallest, where all rows are alike
_MIN_NAMED_COLUMNS, _MIN_PAIRS = 3, 4  # in a table of two columns: the names, and three rows with figures


@dataclass(frozen=True, slots=True)
class Layout:
    """The lines of a page in reading order, and whether some of them were put together from the cells of a table."""

    lines: list[Line]
    has_tables: bool


def lay_out(pieces: Sequence[Piece]) -> Layout:
    """The lines of a page from its pieces in drawing order."""
    rows = list(rows_of(across(pieces)))
    lines: list[Line] = []
    pending: list[Piece] = []
    has_tables = False
    at = 0
    while at < len(rows):
        region = _region(rows, at)
        stop = at + len(region)
        cuts_line = not _ends_line(pending) or (region and stop < len(rows) and not _ends_line(rows[stop - 1].pieces))
        ordered = _ordered(region) if region and not cuts_line else None
        if ordered is None:
            pending += rows[at].pieces
            at += 1
            continue
        lines += lines_of(pending)
        pending = []
        lines += ordered
        has_tables = has_tables or any(line.row and "; " in line.text for line in ordered)
        at = stop
    return Layout(lines + lines_of(pending), has_tables)


def _ends_line(pieces: Sequence[Piece]) -> bool:
    return not pieces or pieces[-1].ends_line


def lines_of(pieces: Sequence[Piece]) -> list[Line]:
    """The lines as their breaks in the content stream say."""
    lines: list[Line] = []
    parts: list[Piece] = []
    for piece in pieces:
        parts.append(piece)
        if piece.ends_line:
            lines.append(line_of(parts))
            parts = []
    return [*lines, line_of(parts)] if any(part.text for part in parts) else lines


def _region(rows: Sequence[Row], start: int) -> list[Row]:
    """The rows from `start` on that may belong together, the last one with several cells or in a column; else none."""
    if len(rows[start].cells) < 2:
        return []
    region = [rows[start]]
    for row in rows[start + 1 :]:
        last = region[-1]
        size = max(last.size, row.size, 1.0)
        follows = 0 < last.y - row.y <= _NEXT_ROW * size and last.cells[0].pieces[0].turn == row.cells[0].pieces[0].turn
        if not follows or (len(row.cells) == 1 and not _fits_a_column(row.cells[0], region)):
            break
        region.append(row)
    return region if sum(len(row.cells) > 1 for row in region) >= _MIN_ROWS else []


def _fits_a_column(cell: Cell, region: Sequence[Row]) -> bool:
    spans = _spans(region)
    x, end = cell.x, cell.end
    return len(spans) > 1 and sum(x < right and left < end for left, right in spans) == 1


def _spans(region: Sequence[Row]) -> list[tuple[float, float]]:
    """The columns from left to right: where the cells of rows with several cells overlap."""
    edges = sorted((cell.x, cell.end) for row in region if len(row.cells) > 1 for cell in row.cells)
    spans = [edges[0]]
    for start, end in edges[1:]:
        if start <= spans[-1][1]:
            spans[-1] = spans[-1][0], max(spans[-1][1], end)
        else:
            spans.append((start, end))
    return spans


def _ordered(region: Sequence[Row]) -> list[Line] | None:
    """The lines of a region; None if its cells do not stand in columns."""
    spans = _spans(region)
    if not 2 <= len(spans) <= _MAX_COLUMNS:
        return None
    grid = [_placed(row, spans) for row in region]
    if any(placed is None for placed in grid):
        return None
    placed = [row for row in grid if row is not None]
    columns = [[row[number] for row in placed if number in row] for number in range(len(spans))]
    if len(spans) <= 4 and all(_is_text(cells, span) for cells, span in zip(columns, spans, strict=True)):
        return [replace(cell.line(), begins_column=cell is cells[0]) for cells in columns for cell in cells]
    several = [row for row in region if len(row.cells) > 1]
    if len(several) < _MIN_TABLE_ROWS:
        return None
    return _table(region, placed, len(spans))


def _placed(row: Row, spans: Sequence[tuple[float, float]]) -> dict[int, Cell] | None:
    """The cells by column; None if two are in one."""
    placed: dict[int, Cell] = {}
    for cell in row.cells:
        number = next((n for n, (start, end) in enumerate(spans) if cell.x < end and start < cell.end), None)
        number = next((n for n, (start, end) in enumerate(spans) if start <= cell.x <= end), number)
        if number is None or number in placed:
            return None
        placed[number] = cell
    return placed


def _is_text(cells: Sequence[Cell], span: tuple[float, float]) -> bool:
    """Whether the cells of a column are the lines of a text: long, full, and going on from line to line."""
    if len(cells) < _MIN_LINES:
        return False
    texts = [cell.line().text.strip() for cell in cells]
    if statistics.median(map(len, texts)) < _MIN_LINE_CHARS:
        return False
    if statistics.median((cell.end - cell.x) / max(span[1] - span[0], 1.0) for cell in cells) < _MIN_FILL:
        return False
    letters = [text[0] for text in texts[1:] if text and text[0].lower() != text[0].upper()]
    return not letters or sum(map(str.islower, letters)) >= _MIN_LOWER * len(letters)


def _table(region: Sequence[Row], placed: Sequence[dict[int, Cell]], width: int) -> list[Line] | None:
    """A line for each row, with the names of its columns where the first row gives them.

    Where the content stream has the rows as lines already, these stay, and None is for what may be no table.
    """
    kept = _unwrapped(region, placed, width)
    names, depth = _names(kept, is_wrapped=len(kept) < len(region))
    falls_apart = all(row.falls_apart for row in region if len(row.cells) > 1)
    if not names and not falls_apart:
        return _whole_rows(region, placed) if _has_figures([cells for cells, _ in kept]) else None
    rows = kept[depth:]
    groups = Groups(names)
    return [
        Line(groups.row_text(cells), line.size, line.bold, row=True, names=tuple(names), cells=tuple(cells))
        for cells, line in rows
    ]


def _names(kept: Sequence[tuple[list[str], Line]], *, is_wrapped: bool) -> tuple[list[str], int]:
    """The names of the columns, and how many rows they take; none where no row names them.

    `is_wrapped`: some cells go on in the next line, as in tables of words.
    """
    cells = [row for row, _ in kept]
    names, depth = names_of(cells) if len(kept) > _MIN_ROWS else ([], 1)
    if depth > 1 and not any(map(_has_digit, names)):
        return names, depth
    named = _names_columns(cells, kept[0][1], kept[-1][1]) or (is_wrapped and _could_name(cells))
    return (cells[0], 1) if named else ([], 0)


def _whole_rows(region: Sequence[Row], placed: Sequence[dict[int, Cell]]) -> list[Line]:
    """The rows as the content stream has them, with what goes on below a row."""
    lines: list[Line] = []
    for number, (row, cells) in enumerate(zip(region, placed, strict=True)):
        line = line_of(row.pieces)
        is_next = number > 0 and region[number - 1].y - row.y <= _NEXT_LINE * max(row.size, 1.0)
        if is_next and len(cells) == 1 and 0 not in cells:
            lines[-1] = replace(lines[-1], text=f"{lines[-1].text} {line.text}")
        else:
            lines.append(replace(line, row=True))
    return lines


def _unwrapped(region: Sequence[Row], placed: Sequence[dict[int, Cell]], width: int) -> list[tuple[list[str], Line]]:
    """The texts of each row's cells, and its look; a row that only goes on in the cells above it is joined to them."""
    kept: list[tuple[list[str], Line]] = []
    begun = [row.y for row, cells in zip(region, placed, strict=True) if 0 in cells]
    usual = statistics.median([upper - lower for upper, lower in pairwise(begun)] or [0.0])
    distances = [upper.y - lower.y for upper, lower in pairwise(region)]
    is_even = max(distances) < _EVEN * min(distances)  # then a row without a first cell shares that of the row above
    for number, (row, cells) in enumerate(zip(region, placed, strict=True)):
        texts = [cells[column].line().text.strip() if column in cells else "" for column in range(width)]
        is_near = number > 0 and distances[number - 1] < _WRAPPED * usual
        may_go_on = len(cells) == 1 or not is_even
        if is_near and may_go_on and not texts[0] and not any(map(_has_digit, texts)):
            above, line = kept.pop()
            texts = [f"{upper} {lower}".strip() for upper, lower in zip(above, texts, strict=True)]
            kept.append((texts, line))
        else:
            kept.append((texts, line_of(row.pieces)))
    return kept


def _names_columns(rows: Sequence[Sequence[str]], first: Line, last: Line) -> bool:
    """Whether the first row names the columns: full, without figures, and above figures or set in another weight."""
    names = rows[0]
    if not _could_name(rows):
        return False
    if len(names) < _MIN_NAMED_COLUMNS and (len(rows) < _MIN_PAIRS or not _has_figures(rows[1:])):
        return False
    below = [[row[number] for row in rows[1:] if row[number]] for number in range(len(names))]
    return (first.bold and not last.bold) or any(cells and all(map(_has_digit, cells)) for cells in below)


def _could_name(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first row is full, but for the corner above the first column, and holds no figures."""
    names = rows[0]
    corner = 1 if not names[0] and len(names) >= _MIN_NAMED_COLUMNS else 0
    if len(rows) < 3 or not all(names[corner:]) or len(set(names)) < len(names):
        return False
    return not any(map(_has_digit, names)) and max(map(len, names)) <= 40


def _has_figures(rows: Sequence[Sequence[str]]) -> bool:
    """Whether a column holds figures in every row."""
    return any(all(row[number] and _has_digit(row[number]) for row in rows) for number in range(len(rows[0])))


def _has_digit(text: str) -> bool:
    return any(map(str.isdigit, text))
