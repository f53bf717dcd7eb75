"""Writes each row of a table as a sentence of its own: "Column: value; Column: value".

Invariant: every row repeats the column names, so that a passage with only that row can be understood and found.
"""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from assistant.domain.records.sections import Sections
from assistant.ingest.parse.marks.raised import without_marks
from assistant.ingest.parse.page import PageBuilder

_MAX_KEY_CHARS, _MARK_CHARS, _MAX_NAME_ROWS = 60, 2, 3
_TOTAL = re.compile(r"(?:(?:grand |total )?total|sum|summe|gesamt\w*|insgesamt|suma|somme)\b", re.IGNORECASE)
_SUM = re.compile(
    r"(?:sub|grand )?total|net\b|netto|vat\b|tax|zwischensumme|summe|gesamt|mwst|ust\b|brutto|rabatt|discount|"
    r"shipping|versand|sous-total|tva\b|remise|iva\b|descuento|saldo|balance|amount due|zu zahlen|à payer|"
    r"a pagar|rounding",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?:19|20)\d\d")
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
    names, depth = names_of([row for _, row in filled]) if header and len(filled) > 1 else ([], 0)
    builder.begin_table(caption, names)
    groups = Groups(names)
    for number, row in filled[depth:]:
        pair = not names and is_pair(row)
        builder.add_row(pair_text(row) if pair else groups.row_text(row), number, row)


class Groups:
    """The rows of a table under the names of its columns, each with the group that a row above it begins.

    A row that says one thing over all columns begins a group: "Red" above the red wines. A total belongs to no group.
    """

    def __init__(self, names: Sequence[str]) -> None:
        self._names = names
        self._group = ""
        self._sections = Sections(len(names), is_number)

    def row_text(self, row: Sequence[str]) -> str:
        filled = [cell for cell in row if cell]
        if begun := self._sections.begun_by(row):
            self._group = begun
            return filled[0]
        if not row[0] and len(filled) == 2 and _SUM.match(filled[0]) and is_number(filled[1]):
            return pair_text(filled)  # below other columns than it is a value of
        if self._group and filled and _TOTAL.match(filled[0]):
            self._group = ""
        text = row_text(self._names, row)
        return f"{self._group}; {text}" if self._group else text


def names_of(rows: Sequence[Sequence[str]]) -> tuple[list[str], int]:
    """The names of the columns, and how many rows they take: "Sunday" over "First boat" and "Last boat" names two."""
    names, depth = list(rows[0]), 1
    if len(rows) > 2 and not _goes_below(names, rows[1:]) and _goes_below(spread := _spread(names), rows[1:]):
        names = spread
    while depth < min(_MAX_NAME_ROWS, len(rows) - 1) and _goes_below(names, rows[depth:]):
        names = [_joined(name, below) for name, below in zip(names, rows[depth], strict=True)]
        depth += 1
    return names, depth


def _joined(name: str, below: str) -> str:
    """Both parts of a name; "Mooring 2023" below "2023" has the upper one already."""
    if below in ("", name):
        return name
    return below if f" {name} " in f" {below} " else f"{name} {below}".strip()


def _spread(names: Sequence[str]) -> list[str]:
    """Each name also over the columns without a name that follow it, where it is the same number for each name.

    So a person sees it where the cells are not merged.
    """
    starts = [at for at, name in enumerate(names) if name and (at or not names[1:2] or names[1])]
    if not starts:
        return list(names)
    ends = [*starts[1:], len(names)]
    widths = {end - start for start, end in zip(starts, ends, strict=True) if start}
    if len(widths) != 1 or widths == {1}:
        return list(names)
    begin = starts[0]
    found = list(names)
    for at in range(begin, len(found)):
        found[at] = found[at] or found[at - 1]
    return found


