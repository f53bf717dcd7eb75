"""The folder that holds the models: its lock, its permissions, and the move of a new model into it.

Invariant: only one process at a time changes the folder. A model appears in it by a single rename, and only its owner
can read it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from assistant.disk.durable import private_folder, swap_folder

_LOCK = ".lock"


@contextmanager
def models_folder_lock(models: Path) -> Iterator[None]:
    """Hold the lock of the folder `models`; another process waits here until the lock is free.

    Raises AssistantError (the folder is not private), OSError.
    """
    private_folder(models)
    with open(models / _LOCK, "ab", opener=_private_opener) as stream:
        _lock(stream)
        yield  # closing the file releases the lock, also when the process is killed


def make_private(folder: Path) -> None:
    """Folders 0700, files 0600."""
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o700 if path.is_dir() else 0o600)


def replace_folder(staging: Path, target: Path) -> None:
    """Rename the folder `staging` to `target`, replacing an existing folder. Raises OSError."""
    swap_folder(staging, target)
    remove_if_empty(staging.parent)


def remove_if_empty(folder: Path) -> None:
    """Remove `folder`, unless the files of another model are still in it."""
    with suppress(OSError):
        folder.rmdir()


def _private_opener(file: str, flags: int) -> int:
    return os.open(file, flags, 0o600)


def _lock(stream: IO[bytes]) -> None:
    if os.name == "nt":
        import msvcrt

        msvcrt.locking(stream.fileno(), msvcrt.LK_LOCK, 1)  # type: ignore[attr-defined,unused-ignore]
        return
    import fcntl

    fcntl.flock(stream, fcntl.LOCK_EX)
