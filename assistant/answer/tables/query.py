"""SQL of a reading. The columns are called c1, c2, ... and the table t1: no name and no value of a file is part of it.

Invariant: every value is a parameter; what is shown to a person is made from the same statement.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from assistant.answer.tables.cells.columns import Column
from assistant.answer.tables.cells.sheets import Sheet
from assistant.answer.tables.reading import Condition, Grouping, Reading
from assistant.domain.ports.tables import ColumnType, Value

MAX_ROWS = 2_000  # rows whose places are asked for
MAX_GROUPS = 500
_SHOWN_VALUES = 4
_VALUES = re.compile(r"IN \(\?(?:, \?)*\)")
_NAMES = re.compile(r"\?|\bt1\b|\bc(\d+)\b")
_AGGREGATES = {"sum": "sum", "average": "avg", "max": "max", "min": "min"}


@dataclass(frozen=True, slots=True)
class Sql:
    """A statement and its parameters."""

    text: str
    values: tuple[Value, ...] = ()


@dataclass(frozen=True, slots=True)
class Statements:
    """`main` gives the number, the groups or the found rows; `rows` the places of the rows that it comes from."""

    main: Sql | None
    rows: Sql
    is_grouped: bool = False

    @property
    def count(self) -> Sql:
        """How many rows there are."""
        return Sql(f"SELECT count(*) FROM ({self.rows.text.rpartition(' LIMIT ')[0]})", self.rows.values)


def loaded(sheet: Sheet) -> tuple[list[ColumnType], list[list[Value]]]:
    """The sheet as it is loaded: its columns, then the number of the row from 0."""
    types: list[ColumnType] = [*(column.type for column in sheet.columns), "INTEGER"]
    rows = [[*(column.values[at] for column in sheet.columns), at] for at in range(len(sheet.rows))]
    return types, rows


def statements(reading: Reading, excluded: Collection[int] = ()) -> Statements:
    """The statements for `reading` without the rows `excluded`."""
    return _Writer(reading, excluded).statements()


def shown(sql: Sql, sheet: Sheet) -> str:
    """The statement with the names of the file and with its values, for a person."""
    values = iter(sql.values)

    def filled(found: re.Match[str]) -> str:
        if found[0] == "?":
            return _literal(next(values))
        if found[0] == "t1":
            return _quoted(sheet.title)
        at = int(found[1]) - 1
        return _quoted(sheet.columns[at].name) if at < len(sheet.columns) else "row_number"

    def shortened(found: re.Match[str]) -> str:
        several = found[0].count("?")
        listed = [_literal(next(kept)) for _ in range(several)]
        more = f", \u2026 {several - _SHOWN_VALUES} more" if several > _SHOWN_VALUES else ""
        return f"IN\0{', '.join(listed[:_SHOWN_VALUES])}{more}\0"

    # Lists of values first: their marks are taken in order with all others, so both walks count every mark.
    text, kept, done = "", values, 0
    for found in re.finditer(r"IN \(\?(?:, \?)*\)|\?|\bt1\b|\bc\d+\b", sql.text):
        text += sql.text[done : found.start()]
        if _VALUES.fullmatch(found[0]):
            text += shortened(found).replace("\0", " (", 1).replace("\0", ")", 1)
        else:
            name = _NAMES.fullmatch(found[0])
            text += filled(name) if name else found[0]
        done = found.end()
    return text + sql.text[done:]


def _literal(value: Value) -> str:
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    return "NULL" if value is None else f"{value:g}"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


class _Writer:
    def __init__(self, reading: Reading, excluded: Collection[int]) -> None:
        self._reading = reading
        self._sheet = reading.sheet
        self._row = f"c{len(self._sheet.columns) + 1}"
        self._excluded = sorted(excluded)

    def statements(self) -> Statements:
        reading = self._reading
        amount, source = self._amount(), self._source()
        needs_amount = amount and reading.operation not in ("count", "list", "first", "last", "distinct")
        where = self._where(reading.conditions, [f"{amount} IS NOT NULL"] if needs_amount else [])
        rows = Sql(
            f"SELECT {self._row} FROM {source}{where.text} ORDER BY {self._row} LIMIT {MAX_ROWS + 1}", where.values
        )
        if reading.group is not None and not (reading.operation == "average" and reading.group.unit):
            return Statements(self._grouped(reading.group, amount, source, where), rows, is_grouped=True)
        match reading.operation:
            case "sum" | "average":
                return Statements(self._aggregate(amount, source, where), rows)
            case "count":
                return Statements(Sql(f"SELECT count(*) FROM {source}{where.text}", where.values), rows)
            case "distinct":
                name = self._name(reading.target)
                filled = self._where(reading.conditions, [f"{name} IS NOT NULL"])
                main = Sql(f"SELECT count(DISTINCT {name}) FROM {source}{filled.text}", filled.values)
                return Statements(
                    main, Sql(rows.text.replace(where.text, filled.text) if where.text else rows.text, filled.values)
                )
            case "max" | "min":
                return Statements(self._extreme(amount, source, where, reading.operation == "max"), rows)
            case "first" | "last":
                date = self._name(self._date())
                dated = self._where(reading.conditions, [f"{date} IS NOT NULL"])
                return Statements(self._extreme(date, source, dated, reading.operation == "last"), rows)
            case "difference":
                return Statements(None, rows)
            case "list" | "value":
                return Statements(None, rows)

    def _aggregate(self, amount: str, source: str, where: Sql) -> Sql:
        group = self._reading.group
        if self._reading.operation == "average" and group is not None:
            by = self._group(group)
            inner = f"SELECT sum({amount}) AS s FROM {source}{where.text} GROUP BY {by}"
            return Sql(f"SELECT avg(s) FROM ({inner})", where.values)
        function = _AGGREGATES[self._reading.operation]
        return Sql(f"SELECT {function}({amount}) FROM {source}{where.text}", where.values)

    def _grouped(self, group: Grouping, amount: str, source: str, where: Sql) -> Sql:
        reading = self._reading
        by = self._group(group)
        if reading.operation == "count" or not amount:
            total = "count(*)"
        else:
            total = f"{'sum' if reading.is_top else _AGGREGATES[reading.operation]}({amount})"
        order = f"v {'DESC' if reading.operation == 'max' else 'ASC'}, g" if reading.is_top else "g"
        kept = self._also(where, f"{by} IS NOT NULL")
        return Sql(
            f"SELECT {by} AS g, {total} AS v, count(*) FROM {source}{kept} GROUP BY g "
            f"ORDER BY {order} LIMIT {MAX_GROUPS + 1}",
            where.values,
        )

    def _extreme(self, amount: str, source: str, where: Sql, highest: bool) -> Sql:
        """The rows with the highest (lowest) value, best first."""
        order = "DESC" if highest else "ASC"
        return Sql(
            f"SELECT {self._row}, {amount} FROM {source}{where.text} ORDER BY {amount} {order}, {self._row} LIMIT 100",
            where.values,
        )

    def _amount(self) -> str:
        if self._reading.measure is None:
            return ""
        name = "used" if self._reading.of_use else self._name(self._reading.measure)
        return f"abs({name})" if self._reading.absolute else name

    def _source(self) -> str:
        if not self._reading.of_use:
            return "t1"
        measure, date = self._name(self._reading.measure), self._name(self._date())
        used = f"lead({measure}) OVER (ORDER BY {date}) - {measure} AS used"
        return f"(SELECT *, {used} FROM t1 WHERE {measure} IS NOT NULL)"

    def _date(self) -> Column:
        """The date column that the conditions use, else the first."""
        dates = self._sheet.dates()
        limited = [condition.column for condition in self._reading.conditions if condition.limit is not None]
        target = self._reading.target
        return (limited or ([target] if target in dates else []) or dates)[0]

    def _name(self, column: Column | None) -> str:
        return f"c{next(at for at, one in enumerate(self._sheet.columns, 1) if one is column)}"

    def _where(self, conditions: Iterable[Condition], also: Iterable[str] = ()) -> Sql:
        parts: list[str] = []
        values: list[Value] = []
        for condition in conditions:
            text, more = self._condition(condition)
            parts.append(text)
            values += more
        if self._excluded:
            parts.append(f"{self._row} NOT IN ({', '.join(map(str, self._excluded))})")
        parts += also
        return Sql(f" WHERE {' AND '.join(parts)}" if parts else "", tuple(values))

    @staticmethod
    def _also(where: Sql, condition: str) -> str:
        return f"{where.text} AND {condition}" if where.text else f" WHERE {condition}"

    def _condition(self, condition: Condition) -> tuple[str, list[Value]]:
        name = self._name(condition.column)
        if condition.values:
            listed = sorted(condition.values)
            return f"{name} IN ({', '.join('?' * len(listed))})", list(listed)
        if condition.equals is not None:
            return f"{name} = ?", [condition.equals]
        if condition.comparison is not None:
            sign, number = condition.comparison
            return f"{self._amount()} {sign} ?", [number]
        if condition.sign:
            return f"{name} {condition.sign} 0", []
        return self._dated(name, condition)

    @staticmethod
    def _dated(name: str, condition: Condition) -> tuple[str, list[Value]]:
        limit = condition.limit
        assert limit is not None
        if limit.any_of:
            parts, values = [], list[Value]()
            for date in [*limit.any_of, *_quarters(limit.any_of)]:
                if len(date) > 2:
                    parts.append(f"{name} LIKE ?")
                    values.append(f"{date}%")
                else:
                    parts.append(f"{name} = ?" if condition.column.kind == "month" else f"substr({name}, 6, 2) = ?")
                    values.append(date)
            return (parts[0] if len(parts) == 1 else f"({' OR '.join(parts)})"), values
        parts = [f"{name} >= ?"] * bool(limit.start) + [f"{name} < ?"] * bool(limit.end)
        return " AND ".join(parts), [date for date in (limit.start, limit.end) if date]

    def _group(self, group: Grouping) -> str:
        name = self._name(group.column)
        if group.column.kind == "month" or not group.unit:
            return name
        match group.unit:
            case "year":
                return f"substr({name}, 1, 4)"
            case "quarter":
                return f"substr({name}, 1, 4) || '-Q' || ((substr({name}, 6, 2) + 2) / 3)"
            case "week":
                return f"strftime('%Y-W%W', {name})"
            case "day":
                return f"substr({name}, 1, 10)"
            case _:
                return f"substr({name}, 1, 7)"


def _quarters(months: Collection[str]) -> list[str]:
    """The quarters whose three months are all in `months`, as a column of quarters has them."""
    years = sorted({month[:4] for month in months if len(month) == 7})
    return [
        f"{year}-Q{quarter}"
        for year in years
        for quarter in range(1, 5)
        if {f"{year}-{month:02d}" for month in range(3 * quarter - 2, 3 * quarter + 1)} <= set(months)
    ]
