"""The lines of a recognised picture as a page: in reading order, columns and tables told as those of a PDF are.

Invariant: what is not sure enough is left out, and a page without enough sure words is a page without text.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from statistics import median

from assistant.domain.records.documents import ParsedPage, recognised_mark
from assistant.ingest.parse.pdf.columns import lay_out
from assistant.ingest.parse.pdf.layout import build_page
from assistant.ingest.parse.pdf.lines import Typography
from assistant.ingest.parse.pdf.pieces import Piece
from assistant.ingest.parse.scans.recognise import Recognised, ScanLine

_SURE_LINE, _SURE_PAGE = 0.8, 0.85  # confidence of a line, and the mean of a page at least
_LEAST_WORDS = 5
_SAME_ROW = 0.5  # of the height: lines whose middles are nearer stand beside each other
_LETTERS = 0.75  # of the thickness of a line: the size of its letters
_ALIKE = 0.3  # sizes that differ by less from the usual one are measured badly, not set otherwise
_POINTS = 72 / 200  # of a pixel, as pages are drawn


def sure_lines(found: Recognised) -> list[ScanLine]:
    """The lines that are kept; none if what is left of the page is not sure, as where a photo shows no text."""
    kept = [line for line in found.lines if line.confidence >= _SURE_LINE and len(line.text) > 1]
    words = sum(len(line.words) for line in kept)
    return kept if words >= _LEAST_WORDS and confidence_of(kept) >= _SURE_PAGE else []


def confidence_of(lines: Iterable[ScanLine]) -> float:
    """The mean confidence of the letters of `lines`, 0 where there are none."""
    weights = [(len(line.text), line.confidence) for line in lines]
    return sum(count * sure for count, sure in weights) / max(1, sum(count for count, _ in weights))


def page_of(number: int, found: Recognised, lines: Sequence[ScanLine], typography: Typography) -> ParsedPage:
    """The page of that number with the text of `lines`, marked as recognised."""
    mark = recognised_mark(confidence_of(lines))
    return build_page(number, lay_out(list(_pieces(lines, found.angle))).lines, typography, (mark,))


def _pieces(lines: Sequence[ScanLine], angle: float) -> Iterator[Piece]:
    """The lines from top to bottom, each row from left to right; the skew of the page is taken out."""
    cosine, sine = math.cos(angle), math.sin(angle)
    usual = median(line.box.thickness for line in lines) if lines else 1.0
    places = [
        (line.box.y * cosine - line.box.x * sine, line.box.x * cosine + line.box.y * sine, line) for line in lines
    ]
    for row in _rows(sorted(places, key=lambda place: place[0])):
        height = row[0][0]
        for at, (_, middle, line) in enumerate(row, 1):
            thickness = usual if abs(line.box.thickness - usual) < _ALIKE * usual else line.box.thickness
            size, width = round(thickness * _LETTERS * _POINTS * 2) / 2, line.box.length * _POINTS
            left = middle * _POINTS - width / 2
            text = line.text if at == len(row) else f"{line.text} "
            yield Piece(text, at == len(row), size, False, left, -height * _POINTS, 0, width)


def _rows(places: Sequence[tuple[float, float, ScanLine]]) -> Iterator[list[tuple[float, float, ScanLine]]]:
    row: list[tuple[float, float, ScanLine]] = []
    for place in places:
        if row and place[0] - row[0][0] > _SAME_ROW * min(place[2].box.thickness, row[0][2].box.thickness):
            yield sorted(row, key=lambda one: one[1])
            row = []
        row.append(place)
    if row:
        yield sorted(row, key=lambda one: one[1])
