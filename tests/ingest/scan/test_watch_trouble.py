"""What cannot be watched is polled and said so, and nothing is lost while the system, or the watcher, fails."""

from __future__ import annotations

import ctypes
import errno
import logging
import os
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.ingest.scan import watch
from assistant.ingest.scan.observed import ObservedRoot, network_reason
from assistant.ingest.scan.watch import Timing, Watcher
from tests.ingest.scan.conftest import Tree
from tests.ingest.scan.reports import QUICK, Start
from tests.waiting import until


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
    watcher, reports = start(root, sentinel_folder=tmp_path / "state", timing=replace(QUICK, answer_s=3600.0))
    for _ in range(4):  # the first beat is the watcher's own
        until(lambda: watcher._roots[0].beat_seen)
        watcher._poll_the_silent()
        assert watcher.states()[0].mode == "events"
        assert len(list((tmp_path / "state").glob("beat-*/heartbeat"))) == 1
        watcher._beat()
    assert reports.batches == []
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


@pytest.mark.promise("P10")
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


def test_the_timed_sweep_tries_the_systems_events_again(
    tree: Tree, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tree({"a.txt": "one"})
    begun: list[str] = []
    begin = ObservedRoot._start

    def noted(self: ObservedRoot, *, polling: bool) -> None:
        begun.append("polling" if polling else "events")
        begin(self, polling=polling)

    monkeypatch.setattr(ObservedRoot, "_start", noted)
    watcher, _ = start(root, timing=replace(QUICK, sweep_s=1.5))
    observer = watcher._roots[0]._observer
    assert observer is not None
    observer.stop()
    until(lambda: begun[:3] == ["events", "polling", "events"] and watcher.states()[0].mode == "events")


@pytest.mark.promise("P21")
def test_nothing_that_watchdog_says_reaches_the_screen(
    tree: Tree, start: Start, capfd: pytest.CaptureFixture[str]
) -> None:
    start(tree({"a.txt": "one"}))
    logging.getLogger("watchdog.observers.inotify").error("something about %r", "/home/me/secret.txt")
    assert capfd.readouterr() == ("", "")


def test_network_drives_are_known_by_their_mount(monkeypatch: pytest.MonkeyPatch) -> None:
    mounts = "/dev/sda / ext4 rw 0 0\nnas:/a /mnt/my\\040nas nfs4 rw 0 0\nx /mnt/my\\040nas/usb ext4 rw 0 0\n"
    monkeypatch.setattr(Path, "read_text", lambda self, **options: mounts)
    assert "nfs4" in network_reason(Path("/mnt/my nas/docs"))
    assert network_reason(Path("/mnt/my nas/usb/docs")) == "" == network_reason(Path("/home/me"))
