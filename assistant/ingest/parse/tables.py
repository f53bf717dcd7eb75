"""Writes each row of a table as a sentence of its own: "Column: value; Column: value".

Invariant: every row repeats the column names, so that a passage with only that row can be understood and found.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

from assistant.ingest.parse.marks.raised import without_marks
from assistant.ingest.parse.page import PageBuilder

_MAX_KEY_CHARS, _MAX_NAME_ROWS = 60, 3
_NUMBER = re.compile(r"[-+(]?[$€£¥]?\s*\d[\d.,'\s]*(?:[%€$£]|[A-Za-z]{1,3})?\)?")


def add_rows(
    builder: PageBuilder, rows: Sequence[Sequence[str]], header: bool | None = None, caption: str = ""
) -> None:
    """Add a table. `header`: whether the first row names the columns; None: guess."""
    filled = [
        (number, [cell.strip() for cell in row])
        for number, row in enumerate(rows, 1)
        if any(cell.strip() for cell in row)
    ]
    if caption:
        builder.add("paragraph", caption)
    if filled and len(filled[0][1]) > 1 and len(set(filled[0][1])) == 1:  # a single cell over all columns is a title
        caption = filled.pop(0)[1][0]
        builder.add("paragraph", caption)
        header = None
    if not filled:
        return
    if header is None:
        header = names_columns([row for _, row in filled])
    names, depth = _names_of([row for _, row in filled]) if header and len(filled) > 1 else ([], 0)
    builder.begin_table(caption, names)
    for number, row in filled[depth:]:
        pair = not names and is_pair(row)
        builder.add_row(pair_text(row) if pair else row_text(names, row), number, row)


def _names_of(rows: Sequence[Sequence[str]]) -> tuple[list[str], int]:
    """The names of the columns, and how many rows they take: "Sunday" over "First boat" and "Last boat" names two."""
    names, depth = list(rows[0]), 1
    while depth < min(_MAX_NAME_ROWS, len(rows) - 1) and _goes_below(names, rows[depth]):
        names = [
            name if below in ("", name) else f"{name} {below}" for name, below in zip(names, rows[depth], strict=True)
        ]
        depth += 1
    return names, depth


def _goes_below(names: Sequence[str], row: Sequence[str]) -> bool:
    """Whether `row` tells apart the columns that one name stands over: the names of the others reach down into it.

    Where nothing reaches down, the cells below these are empty, and what tells the columns apart are words.
    """
    if len(row) != len(names):
        return False
    wide = [any(names[at] == names[beside] != "" for beside in _beside(at, names)) for at in range(len(names))]
    others = [row[at] for at in range(len(names)) if not wide[at]]
    reach = [names[at] for at in range(len(names)) if not wide[at]]
    parts = [(names[at], row[at]) for at in range(len(names)) if wide[at]]
    if not others or not parts or not all(below and below != name for name, below in parts):
        return False
    told_apart = len(set(parts)) == len(parts) and not any(is_number(below) for _, below in parts)
    return others == reach or (told_apart and not any(others))


def _beside(at: int, names: Sequence[str]) -> Iterator[int]:
    yield from (beside for beside in (at - 1, at + 1) if 0 <= beside < len(names))


def is_pair(row: Sequence[str]) -> bool:
    """Whether a row without column names is a name and its value, as in a form."""
    return len(row) == 2 and all(row) and len(row[0]) <= _MAX_KEY_CHARS and row[0] != row[1]


def pair_text(row: Sequence[str]) -> str:
    return f"{row[0].rstrip(':')}: {row[1]}"


def row_text(names: Sequence[str], row: Sequence[str]) -> str:
    """One row; empty cells are left out, a cell that spans columns is written once."""
    parts: list[str] = []
    for number, cell in enumerate(row):
        if not cell or (number and cell == row[number - 1] and _same_name(names, number)):
            continue
        name = names[number] if number < len(names) else ""
        parts.append(f"{name}: {cell}" if name else cell)
    return "; ".join(parts)


def names_columns(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first row looks like the names of the columns, and the table is not a form."""
    if len(rows) > 2 and _goes_below(rows[0], rows[1]):
        return True
    return looks_like_header(rows) and (_counts_on(rows[0]) or not _is_key_and_value(rows))


def _counts_on(names: Sequence[str]) -> bool:
    """Whether two names differ in their last word alone, and that is a letter or a number: "Room A", "Room B"."""
    if len(names) != 2:
        return False
    (first, one), (second, other) = (name.rpartition(" ")[::2] for name in names)
    return first != "" and first == second and one != other and all(len(w) < 3 and w.isalnum() for w in (one, other))


def looks_like_header(rows: Sequence[Sequence[str]]) -> bool:
    """The first row names columns if it is full, has no numbers and no repetitions, and other rows follow.

    Some names may stand over two columns; a row of a few wide names is a title above the names.
    """
    first = [cell for cell in rows[0] if cell]
    names = [cell for cell, _ in itertools.groupby(first)]
    if len(rows) < 2 or len(first) < max(1, max(map(len, rows)) - 1) or len(set(names)) < len(names):
        return False
    if len(names) < len(first) and 2 * len(names) <= len(first):
        return False
    return not any(is_number(cell) or len(cell) > 60 for cell in first)


def _is_key_and_value(rows: Sequence[Sequence[str]]) -> bool:
    """Two columns, the second not mainly figures: a form ("Tenant", "Rent") rather than a table with a header."""
    values = [row[1] for row in rows[1:] if len(row) == 2]
    return max(map(len, rows)) == 2 and 2 * sum(map(is_number, values)) <= len(values)


def is_number(text: str) -> bool:
    return bool(_NUMBER.fullmatch(without_marks(text.strip())))


def _same_name(names: Sequence[str], number: int) -> bool:
    return number >= len(names) or names[number] == names[number - 1]
