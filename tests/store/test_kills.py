"""A library survives being killed at any moment; the whole of it is `python -m tests.benchmarks.library.kill_store`."""

from __future__ import annotations

from pathlib import Path

import pytest

import assistant.store.index.vectors  # noqa: F401 -- imported once, before the forks
from assistant.store.ledger.database import Database
from tests.store.forget.traced import Target, can_trace
from tests.store.kills import Tally, kill_at, kill_at_random, work_traced
from tests.store.libraries import open_library, put
from tests.store.workload import Model, pages_of, problems

traced = pytest.mark.skipif(bool(can_trace()), reason=can_trace() or "traced")
TARGETS = (
    Target(("ledger.sqlite3-wal", "write"), 30),
    Target(("data_level0.bin", "write"), 2),
    Target(("ledger.sqlite3", "write"), 12),
    Target(("index_metadata.pickle", "truncate"), 1, "owner"),
    Target(("chroma.sqlite3.sealed", "rename"), 1),
    Target(("index/gen-N/", "sync"), 2, "owner"),
)


@pytest.mark.promise("P3")
@pytest.mark.slow
def test_kills_at_random_moments_lose_and_leave_nothing(tmp_path: Path) -> None:
    tally = kill_at_random(tmp_path / "library", kills=6, seed=11, longest_s=1.2)
    assert tally.problems == []
    assert (tally.kills, tally.starts) == (6, 6)


@pytest.mark.promise("P3")
@pytest.mark.slow
@traced
def test_kills_at_chosen_calls_lose_and_leave_nothing(tmp_path: Path) -> None:
    tally, model = Tally(), Model()
    for number, target in enumerate(TARGETS):
        model, hit = kill_at(tmp_path / "library", model, target, seed=40 + number, tally=tally)
        assert hit, target
    assert tally.problems == []


@traced
def test_the_tracer_stops_before_the_very_call(tmp_path: Path) -> None:
    """The first write to the ledger's file never happens, so the ledger is empty."""
    lines, trace = work_traced(tmp_path / "library", {}, 1, Target(("ledger.sqlite3", "write"), 1), ops=1)
    assert trace.killed
    assert lines == []
    assert (tmp_path / "library" / "ledger.sqlite3").stat().st_size == 0


def stored(folder: Path) -> Model:
    library = open_library(folder)
    model = {f"/archive/{version}.txt": version for version in (1, 2, 3)}
    for path, version in model.items():
        put(library, path, *pages_of(version), seed=version, content=f"content {version}")
    library.finish()
    library.close()
    return model


@pytest.mark.control("P3")
@pytest.mark.parametrize(
    ("harm", "says"),
    [
        ("DELETE FROM files WHERE path = '/archive/2.txt'", "files: lacks"),
        ("DELETE FROM vectors WHERE chunk_id = (SELECT max(chunk_id) FROM vectors)", "vectors"),
        ("UPDATE pages SET text = 'other'", "its text is not that"),
        (
            "INSERT INTO documents SELECT 999, 'key', '', 1, '[]', '[]', 0, ''",
            "a document without a file",
        ),
        ("INSERT INTO vector_queue (chunk_id, operation) SELECT id, 'remove' FROM chunks", "the index answers"),
    ],
    ids=["lost file", "lost vector", "other text", "orphan", "index behind"],
)
def test_the_judge_notices_what_is_wrong(tmp_path: Path, harm: str, says: str) -> None:
    model = stored(tmp_path / "library")
    database = Database(tmp_path / "library" / "ledger.sqlite3")
    with database.transaction() as connection:
        connection.execute("PRAGMA defer_foreign_keys = ON")
        connection.execute(harm)
    database.close()
    library = open_library(tmp_path / "library")
    found = list(problems(library, model))
    library.close()
    assert any(says in one for one in found), found
