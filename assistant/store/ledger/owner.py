"""One owner per library. Invariant: while an `Owner` lives, no other process writes to the same library."""

from __future__ import annotations

import os
from pathlib import Path

from filelock import FileLock, Timeout

from assistant.disk.durable import private_folder
from assistant.domain.errors import LibraryBusy, LibraryReadOnly


class Owner:
    """An exclusive, non-blocking lock on a library; the system releases it when the process ends, even in a crash."""

    def __init__(self, lock: Path) -> None:
        """Raises LibraryBusy, naming the holder's process id, or LibraryReadOnly (disk, permissions)."""
        self._holder = lock.with_suffix(".pid")
        self._lock = FileLock(str(lock), timeout=0, mode=0o600)
        try:
            private_folder(lock.parent)
            self._lock.acquire()
            self._holder.write_text(str(os.getpid()), encoding="ascii")
        except Timeout:
            holder = self._read_holder()
            raise LibraryBusy(
                f"The library in {str(lock.parent)!r} is in use by another assistant (process {holder}).",
                "Close it, or read only: ask, search and status work meanwhile.",
            ) from None
        except OSError as error:
            self._lock.release()
            raise LibraryReadOnly(
                f"The library in {str(lock.parent)!r} cannot be opened for writing ({error.strerror}).",
                "Check that the disk is not full and that the folder may be written; reading works meanwhile.",
            ) from error

    def _read_holder(self) -> str:
        try:
            return self._holder.read_text(encoding="ascii").strip() or "unknown"
        except OSError:
            return "unknown"

    def release(self) -> None:
        self._lock.release()
