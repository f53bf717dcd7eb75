"""Runs the statements of a reading: the number, the groups, and the rows that they come from.

Invariant: every number comes from the database; nothing is computed from text.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from assistant.answer.tables.query import MAX_GROUPS, MAX_ROWS, Sql, Statements, statements
from assistant.answer.tables.reading import Reading
from assistant.domain.ports.tables import TableQueries, Value

_DECIMALS = 2  # of an average, at least


@dataclass(frozen=True, slots=True)
class Group:
    """`label` is a value of the column, or a month, ... of it; `rows` counts the rows."""

    label: str
    value: float
    rows: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """`rows` are numbers of the sheet's rows, those that the answer is about first."""

    reading: Reading
    sql: tuple[Sql, ...]
    rows: tuple[int, ...]
    value: float | None = None
    groups: tuple[Group, ...] = ()
    sides: tuple[float, ...] = ()  # the two numbers of a difference
    total: int = 0  # all rows; `rows` holds the first of them


def run(reading: Reading, queries: TableQueries, excluded: Collection[int] = ()) -> Outcome | None:
    """The outcome; None where no row answers. The sheet has to be loaded. Raises QueryFailed."""
    if reading.sides:
        return _difference(reading, queries, excluded)
    wanted = statements(reading, excluded)
    found = queries.run(wanted.rows.text, wanted.rows.values, MAX_ROWS)
    rows = tuple(int(row[0]) for row in found.rows if isinstance(row[0], int))
    if not rows:
        return None
    outcome = Outcome(
        reading, (wanted.main or wanted.rows,), rows, total=_count(wanted, queries) if found.more else len(rows)
    )
    if wanted.main is None:
        return outcome
    answer = queries.run(wanted.main.text, wanted.main.values, MAX_GROUPS).rows
    if wanted.is_grouped:
        return _with_groups(outcome, answer)
    if reading.operation in ("max", "min", "first", "last"):
        return _with_extreme(outcome, answer)
    if not answer or answer[0][0] is None:
        return None
    return replace(outcome, value=_rounded(reading, float(answer[0][0])))


def _count(wanted: Statements, queries: TableQueries) -> int:
    return int(queries.run(wanted.count.text, wanted.count.values).rows[0][0] or 0)


def _with_groups(outcome: Outcome, answer: tuple[tuple[Value, ...], ...]) -> Outcome | None:
    groups = tuple(
        Group(str(label), _rounded(outcome.reading, float(value)), int(rows or 0))
        for label, value, rows in answer
        if label is not None and value is not None
    )
    return replace(outcome, groups=groups) if groups else None


def _with_extreme(outcome: Outcome, answer: tuple[tuple[Value, ...], ...]) -> Outcome | None:
    """The first `at_most` rows, and those that are equal to the last of them."""
    if not answer:
        return None
    at_most = outcome.reading.at_most
    last = answer[min(at_most, len(answer)) - 1][1]
    chosen = [row for at, row in enumerate(answer) if at < at_most or row[1] == last]
    best = chosen[0][1]
    value = _rounded(outcome.reading, best) if isinstance(best, float) else None
    rows = tuple(int(row[0]) for row in chosen if isinstance(row[0], int))
    return replace(outcome, rows=rows, value=value, total=len(rows))


def _difference(reading: Reading, queries: TableQueries, excluded: Collection[int]) -> Outcome | None:
    """Second minus first; each side is a sum, of one row or of several."""
    found: list[Outcome] = []
    for side in reading.sides:
        part = replace(reading, operation="sum", sides=(), conditions=(*reading.conditions, side), of_use=False)
        outcome = run(part, queries, excluded)
        if outcome is None or outcome.value is None or outcome.total > len(outcome.rows):
            return None
        if reading.measure is not None and reading.measure.cumulative and len(outcome.rows) != 1:
            return None
        found.append(outcome)
    first, second = found
    assert first.value is not None and second.value is not None
    return Outcome(
        reading,
        (*first.sql, *second.sql),
        (*first.rows, *second.rows),
        _rounded(reading, abs(second.value - first.value)),
        sides=(first.value, second.value),
        total=first.total + second.total,
    )


def _rounded(reading: Reading, value: float) -> float:
    """To the decimals of the column; an average to two at least. Sums of decimals are not exact in binary."""
    if reading.measure is None or reading.operation in ("count", "distinct"):
        return value
    decimals = reading.measure.decimals
    return round(value, max(_DECIMALS, decimals + 1) if reading.operation == "average" else decimals)
