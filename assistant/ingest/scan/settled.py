"""Whether a file is still being written.

Invariant: a file is settled only if two snapshots, at least `quiet_s` apart, have the same size and times.
"""

from __future__ import annotations

import os
import stat
import threading
from pathlib import Path

from assistant.disk.change_time import change_time_ns


class Snapshots:
    """Keeps the size and time of files that have changed. Thread-safe."""

    def __init__(self, quiet_s: float) -> None:
        self._quiet_s = quiet_s
        self._lock = threading.Lock()
        self._snapshots: dict[Path, tuple[float, tuple[int, ...]]] = {}

    def record(self, path: Path, now: float) -> None:
        """Take the first snapshot of `path`, or replace it; `now` in seconds of any steady clock."""
        current = _fingerprint(path)
        with self._lock:
            self._snapshots[path] = (now, current)

    def is_settled(self, path: Path, now: float) -> bool:
        """Whether `path` is as in its snapshot; if not, take a new snapshot. A path without a snapshot is settled."""
        current = _fingerprint(path)
        with self._lock:
            since, before = self._snapshots.get(path, (float("-inf"), current))
            if current == before and now - since >= self._quiet_s:
                self._snapshots.pop(path, None)
                return True
            self._snapshots[path] = (since if current == before else now, current)
            return False


def _fingerprint(path: Path) -> tuple[int, ...]:
    """Size and times, which change while a file is written; empty for folders and missing files."""
    try:
        status = os.lstat(path)
    except OSError:
        return ()
    if not stat.S_ISREG(status.st_mode):
        return ()
    return status.st_size, status.st_mtime_ns, change_time_ns(status)
