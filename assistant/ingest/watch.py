"""Journey 3: a change on disk -> hint -> reconcile, for as long as the program runs.

Invariant: one run at a time. If a run is paused, stopped or fails, the next run scans its paths again.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Literal

from assistant.domain.errors import AssistantError
from assistant.domain.events import IndexEvent, IndexingFinished, RootMissing, WatchChanged, WatchEvent
from assistant.domain.ports.scan import ChangeHints
from assistant.domain.records.watching import WatchedRoot, WatchState
from assistant.domain.stop import StopSignal

_TICK_S = 0.25
_RETRY_S = 30.0  # after a run that failed: a full disk, a locked ledger
_POLICY_S = 2.0  # between two checks whether the policy has changed
_REST_S = 20.0  # without any change, until deleted text is wiped and the vector index is updated

_UNMOUNTED = "what was mounted there is not there"

OnDirty = Callable[[frozenset[Path]], None]
MakeHints = Callable[[Sequence[Path], OnDirty], ChangeHints]
Reconcile = Callable[[Sequence[Path], Collection[Path], StopSignal], Iterator[IndexEvent]]


class Watching:
    """The Watch port. `reconcile(roots, paths, stop)` scans `paths`, or all roots if `paths` is empty."""

    def __init__(
        self,
        roots: Sequence[Path],
        make_hints: MakeHints,
        reconcile: Reconcile,
        rest: Callable[[], None],
        tell: Callable[[WatchEvent], None],
        *,
        outdated: Callable[[], bool] = lambda: False,
        warn: Callable[[], str] = lambda: "",
        renew: Callable[[StopSignal], Iterator[IndexEvent]] = lambda stop: iter(()),
        rest_s: float = _REST_S,
        retry_s: float = _RETRY_S,
    ) -> None:
        """`rest` is called when no change has come for a while, and `renew` before it, which any change stops; `tell`
        gets every event. The watch's thread calls all of them.

        `outdated` returns True if the library must be reconciled although nothing changed on disk; `warn` says what is
        wrong with the files that all of this rests on (the policy, the library itself), or "".
        """
        self._roots = tuple(roots)
        self._hints = make_hints(roots, self._add)
        self._reconcile = reconcile
        self._rest = rest
        self._outdated, self._warn, self._renew = outdated, warn, renew
        self._renewing: StopSignal | None = None
        self._next_policy_check = 0.0  # when to call `outdated` again
        self._tell = tell
        self._rest_s, self._retry_s = rest_s, retry_s
        self._lock = threading.Lock()
        self._dirty: set[Path] = set()
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._paused = threading.Event()
        self._running: StopSignal | None = None
        self._thread: threading.Thread | None = None
        self._has_scanned_all = False  # whether a run over all roots has finished
        self._missing: dict[str, tuple[int, int] | None] = {}  # a folder that a run found missing -> its identity then
        self._trouble, self._warning = "", ""
        self._published: WatchState | None = None

    # ---------------------------------------------------------------- the port

    def start(self) -> None:
        """Begin; returns at once. Raises RuntimeError if it was started before."""
        if self._thread is not None:
            raise RuntimeError("A watch is started once.")
        self._thread = threading.Thread(target=self._run, name="watching", daemon=True)
        self._thread.start()

    def cover(self, roots: Sequence[Path]) -> None:
        with self._lock:
            self._roots = tuple(roots)
        self._hints.cover(roots)

    def pause(self) -> None:
        self._paused.set()
        self._hints.pause()
        self._interrupt()

    def resume(self) -> None:
        self._paused.clear()
        self._hints.resume()
        self._wake.set()

    def state(self) -> WatchState:
        roots, missing = self._hints.states(), self._missing
        listed = tuple(
            replace(root, mode="missing", reason=_UNMOUNTED)
            if root.root in missing and root.mode in ("events", "polling")
            else root
            for root in roots
        )
        inner = missing.keys() - {root.root for root in roots}
        folders = tuple(WatchedRoot(folder, "missing", _UNMOUNTED) for folder in sorted(inner))
        return WatchState(self._activity(), listed + folders, self._trouble, self._warning)

    def stop(self) -> None:
        self._stopping.set()
        self._interrupt()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join()
        self._hints.stop()

    # ---------------------------------------------------------------- the thread

    def _activity(self) -> Literal["starting", "idle", "updating", "paused", "stopped"]:
        if self._thread is None or self._stopping.is_set():
            return "stopped"
        if self._paused.is_set():
            return "paused"
        if self._running is not None:
            return "updating"
        return "idle" if self._has_scanned_all or self._trouble else "starting"

    def _add(self, paths: frozenset[Path]) -> None:
        with self._lock:
            self._dirty |= paths
        self._stop(self._renewing)
        running = self._running
        if running is not None:
            running.hurry()  # what has changed is read before the scans that wait
        self._wake.set()

    def _interrupt(self) -> None:
        self._stop(self._running)
        self._stop(self._renewing)
        self._wake.set()

    @staticmethod
    def _stop(work: StopSignal | None) -> None:
        if work is not None:
            work.stop()

    def _run(self) -> None:
        self._hints.start()  # in this thread, because listing large folders takes a while
        last_change, rested, retry_at = time.monotonic(), False, 0.0
        while not self._stopping.is_set():
            self._publish()
            self._wake.wait(_TICK_S)
            self._wake.clear()
            self._check_missing_folders()
            now = time.monotonic()
            if self._paused.is_set() or now < retry_at:
                continue
            self._check_policy(now)
            paths = self._take_dirty()
            if paths:
                retry_at = 0.0 if self._run_once(paths) else time.monotonic() + self._retry_s
                last_change, rested = time.monotonic(), False
            elif not rested and self._has_scanned_all and now - last_change >= self._rest_s:
                rested = True
                self._attempt(self._have_a_rest)
        self._publish()

    def _take_dirty(self) -> frozenset[Path]:
        with self._lock:
            paths = frozenset(self._dirty)
            self._dirty.clear()
        return paths

    def _run_once(self, paths: frozenset[Path]) -> bool:
        """One run; if it does not finish, `paths` are scanned again later. False if it failed."""
        self._running = stop = StopSignal()
        if self._stopping.is_set() or self._paused.is_set():
            stop.stop()
        self._publish()
        finished = False

        def run() -> None:
            nonlocal finished
            with self._lock:
                roots = self._roots
            all_roots = not self._all_roots().isdisjoint(paths)
            # As they were before the run looked: one that comes back while it looks must count as changed.
            before = {str(folder): _identity(str(folder)) for folder in (*roots, *self._all_roots(), *self._missing)}
            missing: dict[str, tuple[int, int] | None] = {}
            for event in self._reconcile(roots, () if all_roots else paths, stop):
                finished = isinstance(event, IndexingFinished) and not event.cancelled
                if isinstance(event, RootMissing):
                    missing[event.root] = before.get(event.root, _identity(event.root))
                self._tell(event)
            if finished:
                self._has_scanned_all = self._has_scanned_all or all_roots
                kept = {} if all_roots else self._missing
                self._missing = kept | missing

        try:
            succeeded = self._attempt(run)
        finally:
            self._running = None
        if not finished:
            with self._lock:
                self._dirty |= paths
        return succeeded

    def _have_a_rest(self) -> None:
        self._renewing = stop = StopSignal()
        if self._stopping.is_set() or self._paused.is_set() or self._dirty:
            stop.stop()
        try:
            for event in self._renew(stop):
                self._tell(event)
        finally:
            self._renewing = None
        self._rest()

    def _all_roots(self) -> frozenset[Path]:
        return frozenset(Path(root.root) for root in self._hints.states())

    def _check_missing_folders(self) -> None:
        """Scan all roots if a missing folder is back: a drive that is mounted inside a root causes no event."""
        if any(_identity(folder) != before for folder, before in self._missing.items()):
            self._missing = {}
            self._add(self._all_roots())

    def _check_policy(self, now: float) -> None:
        """Scan all roots if the policy has changed, which causes no event on disk."""
        if not self._has_scanned_all or now < self._next_policy_check:
            return
        self._next_policy_check = now + _POLICY_S
        with suppress(Exception):  # if something is wrong, the run itself fails and reports it
            if self._outdated():
                self._add(self._all_roots())
        with suppress(Exception):
            self._warning = self._warn()

    def _attempt(self, work: Callable[[], None]) -> bool:
        """Call `work`; False if it failed. The failure is part of the state: a watch must not end silently."""
        try:
            work()
        except AssistantError as error:
            self._trouble = str(error)
            return False
        except Exception as error:  # noqa: BLE001 -- see above
            self._trouble = f"Looking for changes failed ({type(error).__name__}); it is tried again."
            return False
        self._trouble = ""
        return True

    def _publish(self) -> None:
        state = self.state()
        if state != self._published:
            self._published = state
            self._tell(WatchChanged(state))


def _identity(path: str) -> tuple[int, int] | None:
    """Device and inode of the folder at `path`; None if there is none."""
    try:
        status = Path(path).stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino
