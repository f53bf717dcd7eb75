"""Journey 3: a change on disk -> hint -> reconcile, for as long as the program runs.

Invariant: one run at a time. What a run did not finish, because it was paused, failed or overtaken by a change, the
next run looks at again.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection, Iterator, Sequence
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
_POLICY_S = 2.0  # between two looks whether another policy has to judge the library
_REST_S = 20.0  # without any change, before deleted text is wiped and the vector index catches up

_UNMOUNTED = "what was mounted there is not there"

Hear = Callable[[frozenset[Path]], None]
MakeHints = Callable[[Sequence[Path], Hear], ChangeHints]
Reconcile = Callable[[Sequence[Path], Collection[Path], StopSignal], Iterator[IndexEvent]]


class Watching:
    """The Watch port. `reconcile(roots, places, stop)` looks at `places`, at everything where there are none."""

    def __init__(
        self,
        roots: Sequence[Path],
        make_hints: MakeHints,
        reconcile: Reconcile,
        rest: Callable[[], None],
        tell: Callable[[WatchEvent], None],
        *,
        outdated: Callable[[], bool] = lambda: False,
        rest_s: float = _REST_S,
        retry_s: float = _RETRY_S,
    ) -> None:
        """`rest` is called once no change has come for a while; `tell` hears of everything, from this one's thread.

        `outdated` says that the library has to be looked at although nothing changed on disk.
        """
        self._roots = tuple(roots)
        self._hints = make_hints(roots, self._hear)
        self._reconcile = reconcile
        self._rest = rest
        self._outdated = outdated
        self._ask_at = 0.0  # when to ask the next time whether it is
        self._tell = tell
        self._rest_s, self._retry_s = rest_s, retry_s
        self._lock = threading.Lock()
        self._places: set[Path] = set()
        self._wake = threading.Event()
        self._ending = threading.Event()
        self._paused = threading.Event()
        self._running: StopSignal | None = None
        self._thread: threading.Thread | None = None
        self._looked = False  # at everything, at least once
        self._absent: dict[str, tuple[int, int] | None] = {}  # what a run found missing -> what is in its place now
        self._trouble = ""
        self._told: WatchState | None = None

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
        roots, absent = self._hints.states(), self._absent
        told = tuple(
            replace(one, mode="missing", reason=_UNMOUNTED)
            if one.root in absent and one.mode in ("events", "polling")
            else one
            for one in roots
        )
        inner = absent.keys() - {one.root for one in roots}
        places = tuple(WatchedRoot(place, "missing", _UNMOUNTED) for place in sorted(inner))
        return WatchState(self._activity(), told + places, self._trouble)

    def stop(self) -> None:
        self._ending.set()
        self._interrupt()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join()
        self._hints.stop()

    # ---------------------------------------------------------------- the thread

    def _activity(self) -> Literal["starting", "idle", "updating", "paused", "stopped"]:
        if self._thread is None or self._ending.is_set():
            return "stopped"
        if self._paused.is_set():
            return "paused"
        if self._running is not None:
            return "updating"
        return "idle" if self._looked or self._trouble else "starting"

    def _hear(self, places: frozenset[Path]) -> None:
        with self._lock:
            self._places |= places
        self._wake.set()

    def _interrupt(self) -> None:
        running = self._running
        if running is not None:
            running.stop()
        self._wake.set()

    def _run(self) -> None:
        self._hints.start()  # here, because listing large folders takes a while
        last_change, rested, retry_at = time.monotonic(), False, 0.0
        while not self._ending.is_set():
            self._publish()
            self._wake.wait(_TICK_S)
            self._wake.clear()
            self._look_for_the_absent()
            now = time.monotonic()
            if self._paused.is_set() or now < retry_at:
                continue
            self._look_for_another_policy(now)
            places = self._take()
            if places:
                retry_at = 0.0 if self._look(places) else time.monotonic() + self._retry_s
                last_change, rested = time.monotonic(), False
            elif not rested and self._looked and now - last_change >= self._rest_s:
                rested = True
                self._guarded(self._rest)
        self._publish()

    def _take(self) -> frozenset[Path]:
        with self._lock:
            places = frozenset(self._places)
            self._places.clear()
        return places

    def _look(self, places: frozenset[Path]) -> bool:
        """One run; what it did not finish is put back. False if it failed."""
        self._running = stop = StopSignal()
        if self._ending.is_set() or self._paused.is_set():
            stop.stop()
        self._publish()
        finished = False

        def run() -> None:
            nonlocal finished
            with self._lock:
                roots = self._roots
            everything = any(Path(one.root) in places for one in self._hints.states())
            absent: list[str] = []
            for event in self._reconcile(roots, () if everything else places, stop):
                finished = isinstance(event, IndexingFinished) and not event.cancelled
                if isinstance(event, RootMissing):
                    absent.append(event.root)
                self._tell(event)
            if finished:
                self._looked = self._looked or everything
                kept = {} if everything else self._absent
                self._absent = kept | {place: _identity(place) for place in absent}

        try:
            succeeded = self._guarded(run)
        finally:
            self._running = None
        if not finished:
            with self._lock:
                self._places |= places
        return succeeded

    def _look_for_the_absent(self) -> None:
        """A drive that is mounted inside a root again makes no event."""
        if any(_identity(place) != before for place, before in self._absent.items()):
            self._absent = {}
            self._hear(frozenset(Path(one.root) for one in self._hints.states()))

    def _look_for_another_policy(self, now: float) -> None:
        """A policy that was switched or edited makes no event on disk either."""
        if not self._looked or now < self._ask_at:
            return
        self._ask_at = now + _POLICY_S
        try:
            outdated = self._outdated()
        except Exception:  # noqa: BLE001 -- a look that cannot be taken tells why; this is only whether to take one
            return
        if outdated:
            self._hear(frozenset(Path(one.root) for one in self._hints.states()))

    def _guarded(self, work: Callable[[], None]) -> bool:
        """Whatever fails is told and tried again: a watch that ends without a word would be the worst outcome."""
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
        if state != self._told:
            self._told = state
            self._tell(WatchChanged(state))


def _identity(place: str) -> tuple[int, int] | None:
    """Which folder lies at `place`; None where there is none."""
    try:
        status = Path(place).stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino
