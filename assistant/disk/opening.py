"""Opens foreign files: only regular files, and only inside their root.

Invariant: a returned descriptor is a regular file; no link below `root` is followed, and opening never waits for a
device, a pipe or a terminal.
"""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

_FILE_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_NOCTTY", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)
_FOLDER_FLAGS = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_CLOEXEC", 0)


def open_regular(path: Path, root: Path | None = None) -> int:
    """A descriptor for reading `path`, which the caller closes.

    With `root`, every folder between `root` and `path` is opened in turn without following links, so that a folder
    replaced by a link after the scan cannot lead outside. Raises OSError: errno ENOTSUP if it is not a regular file,
    ELOOP if it is a link. If `root` equals `path`, the folder that holds `path` is the root.
    """
    if root == path:
        root = path.parent
    if root is None or os.name != "posix" or not path.is_relative_to(root):
        descriptor = os.open(path, _FILE_FLAGS)
    else:
        descriptor = _open_below(root, path.relative_to(root).parts)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(errno.ENOTSUP, "it is not a regular file", str(path))
    return descriptor


def _open_below(root: Path, parts: tuple[str, ...]) -> int:
    folder = os.open(root, os.O_RDONLY | getattr(os, "O_CLOEXEC", 0))
    try:
        for part in parts[:-1]:
            inner = os.open(part, _FOLDER_FLAGS, dir_fd=folder)
            os.close(folder)
            folder = inner
        return os.open(parts[-1], _FILE_FLAGS, dir_fd=folder)
    finally:
        os.close(folder)
