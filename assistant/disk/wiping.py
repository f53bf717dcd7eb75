"""Overwrites files before they are removed.

Invariant: what is removed here was overwritten once and synced. Drives keep retired blocks, and file systems copies: no
program reaches those.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from assistant.disk.durable import sync_folder

_BLOCK = bytes(1 << 20)


def wipe_file(path: Path) -> None:
    """Overwrite and remove one file; a link is removed and what it leads to is left. Raises OSError."""
    if path.is_symlink():
        path.unlink()
        return
    with suppress(FileNotFoundError):
        descriptor = os.open(path, os.O_WRONLY | getattr(os, "O_NOFOLLOW", 0))
        try:
            left = os.fstat(descriptor).st_size
            while left > 0:
                left -= os.write(descriptor, _BLOCK[:left])
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        path.unlink()


def wipe_folder(path: Path) -> None:
    """Overwrite and remove all files of a folder, and the folder. Raises OSError."""
    if path.is_symlink() or not path.is_dir():
        wipe_file(path)
        return
    for inner in list(path.iterdir()):
        wipe_folder(inner)
    path.rmdir()
    sync_folder(path.parent)
