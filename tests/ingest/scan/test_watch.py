"""P10: changes are reported soon and together."""

from __future__ import annotations

import os
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.ingest.scan.watch import Timing
from tests.ingest.scan.conftest import Tree
from tests.ingest.scan.reports import QUICK, Start
from tests.waiting import until


@pytest.mark.parametrize("poll", [False, True])
def test_every_kind_of_change_is_reported(tree: Tree, start: Start, poll: bool) -> None:
    root = tree({"a.txt": "one", "sub/b.txt": "two"})
    watcher, reports = start(root, poll=poll)
    assert watcher.states()[0].mode == ("polling" if poll else "events")
    reports.wait_for_change(root / "a.txt")
    (root / "new.tmp").write_text("atomic")
    (root / "new.tmp").rename(root / "a.txt")
    reports.wait_for(root / "a.txt")
    (root / "sub").rename(root / "renamed")
    reports.wait_for(root / "renamed")
    (root / "renamed" / "b.txt").unlink()
    reports.wait_for(root / "renamed" / "b.txt")
    (root / "made" / "deep").mkdir(parents=True)
    reports.wait_for(root / "made")
    (root / "made" / "deep" / "c.txt").write_text("three")
    reports.wait_for(root / "made" / "deep" / "c.txt")


def test_many_changes_are_one_report(tree: Tree, start: Start) -> None:
    root = tree({"a.txt": ""})
    _, reports = start(root, timing=replace(QUICK, quiet_s=0.6, max_wait_s=60.0))
    for number in range(50):
        (root / f"{number}.txt").write_text("x")
    wanted = {root / f"{number}.txt" for number in range(50)}
    until(lambda: wanted <= frozenset().union(*reports.batches))
    assert len(reports.batches) <= 2


@pytest.mark.promise("P10")
def test_a_folder_moved_out_is_not_reported_from_outside(tree: Tree, start: Start, tmp_path: Path) -> None:
    root = tree({"sub/a.txt": "one"})
    _, reports = start(root)
    (root / "sub").rename(tmp_path / "outside")
    reports.wait_for(root / "sub")
    (tmp_path / "outside" / "a.txt").write_text("two")
    time.sleep(0.5)
    assert all(path.is_relative_to(root) for batch in reports.batches for path in batch)


def test_a_root_that_goes_and_comes_back_is_watched_again(tree: Tree, start: Start) -> None:
    root = tree({"a.txt": "one"})
    watcher, reports = start(root)
    root.rename(root.with_name("away"))
    until(lambda: watcher.states()[0].mode == "missing")
    reports.wait_for(root)
    root.mkdir()
    until(lambda: watcher.states()[0].mode == "events")
    reports.wait_for(root)
    (root / "b.txt").write_text("two")
    reports.wait_for(root / "b.txt")


@pytest.mark.promise("P10")
def test_a_root_replaced_under_its_name_is_watched_again(tree: Tree, start: Start) -> None:
    root = tree({"a.txt": "one"})
    _, reports = start(root)
    root.rename(root.with_name("old"))
    root.mkdir()
    reports.wait_for(root)
    (root / "b.txt").write_text("two")
    reports.wait_for(root / "b.txt")


def test_a_pause_reports_nothing_and_its_end_everything(tree: Tree, start: Start) -> None:
    root = tree({"a.txt": "one"})
    watcher, reports = start(root)
    watcher.pause()
    assert watcher.states()[0].mode == "paused"
    (root / "a.txt").write_text("two")
    time.sleep(0.5)
    assert reports.batches == []
    watcher.resume()
    reports.wait_for(root)


def test_a_watcher_that_stopped_says_so(tree: Tree, start: Start) -> None:
    watcher, _ = start(tree({"a.txt": ""}))
    watcher.stop()
    assert watcher.states()[0].mode == "stopped"
    assert not [thread for thread in threading.enumerate() if thread.name == "watcher"]


def test_the_timed_sweep_comes_without_any_event(tree: Tree, start: Start) -> None:
    root = tree({"a.txt": "one"})
    timing = Timing(quiet_s=0.05, max_wait_s=1, check_s=60, sweep_s=0.4)
    _, reports = start(root, timing=timing)
    reports.wait_for(root)
    reports.wait_for(root)


@pytest.mark.parametrize("jump_s", [7200.0, -7200.0], ids=["forward", "back"])
def test_a_clock_that_jumps_loses_nothing(
    tree: Tree, start: Start, monkeypatch: pytest.MonkeyPatch, jump_s: float
) -> None:
    """Forward looks like sleep, after which everything is looked at; back leaves the watch as it was."""
    root = tree({"a.txt": "one"})
    _, reports = start(root)
    clock = time.time
    monkeypatch.setattr(time, "time", lambda: clock() + jump_s)
    if jump_s > 0:
        reports.wait_for(root)
    (root / "a.txt").write_text("two")
    os.utime(root / "a.txt", (clock() - 7200, clock() - 7200))
    reports.wait_for(root / "a.txt")


def test_what_we_write_ourselves_below_a_root_is_no_change(tree: Tree, start: Start) -> None:
    root = tree({"a.txt": "one", "ours/ledger.txt": ""})
    _, reports = start(root, leave_out=[root / "ours"])
    (root / "ours" / "ledger.txt").write_text("two")
    (root / "a.txt").write_text("two")
    reports.wait_for(root / "a.txt")
    assert not [path for batch in reports.batches for path in batch if path.is_relative_to(root / "ours")]


def test_a_single_file_is_watched_by_its_folder(tree: Tree, start: Start) -> None:
    root = tree({"a.txt": "one", "b.txt": "two"})
    watcher, reports = start(root / "a.txt")
    assert watcher.states()[0].mode == "events"
    (root / "b.txt").write_text("more")
    (root / "new.tmp").write_text("atomic")
    (root / "new.tmp").replace(root / "a.txt")
    reports.wait_for(root / "a.txt")
    assert reports.batches == []
    (root / "a.txt").unlink()
    until(lambda: watcher.states()[0].mode == "missing")
    (root / "a.txt").write_text("back")
    until(lambda: watcher.states()[0].mode == "events")
