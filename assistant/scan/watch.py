"""Watching: hints about where to look, so that a change is found within seconds.

Invariant: hints are never the truth. Whatever is missed, at the latest the next timed sweep finds it: each root is
reported as a whole at the start, after a pause, after sleep, when its events stop coming, and every hour.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from assistant.scan.debounce import Debounce
from assistant.scan.observed import Observed
from assistant.scan.roots import real_path

_TICK_S = 0.1
_ASLEEP_S = 30.0  # a tick that took so long means that the machine slept


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds. Editors write a file several times within a second; copies of folders take longer."""

    quiet_s: float = 1.0
    max_wait_s: float = 10.0
    check_s: float = 2.0  # between looks whether the roots are still there
    heartbeat_s: float = 60.0  # between questions whether events still come
    answer_s: float = 5.0  # after which they do not
    poll_s: float = 5.0
    sweep_s: float = 3600.0


@dataclass(frozen=True, slots=True)
class WatchState:
    """How a root is watched, and why if not by events."""

    root: Path
    mode: Literal["events", "polling", "missing", "paused", "stopped"]
    reason: str


class Watcher:
    """Calls `on_dirty` from a thread of its own, one call at a time, with paths below (or equal to) the roots."""

    def __init__(
        self,
        roots: Sequence[Path],
        on_dirty: Callable[[frozenset[Path]], None],
        *,
        sentinel_folder: Path | None = None,
        timing: Timing = Timing(),
        poll: bool = False,
    ) -> None:
        """`sentinel_folder`: a folder of ours (made if missing) in which a file shows whether events still come."""
        self._on_dirty = on_dirty
        self._timing = timing
        self._poll = "polling was asked for" if poll else ""
        self._sentinel = real_path(sentinel_folder) if sentinel_folder is not None else None
        self._debounce = Debounce(timing.quiet_s, timing.max_wait_s)
        self._roots = [Observed(real_path(root), self._hear, timing.poll_s, self._sentinel) for root in roots]
        self._ending = threading.Event()
        self._paused = threading.Event()
        self._thread: threading.Thread | None = None
        self._failure = ""

    def start(self) -> None:
        """Start watching; every root is reported once."""
        if self._sentinel is not None:
            self._sentinel.mkdir(mode=0o700, parents=True, exist_ok=True)
        for root in self._roots:
            root.open(poll=self._poll)
        self._report_all()
        self._thread = threading.Thread(target=self._run, name="watcher", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop, after the call of `on_dirty` that may be under way."""
        self._ending.set()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join()
        for root in self._roots:
            root.close()

    def pause(self) -> None:
        """Report nothing until `resume`, which reports every root."""
        self._paused.set()
        self._debounce.clear()

    def resume(self) -> None:
        self._report_all()
        self._paused.clear()

    def states(self) -> tuple[WatchState, ...]:
        if self._failure or self._ending.is_set() or self._thread is None:
            return tuple(WatchState(root.root, "stopped", self._failure) for root in self._roots)
        if self._paused.is_set():
            return tuple(WatchState(root.root, "paused", "") for root in self._roots)
        return tuple(WatchState(root.root, root.mode, root.reason) for root in self._roots)

    def _hear(self, path: Path) -> None:
        if not self._paused.is_set():
            self._debounce.add(path, time.monotonic())

    def _report_all(self) -> None:
        for root in self._roots:
            self._debounce.add(root.root, time.monotonic())

    def _run(self) -> None:
        try:
            self._watch()
        except Exception as error:
            self._failure = f"the watcher failed ({type(error).__name__})"
            raise

    def _watch(self) -> None:
        now = time.monotonic()
        next_check, next_sweep = now + self._timing.check_s, now + self._timing.sweep_s
        next_beat, answer_due = now, 0.0
        wall = time.time()
        while not self._ending.wait(_TICK_S):
            now, before, wall = time.monotonic(), wall, time.time()
            if now >= next_sweep or wall - before > _ASLEEP_S:
                self._report_all()
                next_sweep = now + self._timing.sweep_s
            if now >= next_check:
                self._check_roots()
                next_check = now + self._timing.check_s
            if answer_due and now >= answer_due:
                self._poll_the_silent()
                answer_due = 0.0
            elif now >= next_beat and not answer_due:
                answer_due = now + self._timing.answer_s if self._beat() else 0.0
                next_beat = now + self._timing.heartbeat_s
            dirty = frozenset() if self._paused.is_set() else self._debounce.take(now)
            if dirty:
                self._on_dirty(dirty)
                wall = time.time()  # a long call is no sleep

    def _check_roots(self) -> None:
        for root in self._roots:
            if root.has_changed_place():
                root.open(poll=self._poll)
                self._hear(root.root)
            elif not root.is_alive():
                root.open(poll="what watched it has ended")
                self._hear(root.root)

    def _beat(self) -> bool:
        """Write the sentinel; False where there is none or it cannot be written."""
        if self._sentinel is None:
            return False
        for root in self._roots:
            root.answered = False
        file = self._sentinel / "heartbeat"
        with contextlib.suppress(OSError):
            file.write_text(str(time.monotonic()))
            return True
        return False

    def _poll_the_silent(self) -> None:
        for root in self._roots:
            if root.mode == "events" and not root.answered:
                root.open(poll="the system's events stopped coming")
                self._hear(root.root)
