"""Things that stand where a small file of ours is expected: each must be refused at once."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from pathlib import Path

SPARSE_BYTES = 1 << 40  # takes no disk, and no memory holds it


def _huge(path: Path) -> None:
    with path.open("wb") as stream:
        stream.truncate(SPARSE_BYTES)


def _socket(path: Path) -> None:
    """Bound by a short name: the names of sockets end at 108 bytes."""
    with socket.socket(socket.AF_UNIX) as unix:
        before = Path.cwd()
        os.chdir(path.parent)
        try:
            unix.bind(path.name)
        finally:
            os.chdir(before)


def _pipe(path: Path) -> None:
    os.mkfifo(path, 0o600)


def _link_to_a_pipe(path: Path) -> None:
    _pipe(path.with_suffix(".pipe"))
    path.symlink_to(path.with_suffix(".pipe"))


SPECIAL: dict[str, Callable[[Path], None]] = {
    "pipe": _pipe,
    "folder": lambda path: path.mkdir(mode=0o700),
    "socket": _socket,
    "device": lambda path: path.symlink_to("/dev/zero"),
    "link to nothing": lambda path: path.symlink_to("/nowhere/at/all"),
    "link to itself": lambda path: path.symlink_to(path),
    "link to a pipe": _link_to_a_pipe,
    "huge": _huge,
}
