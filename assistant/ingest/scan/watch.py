"""Watching: hints about where to look, so that a change is found within seconds.

Invariant: hints are never the truth. Whatever is missed, at the latest the next timed sweep finds it: each root is
reported as a whole at the start, after a pause, after sleep, when events were lost or stop coming, and every hour.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.domain.records.watching import WatchedRoot
from assistant.ingest.scan.debounce import Debounce
from assistant.ingest.scan.observed import Observed
from assistant.ingest.scan.roots import real_path
from assistant.ingest.scan.sentinel import Sentinel
from assistant.ingest.scan.settled import Looks
from assistant.ingest.scan.watchdog_talk import heed_overflows

_TICK_S = 0.1
_ASLEEP_S = 30.0  # a tick that took so long means that the machine slept
_AFTER_FAILURE_S = 5.0


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds. Editors write a file several times within a second; copies of folders take longer."""

    quiet_s: float = 0.5  # without a change before it is reported
    max_wait_s: float = 10.0  # that a change waits for others to end
    check_s: float = 2.0  # between looks whether the roots are still there
    heartbeat_s: float = 30.0  # between questions whether events still come
    answer_s: float = 5.0  # after which they do not
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
        """`sentinel_folder`: a folder of ours (made if missing) in which a file shows whether events still come.

        `leave_out` are folders of our own below a root: what we write there is no change.
        """
        self._on_dirty = on_dirty
        self._timing = timing
        self._poll = "polling was asked for" if poll else ""
        self._sentinel = Sentinel(real_path(sentinel_folder)) if sentinel_folder is not None else None
        self._leave_out = tuple(real_path(folder) for folder in leave_out)
        self._debounce = Debounce(timing.quiet_s, timing.max_wait_s)
        self._looks = Looks(timing.quiet_s)
        self._places = threading.RLock()  # held while roots are opened and closed
        self._roots = tuple(self._observe(root) for root in dict.fromkeys(map(real_path, roots)))
        self._ending = threading.Event()
        self._paused = threading.Event()
        self._overflowed = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Start watching; every root is reported once."""
        heed_overflows(self._overflowed)
        with self._places:
            for root in self._roots:
                root.open(poll=self._poll)
        self._report_all()
        self._thread = threading.Thread(target=self._run, name="watcher", daemon=True)
        self._thread.start()

    def cover(self, roots: Sequence[Path]) -> None:
        """From here on these are the roots; a new one is watched and reported once."""
        wanted = dict.fromkeys(map(real_path, roots))
        with self._places:
            had = {root.root: root for root in self._roots}
            self._roots = tuple(had.get(path) or self._observe(path) for path in wanted)
            for path in had.keys() - wanted.keys():
                had[path].close()
            for path in wanted.keys() - had.keys():
                if self._thread is not None and not self._ending.is_set():
                    next(root for root in self._roots if root.root == path).open(poll=self._poll)
                self._hear(path)

    def stop(self) -> None:
        """Stop, after the call of `on_dirty` that may be under way."""
        self._ending.set()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join()
        with self._places:
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
        if self._ending.is_set() or self._thread is None:
            return tuple(WatchedRoot(str(root.root), "stopped") for root in roots)
        if self._paused.is_set():
            return tuple(WatchedRoot(str(root.root), "paused") for root in roots)
        return tuple(WatchedRoot(str(root.root), root.mode, root.reason) for root in roots)

    def _observe(self, root: Path) -> Observed:
        return Observed(root, self._hear, self._timing.poll_s, self._sentinel)

    def _hear(self, path: Path) -> None:
        if self._paused.is_set() or any(path.is_relative_to(folder) for folder in self._leave_out):
            return
        now = time.monotonic()
        self._looks.look(path, now)
        self._debounce.add(path, now)

    def _report_all(self) -> None:
        for root in self._roots:
            self._debounce.add(root.root, time.monotonic())

    def _run(self) -> None:
        while not self._ending.is_set():
            try:
                self._watch()
            except Exception as error:  # noqa: BLE001 -- a thread that ended without a word would miss everything
                self._fall_back(f"the watcher failed ({type(error).__name__})")

    def _fall_back(self, reason: str) -> None:
        with self._places:
            for root in self._roots:
                root.open(poll=reason)
                self._hear(root.root)
        self._ending.wait(_AFTER_FAILURE_S)

    def _watch(self) -> None:
        now = time.monotonic()
        next_check, next_sweep = now + self._timing.check_s, now + self._timing.sweep_s
        next_beat, answer_due = now, 0.0
        wall = time.time()
        while not self._ending.wait(_TICK_S):
            now, before, wall = time.monotonic(), wall, time.time()
            if now >= next_sweep or wall - before > _ASLEEP_S:
                self._try_events_again()
                self._report_all()
                next_sweep = now + self._timing.sweep_s
            if now >= next_check or self._overflowed.is_set():
                self._check_roots()
                next_check = now + self._timing.check_s
            if answer_due and now >= answer_due:
                self._poll_the_silent()
                answer_due = 0.0
            elif now >= next_beat and not answer_due:
                answer_due = now + self._timing.answer_s if self._beat() else 0.0
                next_beat = now + self._timing.heartbeat_s
            dirty = frozenset() if self._paused.is_set() else self._take(now)
            if dirty:
                self._on_dirty(dirty)
                wall = time.time()  # a long call is no sleep

    def _take(self, now: float) -> frozenset[Path]:
        """The paths that are due and at rest; those that still change wait for another turn."""
        due = self._debounce.take(now)
        moving = {path for path in due if not self._looks.is_settled(path, now)}
        for path in moving:
            self._debounce.add(path, now)
        return due - moving

    def _check_roots(self) -> None:
        with self._places:
            if self._overflowed.is_set():
                self._overflowed.clear()
                self._report_all()
            for root in self._roots:
                if root.has_changed_place() or root.stale:
                    root.open(poll=self._poll)
                    self._hear(root.root)
                elif not root.is_alive():
                    root.open(poll="what watched it has ended")
                    self._hear(root.root)

    def _try_events_again(self) -> None:
        with self._places:
            for root in self._roots:
                if root.mode == "polling":
                    root.open(poll=self._poll)

    def _beat(self) -> bool:
        """Write the sentinel; False where there is none or it cannot be written."""
        if self._sentinel is None:
            return False
        for root in self._roots:
            root.answered = root.noticed = False
        return self._sentinel.beat()

    def _poll_the_silent(self) -> None:
        with self._places:
            for root in self._roots:
                if root.mode == "events" and not root.answered:
                    root.open(poll=root.why_silent())
                    self._hear(root.root)
