"""Collects many hints about changes and releases them together.

Invariant: every added path is released, after at most the longest wait.
"""

from __future__ import annotations

import threading
from pathlib import Path


class Debounce:
    """Holds paths until none was added for `quiet_s`, or the first has waited `max_wait_s`. Thread-safe."""

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
        """The paths that are due at `now` (seconds of any steady clock), and removes them; empty if none is due."""
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
