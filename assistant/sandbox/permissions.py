"""Files that only their owner can read.

Invariant: after `make_private` other users have no access to any file that this process creates.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from assistant.sandbox.limits import no_core_dumps

_OTHERS = stat.S_IRWXG | stat.S_IRWXO


@dataclass(frozen=True, slots=True)
class OpenPath:
    """A file or folder that other users have access to: its mode, and whether another user owns it (`foreign`)."""

    path: Path
    mode: int
    foreign: bool

    def __str__(self) -> str:
        owner = ", owned by another user" if self.foreign else ""
        return f"{str(self.path)!r} has mode {self.mode:04o}{owner}"


def make_private() -> None:
    """Set umask 077 and turn core dumps off. Call this before anything else in the program."""
    os.umask(0o077)
    no_core_dumps()


def find_open_paths(folder: Path) -> Iterator[OpenPath]:
    """All files and folders at and below `folder` that are not private; links are not followed. Windows: none."""
    if os.name != "posix":
        return
    for path in (folder, *sorted(folder.rglob("*"))):
        try:
            status = path.lstat()
        except FileNotFoundError:
            continue
        if stat.S_ISLNK(status.st_mode):
            continue
        foreign = status.st_uid != os.getuid()
        if foreign or status.st_mode & _OTHERS:
            yield OpenPath(path, stat.S_IMODE(status.st_mode), foreign)
