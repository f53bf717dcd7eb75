"""What the cells of a column are worth when it is sorted: numbers, dates or words.

Invariant: a column is of one kind, decided over all of its cells; a cell that holds nothing is sorted last.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from assistant.text.folding import fold_text
from assistant.text.months import months_in

Kind = Literal["number", "date", "text"]
Key = tuple[int, float, str]  # whether it is empty, its number, its words: keys of one column can be compared

_MARKER = re.compile(r" ?\[\d{1,4}\]")
_NUMBER = re.compile(r"[-+\u2212]?\d(?:[\d.,'\u2019\u00a0\u202f]*\d)?")
_MOST_AROUND = 16  # characters beside the number: a currency, a unit; with more the cell is words
_ISO = re.compile(r"(\d{4})-(\d{1,2})(?:-(\d{1,2}))?")
_DAY_FIRST = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})")
_SPELLED = re.compile(r"(?:(\d{1,2})\.? (?:de |of )?)?[^\W\d_]{3,12}\.?,?(?: de| of)? \d{4}")  # "15. M\u00e4rz 2024"


def without_markers(cell: str) -> str:
    """`cell` without its citations "[n]"."""
    return _MARKER.sub("", cell).strip()


def markers(cell: str) -> list[int]:
    """The numbers of the citations in `cell`, in order."""
    return [int(found.strip(" []")) for found in _MARKER.findall(cell)]


def kind_of(cells: Sequence[str]) -> Kind:
    """What all cells of a column are that hold anything; "text" if they differ or hold nothing."""
    filled = [plain for cell in cells if (plain := without_markers(cell))]
    if not filled:
        return "text"
    if all(_date(cell) is not None for cell in filled):
        return "date"
    return "number" if all(_number_text(cell) for cell in filled) else "text"


def sort_keys(cells: Sequence[str]) -> list[Key]:
    """A key for each cell of one column, in the order of `cells`."""
    kind = kind_of(cells)
    plain = [without_markers(cell) for cell in cells]
    comma = kind == "number" and _comma_is_decimal([_number_text(cell) for cell in plain])
    return [_key(cell, kind, comma) for cell in plain]


def _key(cell: str, kind: Kind, comma: bool) -> Key:
    if not cell:
        return (1, 0.0, "")
    if kind == "date":
        return (0, _date(cell) or 0.0, "")
    return (0, _number(_number_text(cell), comma), "") if kind == "number" else (0, 0.0, fold_text(cell))


def _number_text(cell: str) -> str:
    """The one number in `cell` beside which there is little else, or ""."""
    found = _NUMBER.findall(cell)
    return found[0] if len(found) == 1 and len(cell) - len(found[0]) <= _MOST_AROUND else ""


def _comma_is_decimal(numbers: Sequence[str]) -> bool:
    """Whether the column writes 1.234,56 and not 1,234.56: the last sign of a number with both of them says so, else a
    sign behind which there are not three digits; where nothing says so it is the point."""
    for number in numbers:
        point, comma = number.rfind("."), number.rfind(",")
        if point >= 0 and comma >= 0:
            return comma > point
    for number in numbers:
        for sign in ",.":
            if number.count(sign) == 1 and len(number) - number.rfind(sign) != 4:
                return sign == ","
        if number.count(".") > 1:
            return True
    return False


def _number(text: str, comma: bool) -> float:
    decimal, group = (",", ".") if comma else (".", ",")
    digits = re.sub(r"['\u2019\u00a0\u202f]", "", text.replace(group, "")).replace(decimal, ".").replace("\u2212", "-")
    try:
        return float(digits)
    except ValueError:  # such as 1.2.3: no number after all
        return 0.0


def _date(cell: str) -> float | None:
    """The day as a number that grows with time, or None; a month counts as its beginning."""
    if iso := _ISO.fullmatch(cell):
        return _day(iso[1], iso[2], iso[3])
    if written := _DAY_FIRST.fullmatch(cell):
        return _day(written[3], written[2], written[1])
    if (spelled := _SPELLED.fullmatch(cell)) and len(months := months_in(cell)) == 1:
        [(year, month)] = months
        return _day(str(year), str(month), spelled[1])
    return None


def _day(year: str, month: str, day: str | None) -> float | None:
    numbers = int(year), int(month), int(day or 0)
    return None if numbers[1] > 12 or numbers[2] > 31 else float(numbers[0] * 372 + numbers[1] * 31 + numbers[2])
