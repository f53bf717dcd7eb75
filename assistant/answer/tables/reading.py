"""What a question means for one sheet: an operation, its column, its conditions; all in the sheet's own columns.

Invariant: a reading is frozen and complete; making SQL and words of it needs nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from assistant.answer.tables.asked.question import Comparison
from assistant.answer.tables.asked.when import Limit
from assistant.answer.tables.cells.columns import Column
from assistant.answer.tables.cells.sheets import Sheet

Operation = Literal["sum", "average", "count", "distinct", "max", "min", "first", "last", "list", "value", "difference"]
Unit = Literal["", "day", "week", "month", "quarter", "year"]


@dataclass(frozen=True, slots=True)
class Condition:
    """A limit of the rows: exactly one of the four is set. `values` are those of the column, `words` as asked."""

    column: Column
    values: frozenset[str] = frozenset()
    words: str = ""
    limit: Limit | None = None
    comparison: Comparison | None = None
    sign: Literal["", "<", ">"] = ""  # money that goes out, or comes in


@dataclass(frozen=True, slots=True)
class Grouping:
    """Rows with the same value, or the same month, ... of `column` are taken together."""

    column: Column
    unit: Unit = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """`score` says how much of the question the sheet explains; see `match`."""

    sheet: Sheet
    operation: Operation
    conditions: tuple[Condition, ...] = ()
    measure: Column | None = None
    of_use: bool = False  # from each reading of a meter to the next
    absolute: bool = False  # money that goes out is shown without its minus
    group: Grouping | None = None
    is_top: bool = False  # of the groups, the one with the highest or lowest sum is asked for
    target: Column | None = None  # what is asked of the row that is found
    at_most: int = 1
    sides: tuple[Condition, ...] = ()  # the two that a difference is made of
    score: float = 0.0
