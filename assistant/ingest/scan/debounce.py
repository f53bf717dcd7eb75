"""Many hints about changes made into few calls.

Invariant: every path that was added comes out, and none is held longer than the longest wait.
"""

from __future__ import annotations

import threading
from pathlib import Path


class Debounce:
    """Holds paths until nothing was added for `quiet_s`, or the oldest has waited `max_wait_s`. Safe across threads."""

    def __init__(self, quiet_s: float, max_wait_s: float) -> None:
        self._quiet_s = quiet_s
        self._max_wait_s = max_wait_s
        self._lock = threading.Lock()
        self._paths: set[Path] = set()
        self._first = self._last = 0.0

    def add(self, path: Path, now: float) -> None:
        with self._lock:
            if not self._paths:
                self._first = now
            self._paths.add(path)
            self._last = now

    def take(self, now: float) -> frozenset[Path]:
        """What is due at `now` (seconds of any steady clock); empty while it is not."""
        with self._lock:
            due = now - self._last >= self._quiet_s or now - self._first >= self._max_wait_s
            if not self._paths or not due:
                return frozenset()
            paths = frozenset(self._paths)
            self._paths.clear()
            return paths

    def clear(self) -> None:
        with self._lock:
            self._paths.clear()
