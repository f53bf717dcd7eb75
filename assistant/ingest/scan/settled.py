"""Whether a file is still being written.

Invariant: a file counts as settled only if two looks, at least `quiet_s` apart, saw the same size and time.
"""

from __future__ import annotations

import os
import stat
import threading
from pathlib import Path


class Looks:
    """Remembers how files looked when they were heard of. Safe across threads."""

    def __init__(self, quiet_s: float) -> None:
        self._quiet_s = quiet_s
        self._lock = threading.Lock()
        self._looks: dict[Path, tuple[float, tuple[int, ...]]] = {}

    def look(self, path: Path, now: float) -> None:
        """The first look, or one that begins anew; `now` in seconds of any steady clock."""
        print_now = _fingerprint(path)
        with self._lock:
            self._looks[path] = (now, print_now)

    def is_settled(self, path: Path, now: float) -> bool:
        """Whether `path` looks as it did; if not, this is its new first look. What was never looked at is settled."""
        print_now = _fingerprint(path)
        with self._lock:
            since, before = self._looks.get(path, (float("-inf"), print_now))
            if print_now == before and now - since >= self._quiet_s:
                self._looks.pop(path, None)
                return True
            self._looks[path] = (since if print_now == before else now, print_now)
            return False


def _fingerprint(path: Path) -> tuple[int, ...]:
    """What changes while a file is written; nothing for folders and what is not there."""
    try:
        status = os.lstat(path)
    except OSError:
        return ()
    return (status.st_size, status.st_mtime_ns) if stat.S_ISREG(status.st_mode) else ()
