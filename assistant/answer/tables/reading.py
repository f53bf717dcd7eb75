"""What a question means for one sheet: an operation, its column, its conditions; all in the sheet's own columns.

Invariant: a reading is frozen and complete; making SQL and words of it needs nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
    """A limit of the rows: exactly one of the five is set. `values` are those of the column, `words` as asked."""

    column: Column
    values: frozenset[str] = frozenset()
    words: str = ""
    limit: Limit | None = None
    comparison: Comparison | None = None
    sign: Literal["", "<", ">"] = ""  # money that goes out, or comes in
    equals: float | None = None  # the number of a thing: "shelf 2"


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
    named: Column | None = None  # what the question names besides what the rows are found by
    at_most: int = 1
    sides: tuple[Condition, ...] = ()  # the two that a difference is made of
    score: float = 0.0


def named_besides(sheet: Sheet, mentioned: Mapping[int, int], conditions: Sequence[Condition]) -> Column | None:
    """The column that most words of the question name (by id: how many), or else the only one, besides those that the
    rows are found by; None where it is not clear."""
    found_by = [condition.column for condition in conditions]
    others = [column for column in sheet.columns if not any(column is other for other in (*found_by, *sheet.origins))]
    most = max((mentioned.get(id(column), 0) for column in others), default=0)
    best = [column for column in others if mentioned.get(id(column), 0) == most]
    return best[0] if len(best) == 1 and (most or found_by) else None
