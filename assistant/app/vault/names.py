"""The lock on the settings that hold names of files: who changes them, and who moves them into a vault or out of it.

Invariant: whoever holds it and the lock of the library's owner took that one first.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from assistant.config.paths import Paths
from assistant.disk.durable import private_folder
from assistant.domain.errors import AssistantError, LibraryBusy

_WAIT_S = 3.0  # a change of a setting takes milliseconds
_LOCK = "names.lock"


@contextmanager
def holding_names(paths: Paths, busy: str) -> Iterator[None]:
    """Within it no other process changes the names. Raises LibraryBusy with the message `busy`, AssistantError."""
    lock = _lock(paths.library)
    try:
        private_folder(paths.library)
        lock.acquire()
    except Timeout:
        raise LibraryBusy(busy, "Try again when it is done.") from None
    except OSError as error:
        what = f"The folder {str(paths.library)!r} cannot be written to ({error.strerror})."
        raise AssistantError(what, "Check that the disk is not full and that the folder may be written.") from error
    try:
        yield
    finally:
        lock.release()


def _lock(library: Path) -> FileLock:
    return FileLock(str(library / _LOCK), timeout=_WAIT_S, mode=0o600)
