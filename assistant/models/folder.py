"""The folder that holds the models, and how a model takes its place in it.

Invariant: one process at a time changes the folder, and a model takes its place in one rename, readable by its owner
alone.
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
    """Hold the lock of the folder `models`; another process waits here until it is free.

    Raises AssistantError (the folder is not private), OSError.
    """
    private_folder(models)
    with open(models / _LOCK, "ab", opener=_private_opener) as stream:
        _lock(stream)
        yield  # closing the file gives the lock back, also when the process is killed


def make_private(folder: Path) -> None:
    """Folders 0700, files 0600."""
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o700 if path.is_dir() else 0o600)


def move_into_place(staging: Path, place: Path) -> None:
    """Put the folder `staging` in the place of whatever is at `place`. Raises OSError."""
    swap_folder(staging, place)
    remove_if_empty(staging.parent)


def remove_if_empty(folder: Path) -> None:
    """Remove `folder`, unless another model is still on its way in it."""
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
