"""Columns with types: what the cells of a column show decides what they are.

Invariant: the values of a column stand in the order of its texts; empty cells, and what its kind cannot read, are None.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

from assistant.answer.tables.cells.concepts import is_group, keys_of
from assistant.answer.tables.cells.moments import order_of, read_date, read_time
from assistant.answer.tables.cells.numbers import Point, european, point_of, read_number, unit_of
from assistant.domain.ports.tables import ColumnType, Value
from assistant.text.languages import word_set
from assistant.text.words import words

Kind = Literal["number", "date", "month", "time", "text"]

# A column is of a kind if this share of its filled cells is; dates share a column with "done" and "as needed".
_NUMBERS, _DATES = 0.8, 0.6
_EMPTY = frozenset({"", "-", "--", "\u2013", "\u2014", "n/a", "na", "none", "null", "k.a.", "?", "/", "."})
_MAX_UNITS = 2  # a number with many different words behind it is a text that begins with a number
_UNITS = word_set("eur usd gbp chf kwh kw km m3 kg g l ml cm mm m2 pct percent min h hrs pcs stk")
_IN_BRACKETS = re.compile(r"[(\[]([^()\[\]]{1,12})[)\]]")
_LABELS = word_set(
    "id no nr num number nummer numero batch code zip plz phone telefon invoice rechnungsnummer factura ref reference"
)
_COUNTING = re.compile(r"\W*(?:number|no\.?|num\.?|n[u\u00fa]mero) (?:of|de)\b", re.IGNORECASE)  # "Number of seats"
_TOTAL = re.compile(
    r"(?:grand |sub|zwischen|sous-|in )?(?:totals?|sums?|summe|gesamt\w{0,8}|insgesamt|suma|somme|totaux"
    r"|totales|average|mean"
    r"|durchschnitt|promedio|moyenne)(?: \w{1,12}){0,2}:?"
)
_FOUR_DIGITS = re.compile(r"(?:19|20)\d\d")
_LEAST_READINGS = 4


@dataclass(slots=True)
class Column:
    """A column of a sheet. `name` is shown, `texts` are the cells as shown, `values` what they are."""

    name: str
    texts: list[str]
    position: int  # among the cells of a row of the file; -1 where the column was made
    kind: Kind = "text"
    values: list[Value] = field(default_factory=list)
    unit: str = ""
    decimals: int = 0
    cumulative: bool = False  # grows with the dates of its sheet, as a meter does

    @property
    def type(self) -> ColumnType:
        return "REAL" if self.kind in ("number", "time") else "TEXT"

    @property
    def words(self) -> list[str]:
        """The words of the name without its unit."""
        return [word for word in words(self.name) if word not in _UNITS and not unit_of(word)]

    @property
    def is_money(self) -> bool:
        money = self.unit in ("EUR", "USD", "GBP", "CHF", "JPY") or any(is_group(word, "amount") for word in self.words)
        return self.kind == "number" and money

    @property
    def is_label(self) -> bool:
        """Whether its numbers only name something."""
        return any(word in _LABELS for word in self.words) and not _COUNTING.match(self.name)

    @property
    def has_both_signs(self) -> bool:
        numbers = [value for value in self.values if isinstance(value, float)]
        return any(value < 0 for value in numbers) and any(value > 0 for value in numbers)


def is_total(text: str) -> bool:
    """Whether a cell says that its row or column sums up the others."""
    return bool(_TOTAL.fullmatch(" ".join(text.casefold().split())))


def is_empty(text: str) -> bool:
    return text.strip().casefold() in _EMPTY


def make_column(name: str, texts: Sequence[str], position: int, default_point: Point) -> Column:
    """A column with its kind and values. `default_point` holds where no cell of the column proves another."""
    column = Column(name, list(texts), position, unit=_unit_in(name))
    filled = [text for text in texts if not is_empty(text)]
    column.values = [None if is_empty(text) else text for text in texts]
    if not filled:
        return column
    if _is_years(name, filled):
        column.kind = "date"
    elif not _as_dates(column, filled) and not _as_times(column, filled):
        _as_numbers(column, filled, default_point)
    return column


def style_of(texts: Sequence[str]) -> Point:
    """The number style of a whole table, for columns that prove none: its cells, else where its currency stands."""
    return point_of(texts) or ("," if european(texts) else ".")


def mark_cumulative(columns: Sequence[Column]) -> None:
    """Find the columns that only grow with the first date column: meter readings, mileage."""
    dates = next((column for column in columns if column.kind == "date"), None)
    if dates is None:
        return
    for column in columns:
        pairs = [
            (str(date), value)
            for date, value in zip(dates.values, column.values, strict=True)
            if date is not None and isinstance(value, float)
        ]
        readings = [value for _, value in sorted(pairs)]
        if column.kind == "number" and len(readings) >= _LEAST_READINGS and readings[0] < readings[-1]:
            grows = all(before <= after for before, after in pairwise(readings))
            column.cumulative = grows and len({date for date, _ in pairs}) == len(pairs)


def _is_years(name: str, filled: Sequence[str]) -> bool:
    named = any("=year" in keys_of(word) for word in words(name))
    return named and all(_FOUR_DIGITS.fullmatch(text.strip()) for text in filled)


def _as_dates(column: Column, filled: Sequence[str]) -> bool:
    order = order_of(filled) or ("mdy" if "USD" in column.unit else "dmy")
    dates = [read_date(text, order) for text in filled]
    months = sum(1 for date in dates if len(date) == 2)
    whole = sum(1 for date in dates if len(date) > 2)
    if max(months, whole) < _DATES * len(filled):
        return False
    column.kind = "month" if months > whole else "date"
    length = (2, 2) if column.kind == "month" else (4, 10)
    read = [read_date(text, order) for text in column.texts]
    column.values = [date if length[0] <= len(date) <= length[1] else None for date in read]
    return True


def _as_times(column: Column, filled: Sequence[str]) -> bool:
    if sum(1 for text in filled if read_time(text) is not None) < _NUMBERS * len(filled):
        return False
    column.kind = "time"
    column.values = [read_time(text) for text in column.texts]
    return True


def _as_numbers(column: Column, filled: Sequence[str], default_point: Point) -> None:
    point = point_of(filled) or default_point
    numbers = [number for text in filled if (number := read_number(text, point)) is not None]
    units = Counter(number.unit for number in numbers if number.unit)
    if len(numbers) < _NUMBERS * len(filled) or len(units) > _MAX_UNITS:
        return
    column.kind = "number"
    column.decimals = max(number.decimals for number in numbers)
    column.unit = column.unit or (units.most_common(1)[0][0] if units else "")
    read = [read_number(text, point) for text in column.texts]
    column.values = [number.value if number is not None else None for number in read]


def _unit_in(name: str) -> str:
    """The unit that the name of a column ends with: "amount_eur", "Betrag (EUR)", "electricity_kwh"."""
    bracket = _IN_BRACKETS.search(name)
    if bracket:
        return unit_of(bracket[1]) or bracket[1].strip()
    last = re.split(r"[\s_/]+", name.strip())[-1] if name.strip() else ""
    if unit_of(last):
        return unit_of(last)
    return last if last.casefold() in _UNITS and last != name.strip() else ""
