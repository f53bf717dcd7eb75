"""The process that runs SQL: gives up the rights that it does not need, then holds tables in memory and reads them.

Invariant: a statement can only read the tables that were loaded. It opens no file and no socket, calls no function
outside the list below, and ends after a fixed number of steps; a request that fails leaves the process as it was. On
Linux the process is caged, so that a fault in SQLite's own code reaches no further.
"""

from __future__ import annotations

import json
import os
import sqlite3
import sys
from collections.abc import Sequence
from typing import Any

from assistant.sandbox.cage.enter import enter_cage
from assistant.sandbox.frames import roomy
from assistant.sandbox.limits import Limits, allow_cpu, apply_limits
from assistant.sandbox.lockdown import seal

_DESCRIPTORS = 16
_MAX_STEPS, _CHECK_EVERY = 20_000_000, 20_000  # of SQLite's virtual machine: some 2 s
_HEAP_BYTES = 256 * 1024 * 1024  # SQLite's own limit, where the system does not enforce one
_MAX_RESULT_CHARS = 1_000_000
_FUNCTIONS = frozenset(
    [
        "abs",
        "avg",
        "coalesce",
        "count",
        "date",
        "ifnull",
        "instr",
        "lead",
        "lag",
        "length",
        "like",
        "lower",
        "max",
        "min",
        "nullif",
        "replace",
        "round",
        "row_number",
        "strftime",
        "substr",
        "substring",
        "sum",
        "total",
        "trim",
        "upper",
    ]
)
_TYPES = ("INTEGER", "REAL", "TEXT")
_LIMITS = {
    sqlite3.SQLITE_LIMIT_LENGTH: 1_000_000,
    sqlite3.SQLITE_LIMIT_SQL_LENGTH: 100_000,
    sqlite3.SQLITE_LIMIT_COLUMN: 300,
    sqlite3.SQLITE_LIMIT_EXPR_DEPTH: 100,
    sqlite3.SQLITE_LIMIT_COMPOUND_SELECT: 10,
    sqlite3.SQLITE_LIMIT_ATTACHED: 0,
    sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH: 500,
    sqlite3.SQLITE_LIMIT_TRIGGER_DEPTH: 0,
    sqlite3.SQLITE_LIMIT_WORKER_THREADS: 0,
}


@roomy
def main(memory_bytes: int, cpu_s: float) -> None:
    """Answer one request a line until the requests end."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not mix with the answers
    requests = os.fdopen(os.dup(0), "rb")
    sealed = seal(allow_unix=False)
    apply_limits(Limits(memory_bytes, cpu_s, _DESCRIPTORS))
    tables = Tables()
    _send(answers, {"ready": sealed.enforced, "held": enter_cage()})
    for line in requests:
        allow_cpu(cpu_s)
        try:
            answer = tables.answer(json.loads(line))
        except (sqlite3.Error, sqlite3.Warning, ValueError, TypeError, OverflowError, MemoryError) as error:
            answer = {"failed": type(error).__name__}  # never its text, which may quote a cell
        _send(answers, answer)


class Tables:
    """The loaded tables in a database of their own."""

    def __init__(self) -> None:
        self._connection = sqlite3.connect(":memory:", isolation_level=None)
        self._steps = 0

    def answer(self, request: dict[str, Any]) -> dict[str, Any]:
        """The answer to a request: `load` or `run`. Raises sqlite3.Error, ValueError."""
        if "load" in request:
            self._load(request["load"])
            return {"loaded": len(request["load"])}
        self._steps = 0
        if not request["run"].lstrip().upper().startswith(("SELECT ", "WITH ")):
            raise ValueError("not a SELECT")
        rows = self._connection.execute(request["run"], request["values"]).fetchmany(request["max_rows"] + 1)
        if sum(len(str(value)) for row in rows for value in row) > _MAX_RESULT_CHARS:
            raise ValueError("the result is too long")
        return {"rows": rows[: request["max_rows"]], "more": len(rows) > request["max_rows"]}

    def _load(self, tables: Sequence[Any]) -> None:
        self._connection.close()
        self._connection = connection = sqlite3.connect(":memory:", isolation_level=None)
        connection.execute(f"PRAGMA hard_heap_limit = {_HEAP_BYTES}")
        connection.execute("PRAGMA temp_store = MEMORY")
        for number, (types, rows) in enumerate(tables, 1):
            columns = ", ".join(f"c{at} {_TYPES[_TYPES.index(kind)]}" for at, kind in enumerate(types, 1))
            connection.execute(f"CREATE TABLE t{number} ({columns})")
            connection.execute("BEGIN")
            connection.executemany(f"INSERT INTO t{number} VALUES ({', '.join('?' * len(types))})", rows)
            connection.execute("COMMIT")
        for limit, most in _LIMITS.items():
            connection.setlimit(limit, most)
        connection.set_authorizer(_authorise)
        connection.set_progress_handler(self._step, _CHECK_EVERY)

    def _step(self) -> bool:
        """True ends the statement."""
        self._steps += _CHECK_EVERY
        return self._steps > _MAX_STEPS


def _authorise(action: int, first: str | None, second: str | None, database: str | None, source: str | None) -> int:
    """Reading our own tables and calling listed functions is all that a statement may do."""
    allowed = (
        action == sqlite3.SQLITE_SELECT
        or (action == sqlite3.SQLITE_READ and not (first or "").lower().startswith(("sqlite_", "pragma_")))
        or (action == sqlite3.SQLITE_FUNCTION and (second or "").lower() in _FUNCTIONS)
    )
    return sqlite3.SQLITE_OK if allowed else sqlite3.SQLITE_DENY


def _send(answers: Any, answer: dict[str, Any]) -> None:
    answers.write(json.dumps(answer, ensure_ascii=False, allow_nan=False).encode("utf-8", "replace") + b"\n")
    answers.flush()


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]))
