"""When a change is ready to be told: after a pause, not too late, and not while the file is still written."""

from __future__ import annotations

import time
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from assistant.ingest.scan.debounce import Debounce
from assistant.ingest.scan.settled import Snapshots
from assistant.ingest.scan.watch import Watcher
from tests.ingest.scan.conftest import Tree
from tests.ingest.scan.reports import QUICK


@given(st.lists(st.tuples(st.floats(0.01, 3.0), st.integers(0, 5)), min_size=1, max_size=40))
def test_no_path_is_lost_and_none_waits_too_long(steps: list[tuple[float, int]]) -> None:
    debounce, now = Debounce(0.5, 2.0), 0.0
    added: dict[Path, float] = {}
    for pause, name in steps:
        now += pause
        taken = debounce.take(now)
        for path in taken:
            added.pop(path)
        assert all(now - since < 2.0 for since in added.values())
        path = Path(str(name))
        added.setdefault(path, now)
        debounce.add(path, now)
    assert debounce.take(now) <= set(added) and debounce.take(now + 2.0) <= set(added)


def test_a_file_that_is_still_written_waits_until_it_rests(tree: Tree) -> None:
    root = tree({"growing.txt": "one"})
    watcher = Watcher([root], lambda paths: None, timing=QUICK)
    watcher._add(root / "growing.txt")
    watcher._add(root / "gone.txt")
    now = time.monotonic()
    (root / "growing.txt").write_text("one more line")
    assert watcher._take(now + 10) == {root / "gone.txt"}
    assert watcher._take(now + 10.1) == frozenset()
    assert watcher._take(now + 20) == {root / "growing.txt"}


def test_a_file_is_settled_after_two_equal_snapshots(tmp_path: Path) -> None:
    snapshots, file = Snapshots(1.0), tmp_path / "a.txt"
    assert snapshots.is_settled(file, 0.0)  # without a snapshot: a root, or gone
    file.write_text("one")
    snapshots.record(file, 0.0)
    assert not snapshots.is_settled(file, 0.5)  # too soon
    file.write_text("more")
    assert not snapshots.is_settled(file, 1.5)  # it changed
    assert snapshots.is_settled(file, 2.5)
    snapshots.record(tmp_path, 3.0)
    (tmp_path / "b.txt").write_text("")
    assert snapshots.is_settled(tmp_path, 4.0)  # folders have no rest of their own
