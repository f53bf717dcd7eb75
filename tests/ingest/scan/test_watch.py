"""P10: changes are reported soon and together, and what cannot be watched is polled and said so."""

from __future__ import annotations

import ctypes
import errno
import logging
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.ingest.scan import watch
from assistant.ingest.scan.debounce import Debounce
from assistant.ingest.scan.observed import ObservedRoot, network_reason
from assistant.ingest.scan.settled import Snapshots
from assistant.ingest.scan.watch import Timing, Watcher
from tests.ingest.scan.conftest import Tree

QUICK = Timing(quiet_s=0.15, max_wait_s=1.0, check_s=0.2, heartbeat_s=60.0, answer_s=0.5, poll_s=0.2)
PATIENCE_S = 15.0


class Reports:
    """What a watcher reported, to be waited for."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self.batches: list[frozenset[Path]] = []

    def __call__(self, paths: frozenset[Path]) -> None:
        with self._changed:
            self.batches.append(paths)
            self._changed.notify_all()

    def wait_for(self, wanted: Path) -> None:
        """Wait until `wanted` is in a batch, then forget all batches."""

        def is_there() -> bool:
            return any(wanted in batch for batch in self.batches)

        with self._changed:
            assert self._changed.wait_for(is_there, PATIENCE_S), f"{wanted} is not in {self.batches}"
            self.batches.clear()

    def wait_for_change(self, file: Path) -> None:
        """Change `file` until it is reported: nobody knows when polling has seen it for the first time."""
        deadline = time.monotonic() + PATIENCE_S
        while not any(file in batch for batch in self.batches):
            assert time.monotonic() < deadline, f"{file} is not in {self.batches}"
            file.write_text(f"changed at {time.monotonic()}")
            time.sleep(0.8)
        self.batches.clear()


Start = Callable[..., tuple[Watcher, Reports]]


@pytest.fixture
def start() -> Iterator[Start]:
    """`start(root, ...)`: a running watcher whose first report has come."""
    running: list[Watcher] = []

    def begin(root: Path, **options: object) -> tuple[Watcher, Reports]:
        reports = Reports()
        watcher = Watcher([root], reports, **{"timing": QUICK, **options})  # type: ignore[arg-type]
        running.append(watcher)
        watcher.start()
        reports.wait_for(root)
        return watcher, reports

    yield begin
    for watcher in running:
        watcher.stop()


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < deadline, "it did not come about"
        time.sleep(0.02)


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
    _, reports = start(root)
    for number in range(50):
        (root / f"{number}.txt").write_text("x")
    until(lambda: bool(reports.batches))
    time.sleep(0.5)
    assert len(reports.batches) <= 2
    assert {root / f"{number}.txt" for number in range(50)} <= frozenset().union(*reports.batches)


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


@pytest.mark.parametrize(("number", "word"), [(errno.ENOSPC, "max_user_watches"), (errno.EMFILE, "max_user_instances")])
def test_at_the_systems_limits_it_polls_and_says_why(
    tree: Tree, start: Start, monkeypatch: pytest.MonkeyPatch, number: int, word: str
) -> None:
    begin = ObservedRoot._start

    def limited(self: ObservedRoot, *, polling: bool) -> None:
        if not polling:
            raise OSError(number, os.strerror(number))
        begin(self, polling=polling)

    monkeypatch.setattr(ObservedRoot, "_start", limited)
    root = tree({"a.txt": "one"})
    watcher, reports = start(root)
    assert watcher.states()[0].mode == "polling" and word in watcher.states()[0].reason
    reports.wait_for_change(root / "b.txt")


def test_the_sentinel_is_heard_and_is_not_reported(tree: Tree, start: Start, tmp_path: Path) -> None:
    root = tree({"a.txt": "one"})
    timing = Timing(quiet_s=0.1, max_wait_s=1, check_s=0.2, heartbeat_s=0.3, answer_s=1.0, poll_s=0.2)
    watcher, reports = start(root, sentinel_folder=tmp_path / "state", timing=timing)
    time.sleep(2.5)
    assert watcher.states()[0].mode == "events"
    assert len(list((tmp_path / "state").glob("beat-*/heartbeat"))) == 1 and reports.batches == []
    assert (tmp_path / "state").stat().st_mode & 0o077 == 0


def test_when_events_stop_coming_it_polls(
    tree: Tree, start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        ObservedRoot, "_receive", lambda self, path, _: self._report(path) if self.mode == "polling" else None
    )
    root = tree({"a.txt": "one"})
    timing = Timing(quiet_s=0.1, max_wait_s=1, check_s=5, heartbeat_s=60, answer_s=0.4, poll_s=0.2)
    watcher, reports = start(root, sentinel_folder=tmp_path / "state", timing=timing)
    until(lambda: watcher.states()[0].mode == "polling")
    assert "stopped coming" in watcher.states()[0].reason
    reports.wait_for_change(root / "b.txt")


def test_a_dead_observer_is_replaced(tree: Tree, start: Start) -> None:
    root = tree({"a.txt": "one"})
    watcher, reports = start(root)
    observer = watcher._roots[0]._observer
    assert observer is not None
    observer.stop()
    until(lambda: watcher.states()[0].mode == "polling")
    reports.wait_for(root)


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


def test_network_drives_are_known_by_their_mount(monkeypatch: pytest.MonkeyPatch) -> None:
    mounts = "/dev/sda / ext4 rw 0 0\nnas:/a /mnt/my\\040nas nfs4 rw 0 0\nx /mnt/my\\040nas/usb ext4 rw 0 0\n"
    monkeypatch.setattr(Path, "read_text", lambda self, **options: mounts)
    assert "nfs4" in network_reason(Path("/mnt/my nas/docs"))
    assert network_reason(Path("/mnt/my nas/usb/docs")) == "" == network_reason(Path("/home/me"))


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


def test_events_that_were_lost_lead_to_a_look_at_everything(tree: Tree, start: Start) -> None:
    """What the system says when its queue ran over, handed to watchdog as it would come from the kernel."""
    if sys.platform != "linux":
        pytest.skip("the queue that can run over is inotify's")
    from watchdog.observers.inotify_c import InotifyConstants, InotifyEvent, InotifyFD, WatchDescriptor

    root = tree({"a.txt": "one"})
    _, reports = start(root)
    lost = InotifyEvent(WatchDescriptor(-1), InotifyConstants.IN_Q_OVERFLOW, 0, b"")
    InotifyFD.get_instance().handle_event(lost)
    reports.wait_for(root)
    (root / "after.txt").write_text("x")
    reports.wait_for(root / "after.txt")


def test_a_limit_that_is_reached_deep_in_the_tree_is_noticed(
    tree: Tree, start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """watchdog passes over inner folders that the system will not watch: without the sentinel nobody would know."""
    if sys.platform != "linux":
        pytest.skip("the limit is inotify's")
    from watchdog.observers import inotify_c

    add, left = inotify_c.inotify_add_watch, [3]

    def limited(descriptor: int, path: bytes, mask: int) -> int:
        if left[0] <= 0:
            ctypes.set_errno(errno.ENOSPC)
            return -1
        left[0] -= 1
        return add(descriptor, path, mask)

    monkeypatch.setattr(inotify_c, "inotify_add_watch", limited)
    root = tree({"a/b/c/deep.txt": "one"})
    watcher, reports = start(root, sentinel_folder=tmp_path / "state", timing=replace(QUICK, answer_s=0.4))
    until(lambda: watcher.states()[0].mode == "polling")
    assert "max_user_watches" in watcher.states()[0].reason
    reports.wait_for_change(root / "a" / "b" / "c" / "deep.txt")


def test_a_folder_that_opens_again_is_watched_anew(tree: Tree, start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tree({"sub/a.txt": "one"})
    shut: set[Path] = set()
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path) not in shut)
    watcher, reports = start(root)
    shut.add(root / "sub")
    (root / "sub").chmod(0o700)
    reports.wait_for(root / "sub")
    observer = watcher._roots[0]._observer
    shut.clear()
    (root / "sub").chmod(0o755)
    reports.wait_for(root)
    assert watcher._roots[0]._observer is not observer
    (root / "sub" / "a.txt").write_text("two")
    reports.wait_for(root / "sub" / "a.txt")


def test_a_watcher_that_fails_goes_on_by_polling(tree: Tree, start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tree({"a.txt": "one"})
    watcher, reports = start(root)
    failures = [RuntimeError("a mistake of ours")]
    take = Watcher._take

    def failing(self: Watcher, now: float) -> frozenset[Path]:
        if failures:
            raise failures.pop()
        return take(self, now)

    monkeypatch.setattr(watch, "_AFTER_FAILURE_S", 0.1)
    monkeypatch.setattr(Watcher, "_take", failing)
    until(lambda: "RuntimeError" in watcher.states()[0].reason)
    reports.wait_for(root)
    reports.wait_for_change(root / "b.txt")


def test_the_timed_sweep_tries_the_systems_events_again(tree: Tree, start: Start) -> None:
    root = tree({"a.txt": "one"})
    watcher, _ = start(root, timing=replace(QUICK, sweep_s=1.5))
    observer = watcher._roots[0]._observer
    assert observer is not None
    observer.stop()
    until(lambda: watcher.states()[0].mode == "polling")
    until(lambda: watcher.states()[0].mode == "events")


def test_nothing_that_watchdog_says_reaches_the_screen(
    tree: Tree, start: Start, capfd: pytest.CaptureFixture[str]
) -> None:
    start(tree({"a.txt": "one"}))
    logging.getLogger("watchdog.observers.inotify").error("something about %r", "/home/me/secret.txt")
    assert capfd.readouterr() == ("", "")
