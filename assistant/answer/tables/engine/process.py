"""The TableQueries port: one sealed child process, started at its first use and kept.

Invariant: a call ends within its time limit, whatever the process does; after a failure of the process it has ended,
and the next call starts another.
"""

from __future__ import annotations

import contextlib
import json
import queue
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any, BinaryIO

from assistant.domain.errors import QueryFailed
from assistant.domain.ports.tables import ColumnType, QueryResult, Value
from assistant.sandbox.cage.prepared import for_child
from assistant.sandbox.ending import kill_group
from assistant.sandbox.lockdown import sandbox_command
from assistant.sandbox.offline import minimal_environment

_MEMORY_BYTES = 1024 * 1024 * 1024  # of addresses: Python and SQLite take 0.1 GB before a table is loaded
_CPU_S = 10.0
_TIMEOUT_S = 20.0  # on the clock: a busy machine; what runs long is ended by the steps, after some 2 s
_MAX_LINE_BYTES = 8_000_000
_PACKAGES = str(Path(__file__).resolve().parents[4])
_PROGRAM = (
    "import sys; sys.path.insert(0, sys.argv[1]); from assistant.answer.tables.engine.child import main; "
    "main(int(sys.argv[2]), float(sys.argv[3]))"
)


class SealedQueries:
    """Nothing is started yet. Calls of several threads take turns."""

    def __init__(self, memory_bytes: int = _MEMORY_BYTES, timeout_s: float = _TIMEOUT_S) -> None:
        self._memory_bytes = memory_bytes
        self._timeout_s = timeout_s
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._answers: queue.Queue[bytes] = queue.Queue()
        self.sealed = False  # the system itself refuses sockets to the running process
        self.held: tuple[str, ...] = ()  # the parts of the cage that hold it (`sandbox.cage.enter.PARTS`)

    @property
    def pid(self) -> int:
        """Of the running process, or 0."""
        return self._process.pid if self._process is not None else 0

    def load(self, tables: Sequence[tuple[Sequence[ColumnType], Sequence[Sequence[Value]]]]) -> None:
        """See TableQueries."""
        with self._lock:
            self._ask({"load": [[list(types), list(rows)] for types, rows in tables]})

    def run(self, sql: str, values: Sequence[Value] = (), max_rows: int = 1000) -> QueryResult:
        """See TableQueries."""
        with self._lock:
            answer = self._ask({"run": sql, "values": list(values), "max_rows": max_rows})
        rows, more = answer.get("rows"), answer.get("more")
        if not isinstance(rows, list) or not isinstance(more, bool):
            raise self._broken()
        return QueryResult(tuple(tuple(row) for row in rows), more)

    def close(self) -> None:
        """End the process; the next call starts another."""
        with self._lock:
            self._end()

    def _ask(self, request: dict[str, Any]) -> dict[str, Any]:
        process = self._process or self._start()
        assert process.stdin is not None
        try:
            process.stdin.write(json.dumps(request).encode() + b"\n")
            process.stdin.flush()
        except (OSError, ValueError):
            raise self._broken() from None
        answer = self._next()
        if "failed" in answer:
            raise QueryFailed(f"The query was refused ({answer['failed']}).")
        return answer

    def _start(self) -> subprocess.Popen[bytes]:
        options = ["-I", "-S", "-B", "-X", "utf8", "-c", _PROGRAM, _PACKAGES, str(self._memory_bytes), str(_CPU_S)]
        inside, told = for_child()
        self._process = subprocess.Popen(
            sandbox_command([sys.executable, *options], reader=True),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            pass_fds=inside,
            env={**minimal_environment(), **told},
            cwd=Path(sys.executable).anchor,
            start_new_session=True,  # ctrl+c in the terminal is for the parent alone
        )
        self._answers = queue.Queue()
        assert self._process.stdout is not None
        threading.Thread(target=_listen, args=(self._process.stdout, self._answers), daemon=True).start()
        first = self._next()
        self.sealed, self.held = bool(first.get("ready")), tuple(map(str, first.get("held", ())))
        return self._process

    def _next(self) -> dict[str, Any]:
        """The next answer; b"" stands for the end of the process."""
        try:
            answer = json.loads(self._answers.get(timeout=self._timeout_s))
        except (queue.Empty, ValueError, RecursionError):
            raise self._broken() from None
        if not isinstance(answer, dict):
            raise self._broken()
        return answer

    def _broken(self) -> QueryFailed:
        self._end()
        return QueryFailed("The process that reads tables has ended or took too long.")

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        kill_group(process)
        if process.stdin is not None:
            with contextlib.suppress(OSError):
                process.stdin.close()  # ends it even if this process may not kill it any more
        process.wait()


def _listen(stdout: BinaryIO, answers: queue.Queue[bytes]) -> None:
    """Runs in a thread: puts each line into the queue, then b""."""
    with stdout, contextlib.suppress(OSError, ValueError):
        while line := stdout.readline(_MAX_LINE_BYTES):
            answers.put(line)
    answers.put(b"")
