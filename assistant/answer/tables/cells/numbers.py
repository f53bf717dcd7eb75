"""Numbers in cells, read by what their column shows: 1.234,56 or 1,234.56, with a sign, a currency or a unit.

Invariant: a cell that is not a number in the style of its column is not a number: nothing is guessed digit by digit.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.text.languages import word_set

Point = Literal[".", ","]  # what stands between the whole part and the fraction

_CURRENCIES = {"\u20ac": "EUR", "$": "USD", "\u00a3": "GBP", "\u00a5": "JPY", "fr": "CHF", "sfr": "CHF"}
_CODES = word_set("EUR USD GBP CHF JPY SEK NOK DKK PLN CZK CAD AUD")
_NUMBER = re.compile(
    r"(?P<open>\()?(?P<sign>[-+\u2212\u2013])? ?(?P<before>[A-Za-z]{2,3}\.?|[$\u20ac\u00a3\u00a5])? ?"
    r"(?P<inner>[-+\u2212\u2013])?(?P<digits>\d[\d.,'\u2019 ]*)(?P<after>[^\d()]{0,14}?)(?P<close>\))?"
)
_GROUPED = {
    ".": re.compile(r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"),
    ",": re.compile(r"(?:\d{1,3}(?:\.\d{3})+|\d+)(?:,\d+)?"),
}
_MINUS = "-\u2212\u2013"
_APOSTROPHES = re.compile(r"(?<=\d)['\u2019 ](?=\d{3}(?!\d))")
_MAX_DIGITS = 18


@dataclass(frozen=True, slots=True)
class Number:
    """A number as it is shown. `decimals` are the digits behind the point, `unit` is a code such as EUR, "%", or ""."""

    value: float
    decimals: int
    unit: str


@dataclass(frozen=True, slots=True)
class _Shown:
    """A cell that looks like a number; its style is not decided yet."""

    digits: str
    negative: bool
    unit: str


def point_of(cells: Iterable[str]) -> Point | None:
    """The style that most of `cells` prove; None if no cell proves any."""
    votes = Counter(point for cell in cells if (shown := _take(cell)) and (point := _evidence(shown.digits)))
    return votes.most_common(1)[0][0] if votes else None


def read_number(cell: str, point: Point) -> Number | None:
    """The number in `cell`, or None."""
    shown = _take(cell)
    if shown is None or not _GROUPED[point].fullmatch(shown.digits):
        return None
    plain = shown.digits.replace("," if point == "." else ".", "").replace(",", ".")
    if len(plain) > _MAX_DIGITS:
        return None
    fraction = plain.partition(".")[2]
    value = float(plain)
    return Number(-value if shown.negative else value, len(fraction), shown.unit)


def european(cells: Sequence[str]) -> bool:
    """Whether amounts have their currency behind them, as in "1.234 EUR": where no cell proves a style, this does."""
    return any(re.search(r"\d ?(?:\u20ac|EUR|CHF)$", cell.strip()) for cell in cells)


def unit_of(word: str) -> str:
    """The currency code of `word`, or "" ."""
    folded = word.strip().casefold().rstrip(".")
    return _CURRENCIES.get(folded, folded.upper() if folded.upper() in _CODES else "")


def _take(cell: str) -> _Shown | None:
    text = cell.strip().replace("\u00a0", " ").replace("\u202f", " ")
    found = _NUMBER.fullmatch(text) if len(text) <= 48 else None
    if found is None or bool(found["open"]) != bool(found["close"]):
        return None
    before = found["before"] or ""
    if before and not unit_of(before):
        return None
    digits = _APOSTROPHES.sub("", found["digits"].strip())
    after = found["after"].strip()
    negative = bool(found["open"]) or (found["sign"] or found["inner"] or "+") in _MINUS or after in tuple(_MINUS)
    after = "" if after in tuple(_MINUS) else after
    if not re.fullmatch(r"[\d.,]+", digits) or digits[-1] in ".,":
        return None
    return _Shown(digits, negative, unit_of(before) or unit_of(after) or after)


def _evidence(digits: str) -> Point | None:
    """The style that these digits prove: both marks, a mark twice, or a mark that cannot stand between thousands."""
    marks = [character for character in digits if character in ".,"]
    if not marks:
        return None
    last: Point = "." if marks[-1] == "." else ","
    other: Point = "," if last == "." else "."
    if len(set(marks)) == 2:
        return last
    if len(marks) > 1:
        return other
    whole, _, fraction = digits.partition(marks[0])
    thousands = len(fraction) == 3 and 0 < len(whole) <= 3 and not whole.startswith("0")
    return None if thousands else last
