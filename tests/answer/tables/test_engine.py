"""The sealed process: it reads the loaded tables and does nothing else, and what runs long or dies is replaced."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.answer.tables.engine.process import SealedQueries
from assistant.domain.errors import QueryFailed
from assistant.domain.ports.tables import Value
from assistant.sandbox.cage.enter import PARTS
from assistant.sandbox.hostile.attempt import REFUSED, lay_bait
from assistant.sandbox.hostile.everything import ATTEMPTS
from assistant.sandbox.kernel.landlock import version
from tests.busy import processor_s

ROWS: list[list[Value]] = [[number, number / 4, f"name {number}"] for number in range(2_000)]


@pytest.fixture
def loaded(queries: SealedQueries) -> SealedQueries:
    queries.load([(("INTEGER", "REAL", "TEXT"), ROWS)])
    return queries


def test_it_reads_what_was_loaded(loaded: SealedQueries) -> None:
    found = loaded.run("SELECT c1, c3 FROM t1 WHERE c2 > ? ORDER BY c1", (499.0,), max_rows=2)
    assert (found.rows, found.more) == (((1997, "name 1997"), (1998, "name 1998")), True)
    assert loaded.run("SELECT sum(c2), count(*) FROM t1").rows == ((499750.0, 2000),)


@pytest.mark.parametrize(
    "sql",
    [
        "ATTACH DATABASE '{file}' AS other",
        "VACUUM INTO '{file}'",
        "PRAGMA user_version",
        "PRAGMA writable_schema = 1",
        "SELECT * FROM pragma_database_list",
        "SELECT load_extension('{file}')",
        "INSERT INTO t1 VALUES (1, 2, 'x')",
        "UPDATE t1 SET c1 = 0",
        "DELETE FROM t1",
        "DROP TABLE t1",
        "CREATE TABLE t2 (c1)",
        "CREATE TEMP TABLE t2 AS SELECT * FROM t1",
        "CREATE VIRTUAL TABLE t2 USING fts5(c1)",
        "SELECT * FROM sqlite_master",
        "SELECT name FROM sqlite_schema",
        "SELECT readfile('/etc/hostname')",
        "SELECT randomblob(10)",
        "SELECT printf('%900000000d', 1)",
        "SELECT * FROM json_each('[1]')",
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n",
        "SELECT 1; SELECT 2",
        "BEGIN",
        "EXPLAIN SELECT 1",
    ],
)
def test_everything_but_reading_is_refused(loaded: SealedQueries, sql: str, tmp_path: Path) -> None:
    with pytest.raises(QueryFailed):
        loaded.run(sql.replace("{file}", str(tmp_path / "stolen.db")))
    assert list(tmp_path.iterdir()) == []
    assert loaded.run("SELECT count(*) FROM t1").rows == ((2000,),)


def test_a_cross_join_is_ended_by_its_steps(loaded: SealedQueries) -> None:
    with pytest.raises(QueryFailed):
        loaded.run("SELECT count(*) FROM t1 a, t1 b, t1 c WHERE a.c2 + b.c2 + c.c2 > 3")
    assert loaded.run("SELECT count(*) FROM t1").rows == ((2000,),)


def test_a_result_has_a_largest_size(loaded: SealedQueries) -> None:
    longer = "replace(c3, 'n', c3 || c3 || c3 || c3 || c3 || c3 || c3 || c3)"
    assert len(loaded.run(f"SELECT {longer} FROM t1", max_rows=2000).rows) == 2000
    with pytest.raises(QueryFailed):
        loaded.run(f"SELECT replace({longer}, 'e', {longer}) FROM t1", max_rows=2000)


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_the_process_can_open_no_socket_and_write_no_file(loaded: SealedQueries) -> None:
    assert loaded.sealed
    limits = Path(f"/proc/{loaded.pid}/limits").read_text("utf-8")
    size = next(line.split()[3:5] for line in limits.splitlines() if line.startswith("Max file size"))
    status = Path(f"/proc/{loaded.pid}/status").read_text("utf-8")
    assert size == ["0", "0"]
    assert "Seccomp:\t2" in status
    assert {"system calls", "its own memory", "administrator's rights"} <= set(loaded.held) <= set(PARTS)


_HOSTILE = """
import json, os, sys
from dataclasses import replace
sys.path.insert(0, sys.argv[1])
from assistant.answer.tables.engine import child
from assistant.sandbox.hostile.attempt import Bait
from assistant.sandbox.hostile.everything import try_everything
descriptor = os.open(sys.argv[2], os.O_RDONLY)
child.Tables.answer = lambda self, bait: try_everything(replace(Bait(**bait), descriptor=descriptor))
child.main(1 << 30, 10.0)
"""


@pytest.mark.skipif(sys.platform != "linux" or not version(), reason="needs Landlock")
def test_code_that_took_over_the_process_is_refused_everything(tmp_path: Path, repository: Path) -> None:
    bait = lay_bait(tmp_path)
    ours, theirs = socket.socketpair()
    command = [sys.executable, "-I", "-S", "-B", "-c", _HOSTILE, str(repository), bait.file("opened")]
    with ours, subprocess.Popen(command, stdin=theirs.fileno(), stdout=subprocess.PIPE) as process:
        theirs.close()
        ours.sendall(bait.to_json().encode() + b"\n")
        ours.shutdown(socket.SHUT_WR)
        assert process.stdout is not None
        ready, found = map(json.loads, process.stdout.read().splitlines())
    refused = [attempt.name for attempt in ATTEMPTS if attempt.part in ready["held"]]
    assert len(refused) >= 40
    assert {name: found[name] for name in refused if found[name] != REFUSED} == {}


@pytest.mark.skipif(os.name != "posix", reason="kills by a signal")
def test_a_process_that_was_killed_is_replaced() -> None:
    queries = SealedQueries()
    queries.load([(("INTEGER",), [[1]])])
    os.kill(queries.pid, signal.SIGKILL)
    with pytest.raises(QueryFailed):
        queries.run("SELECT c1 FROM t1")
    with pytest.raises(QueryFailed):
        queries.run("SELECT c1 FROM t1")  # another process, which has no table yet
    queries.load([(("INTEGER",), [[2]])])
    assert queries.run("SELECT c1 FROM t1").rows == ((2,),)
    queries.close()
    assert queries.pid == 0


def test_a_table_that_is_too_large_fails_and_the_next_one_answers() -> None:
    queries = SealedQueries(memory_bytes=220_000_000)
    with pytest.raises(QueryFailed):
        queries.load([(("TEXT",), [["x" * 900_000] for _ in range(300)])])
    queries.load([(("INTEGER",), [[2]])])
    assert queries.run("SELECT c1 FROM t1").rows == ((2,),)
    queries.close()


def test_a_start_costs_little() -> None:
    before = processor_s()
    queries = SealedQueries()
    queries.load([(("INTEGER",), [[1]])])
    queries.close()  # its time counts once it has ended
    assert processor_s() - before < 0.4  # measured: 0.08 s