def _goes_below(names: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first of `rows` tells apart the columns that one name stands over: the names of the others reach
    down into it.

    Where nothing reaches down, the cells below these are empty, and what tells the columns apart are words. A column
    that has no name yet may get it, where the same words stand below each name, or figures below the words.
    """
    row = rows[0]
    if len(row) != len(names) or not any(name == beside != "" for name, beside in itertools.pairwise(names)):
        return False
    wide = [any(names[at] == names[beside] != "" for beside in _beside(at, names)) for at in range(len(names))]
    others = [row[at] for at in range(len(names)) if not wide[at]]
    reach = [names[at] for at in range(len(names)) if not wide[at]]
    parts = [(names[at], row[at]) for at in range(len(names)) if wide[at]]
    if not others or not parts or not all(below and below != name for name, below in parts):
        return False
    if others == reach:
        return True
    told_apart = len(set(parts)) == len(parts)
    if not any(others):
        return told_apart and not any(is_number(below) for _, below in parts)
    single = [at for at in range(len(names)) if not wide[at] and names[at] not in ("", row[at])]
    if not told_apart or not all(row[at] for at in single) or any(map(is_number, others)):
        return False
    over = [at for at in range(len(names)) if wide[at] or at in single]
    return (not single and _is_same_below_each(parts)) or _stands_over_figures(over, rows)


def _is_same_below_each(parts: Sequence[tuple[str, str]]) -> bool:
    """Whether the same cells stand below several names: "am" and "pm" below each day."""
    below: defaultdict[str, list[str]] = defaultdict(list)
    for name, part in parts:
        below[name].append(part)
    return len(below) > 1 and len(set(map(tuple, below.values()))) == 1


def _stands_over_figures(columns: Sequence[int], rows: Sequence[Sequence[str]]) -> bool:
    """Whether words or years stand in the first row of `columns`, and figures that are no years below them."""
    if any(is_number(rows[0][at]) and not _YEAR.fullmatch(rows[0][at]) for at in columns):
        return False
    below = [row[at] for row in rows[1:] for at in columns if at < len(row) and row[at]]
    return bool(below) and all(is_number(cell) and not _YEAR.fullmatch(cell) for cell in below)


def _beside(at: int, names: Sequence[str]) -> Iterator[int]:
    yield from (beside for beside in (at - 1, at + 1) if 0 <= beside < len(names))


def is_pair(row: Sequence[str]) -> bool:
    """Whether a row without column names is a name and its value, as in a form."""
    return len(row) == 2 and all(row) and len(row[0]) <= _MAX_KEY_CHARS and row[0] != row[1]


def pair_text(row: Sequence[str]) -> str:
    return f"{row[0].rstrip(':')}: {row[1]}"


def row_text(names: Sequence[str], row: Sequence[str]) -> str:
    """One row; empty cells are left out, a cell that spans columns is written once where they have one name.

    A label that spans the first columns, "Subtotal" beside its amount, is written once.
    """
    parts: list[str] = []
    is_sum = bool(row) and _SUM.match(row[0]) is not None
    label = next((number for number, cell in enumerate(row) if cell != row[0]), 0) if is_sum else 0
    for number, cell in enumerate(row):
        if not cell or (number and cell == row[number - 1] and (number < label or _is_repeated(names, number, cell))):
            continue
        name = names[number] if number < len(names) else ""
        parts.append(f"{name}: {cell}" if name else cell)
    return "; ".join(parts)


def names_columns(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first row looks like the names of the columns, and the table is not a form."""
    if names_of(rows)[1] > 1:
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
    pairs = [row for row in rows if len(row) == 2]
    if max(map(len, rows)) != 2 or 2 * sum(is_number(row[1]) for row in pairs[1:]) > len(pairs[1:]):
        return False
    keys = [row[0] for row in pairs]
    names_ids = len(keys) > 2 and not _holds_digit(keys[0]) and all(map(_holds_digit, keys[1:]))
    return not names_ids  # "Room" above "1.04" and "1.40" names a column


def _holds_digit(text: str) -> bool:
    return any(map(str.isdigit, text))


def is_number(text: str) -> bool:
    return bool(_NUMBER.fullmatch(without_marks(text.strip())))


def _is_repeated(names: Sequence[str], number: int, cell: str) -> bool:
    """Whether a cell that is like the one before spans both columns: they have one name. Without names words that
    stand twice are of a merged cell, figures and marks ("x") are cells of their own."""
    if number < len(names):
        return names[number] == names[number - 1]
    return len(cell) > _MARK_CHARS and not is_number(cell)
