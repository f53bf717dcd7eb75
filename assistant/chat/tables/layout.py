"""A table as lines of text whose columns stand below each other, within a given width.

Invariant: no word of a cell is lost; a cell that is wider than its column goes on in the next line.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from itertools import zip_longest
from typing import TYPE_CHECKING

from assistant.chat.tables.values import kind_of
from assistant.text.clean import one_line

if TYPE_CHECKING:
    from assistant.domain.records.results import ResultTable

_GAP = 2
_LEAST = 6  # cells; narrower columns break every word


def aligned(table: ResultTable, width: int) -> list[str]:
    """The lines of `table`, headings first, at most `width` cells wide if its columns can be that narrow."""
    rows = [[one_line(cell) for cell in row] for row in table.rows]
    heads = [one_line(column) for column in table.columns]
    widths = column_widths([heads, *rows], width)
    right = [kind_of([row[column] for row in rows]) == "number" for column in range(len(heads))]
    lines = [*_row(heads, widths, right), (" " * _GAP).join("\u2500" * cells for cells in widths)]
    for row in rows:
        lines += _row(row, widths, right)
    return lines


def cells_of(text: str) -> int:
    """How many cells of a terminal `text` takes."""
    return len(text) if text.isascii() else sum(map(_cells_of_sign, text))


@lru_cache(maxsize=1024)
def _cells_of_sign(sign: str) -> int:
    if unicodedata.combining(sign):
        return 0
    return 2 if unicodedata.east_asian_width(sign) in "WF" else 1


def column_widths(rows: Sequence[Sequence[str]], room: int) -> list[int]:
    """The natural widths of the columns of `rows`; where they do not fit into `room` cells, the widest gives way."""
    widths = [max(1, *(cells_of(row[column]) for row in rows)) for column in range(len(rows[0]))]
    while sum(widths) + _GAP * (len(widths) - 1) > room and max(widths) > _LEAST:
        widths[widths.index(max(widths))] -= 1
    return widths


def _row(cells: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> list[str]:
    pieces = [wrapped(cell, width) for cell, width in zip(cells, widths, strict=True)]
    lines = []
    for line in zip_longest(*pieces, fillvalue=""):
        padded = (_padded(part, width, to) for part, width, to in zip(line, widths, right, strict=True))
        lines.append((" " * _GAP).join(padded).rstrip())
    return lines


def _padded(text: str, width: int, right: bool) -> str:
    space = " " * (width - cells_of(text))
    return f"{space}{text}" if right else f"{text}{space}"


def wrapped(text: str, width: int) -> list[str]:
    """`text` in lines of at most `width` cells, broken between words, and inside of those that are wider."""
    lines = [""]
    for word in text.split(" "):
        if lines[-1] and cells_of(lines[-1]) + 1 + cells_of(word) <= width:
            lines[-1] += f" {word}"
            continue
        rest = word
        while cells_of(rest) > width:
            head = _head(rest, width)
            lines.append(head)
            rest = rest[len(head) :]
        lines.append(rest)
    return [line for line in lines if line] or [""]


def _head(word: str, width: int) -> str:
    """As much of `word` as fits, at least one sign."""
    end = 1
    while end < len(word) and cells_of(word[: end + 1]) <= width:
        end += 1
    return word[:end]
