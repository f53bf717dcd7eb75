"""Watches roots and reports changed paths as hints, so that a change is found within seconds.

Invariant: hints may be incomplete. The next sweep finds every missed change: each root is reported as a whole at the
start, after a pause, after sleep, when events were lost or stop coming, and every hour.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.domain.records.watching import WatchedRoot
from assistant.ingest.scan.debounce import Debounce
from assistant.ingest.scan.observed import ObservedRoot
from assistant.ingest.scan.roots import real_path
from assistant.ingest.scan.sentinel import Sentinel
from assistant.ingest.scan.settled import Snapshots
from assistant.ingest.scan.watchdog_log import set_on_overflow

_TICK_S = 0.1
_ASLEEP_S = 30.0  # a longer tick means that the machine slept
_AFTER_FAILURE_S = 5.0


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds. Editors write a file several times within a second; copies of folders take longer."""

    quiet_s: float = 0.5  # without a further change, until a change is reported
    max_wait_s: float = 10.0  # until a change is reported although changes still come
    check_s: float = 2.0  # between checks whether the roots still exist
    heartbeat_s: float = 30.0  # between beats of the sentinel
    answer_s: float = 5.0  # after a beat without an event, the root is polled
    poll_s: float = 5.0
    sweep_s: float = 3600.0


class Watcher:
    """The ChangeHints port. Calls `on_dirty` from a thread of its own with paths below (or equal to) the roots."""

    def __init__(
        self,
        roots: Sequence[Path],
        on_dirty: Callable[[frozenset[Path]], None],
        *,
        sentinel_folder: Path | None = None,
        leave_out: Sequence[Path] = (),
        timing: Timing = Timing(),
        poll: bool = False,
    ) -> None:
        """`sentinel_folder`: a folder of our own (created if missing) for the heartbeat file.

        `leave_out` are folders of our own below a root: writes there are not reported.
        """
        self._on_dirty = on_dirty
        self._timing = timing
        self._poll = "polling was asked for" if poll else ""
        self._sentinel = Sentinel(real_path(sentinel_folder)) if sentinel_folder is not None else None
        self._leave_out = tuple(real_path(folder) for folder in leave_out)
        self._debounce = Debounce(timing.quiet_s, timing.max_wait_s)
        self._snapshots = Snapshots(timing.quiet_s)
        self._roots_lock = threading.RLock()  # held while roots are opened and closed
        self._roots = tuple(self._observe(root) for root in dict.fromkeys(map(real_path, roots)))
        self._stopping = threading.Event()
        self._paused = threading.Event()
        self._overflowed = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Start watching; every root is reported once."""
        set_on_overflow(self._overflowed)
        with self._roots_lock:
            for root in self._roots:
                root.open(poll=self._poll)
        self._report_all()
        self._thread = threading.Thread(target=self._run, name="watcher", daemon=True)
        self._thread.start()

    def cover(self, roots: Sequence[Path]) -> None:
        """Replace the roots; a new root is watched and reported once."""
        wanted = dict.fromkeys(map(real_path, roots))
        with self._roots_lock:
            before = {root.root: root for root in self._roots}
            self._roots = tuple(before.get(path) or self._observe(path) for path in wanted)
            for path in before.keys() - wanted.keys():
                before[path].close()
            for path in wanted.keys() - before.keys():
                if self._thread is not None and not self._stopping.is_set():
                    next(root for root in self._roots if root.root == path).open(poll=self._poll)
                self._add(path)

    def stop(self) -> None:
        """Stop, after a running call of `on_dirty`."""
        self._stopping.set()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join()
        with self._roots_lock:
            for root in self._roots:
                root.close()

    def pause(self) -> None:
        """Report nothing until `resume`, which reports every root."""
        self._paused.set()
        self._debounce.clear()

    def resume(self) -> None:
        self._report_all()
        self._paused.clear()

    def states(self) -> tuple[WatchedRoot, ...]:
        roots = self._roots
        if self._stopping.is_set() or self._thread is None:
            return tuple(WatchedRoot(str(root.root), "stopped") for root in roots)
        if self._paused.is_set():
            return tuple(WatchedRoot(str(root.root), "paused") for root in roots)
        return tuple(WatchedRoot(str(root.root), root.mode, root.reason) for root in roots)

    def _observe(self, root: Path) -> ObservedRoot:
        return ObservedRoot(root, self._add, self._timing.poll_s, self._sentinel)

    def _add(self, path: Path) -> None:
        if self._paused.is_set() or any(path.is_relative_to(folder) for folder in self._leave_out):
            return
        now = time.monotonic()
        self._snapshots.record(path, now)
        self._debounce.add(path, now)

    def _report_all(self) -> None:
        for root in self._roots:
            self._debounce.add(root.root, time.monotonic())

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self._loop()
            except Exception as error:  # noqa: BLE001 -- without this thread every change would be missed
                self._fall_back(f"the watcher failed ({type(error).__name__})")

    def _fall_back(self, reason: str) -> None:
        with self._roots_lock:
            for root in self._roots:
                root.open(poll=reason)
                self._add(root.root)
        self._stopping.wait(_AFTER_FAILURE_S)

    def _loop(self) -> None:
        now = time.monotonic()
        next_check, next_sweep = now + self._timing.check_s, now + self._timing.sweep_s
        next_beat, beat_due = now, 0.0
        wall = time.time()
        while not self._stopping.wait(_TICK_S):
            now, before, wall = time.monotonic(), wall, time.time()
            if now >= next_sweep or wall - before > _ASLEEP_S:
                self._try_events_again()
                self._report_all()
                next_sweep = now + self._timing.sweep_s
            if now >= next_check or self._overflowed.is_set():
                self._check_roots()
                next_check = now + self._timing.check_s
            if beat_due and now >= beat_due:
                self._poll_the_silent()
                beat_due = 0.0
            elif now >= next_beat and not beat_due:
                beat_due = now + self._timing.answer_s if self._beat() else 0.0
                next_beat = now + self._timing.heartbeat_s
            dirty = frozenset() if self._paused.is_set() else self._take(now)
            if dirty:
                self._on_dirty(dirty)
                wall = time.time()  # a long call does not count as sleep

    def _take(self, now: float) -> frozenset[Path]:
        """The paths that are due and settled; paths that still change are held longer."""
        due = self._debounce.take(now)
        moving = {path for path in due if not self._snapshots.is_settled(path, now)}
        for path in moving:
            self._debounce.add(path, now)
        return due - moving

    def _check_roots(self) -> None:
        with self._roots_lock:
            if self._overflowed.is_set():
                self._overflowed.clear()
                self._report_all()
            for root in self._roots:
                if root.was_replaced() or root.is_outdated:
                    root.open(poll=self._poll)
                    self._add(root.root)
                elif not root.is_alive():
                    root.open(poll="what watched it has ended")
                    self._add(root.root)

    def _try_events_again(self) -> None:
        with self._roots_lock:
            for root in self._roots:
                if root.mode == "polling":
                    root.open(poll=self._poll)

    def _beat(self) -> bool:
        """Write the heartbeat file; False if there is no sentinel or it cannot be written."""
        if self._sentinel is None:
            return False
        for root in self._roots:
            root.beat_seen = root.sentinel_seen = False
        return self._sentinel.beat()

    def _poll_the_silent(self) -> None:
        with self._roots_lock:
            for root in self._roots:
                if root.mode == "events" and not root.beat_seen:
                    root.open(poll=root.silence_reason())
                    self._add(root.root)
