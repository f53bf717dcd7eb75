"""Whether the vault is to be locked, looked at by the clock while the program does something else."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from assistant.domain.stop import StopSignal

LOOK_S = 1.0
Locks = Callable[[float], bool]  # (seconds without a key) -> whether the vault is to be locked now


class LockTicker:
    """Asks `locks` every second in a thread of its own, so that a long answer is not taken for a machine that slept."""

    def __init__(self, locks: Locks | None) -> None:
        """Without `locks` there is no vault, and nothing is ever due."""
        self._locks = locks
        self._stop = StopSignal()
        self._due = threading.Event()
        self._closed = threading.Event()
        self._at_work = False
        self._since = time.monotonic()
        self._thread = threading.Thread(target=self._tick, name="lock ticker", daemon=True)
        if locks is not None:
            self._thread.start()

    @property
    def has_vault(self) -> bool:
        return self._locks is not None

    def is_due(self) -> bool:
        return self._due.is_set()

    def ask(self) -> None:
        """The person wants it locked."""
        self._due.set()

    def begin_work(self) -> None:
        """From here on nobody is waited for."""
        self._at_work = True

    def stops(self, stop: StopSignal) -> None:
        """`stop` is set when the vault is to be locked, so that what is at work ends."""
        self._stop = stop
        if self.is_due():
            stop.stop()

    def begin_waiting(self) -> None:
        """From here on the time without a line counts."""
        self._at_work, self._since = False, time.monotonic()

    def close(self) -> None:
        self._closed.set()
        if self._thread.is_alive():
            self._thread.join()

    def _tick(self) -> None:
        while self._locks is not None and not self._closed.wait(LOOK_S):
            if self._locks(0.0 if self._at_work else time.monotonic() - self._since):
                self._due.set()
                self._stop.stop()
                return
