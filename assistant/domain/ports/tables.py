"""SQL over tables in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

Value = str | float | int | None
ColumnType = Literal["INTEGER", "REAL", "TEXT"]


@dataclass(frozen=True, slots=True)
class QueryResult:
    """The rows of a query, at most as many as were asked for; `more`: there are others."""

    rows: tuple[tuple[Value, ...], ...]
    more: bool


class TableQueries(Protocol):
    """Reads tables with SQL: it can change nothing, open nothing and take no more than its limits."""

    def load(self, tables: Sequence[tuple[Sequence[ColumnType], Sequence[Sequence[Value]]]]) -> None:
        """Forget the tables before; hold these: t1, t2, ..., each with the columns c1, c2, ... of these types.

        Raises QueryFailed.
        """
        ...

    def run(self, sql: str, values: Sequence[Value] = (), max_rows: int = 1000) -> QueryResult:
        """The result of one SELECT; `values` are its parameters. Raises QueryFailed if it is refused or takes long."""
        ...

    def close(self) -> None: ...
