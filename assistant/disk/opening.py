"""Opens files that others may have put there: only regular files, and foreign ones only inside their root.

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
_NOT_REGULAR = "it is not a regular file"
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
    return _regular(descriptor, path)


def read_small(path: Path, max_bytes: int) -> bytes:
    """The content of a file of ours that a person writes: settings, a policy. Links are followed.

    Raises FileNotFoundError if nothing stands there; OSError, whose `strerror` says what does, for everything else
    that is not a regular file of at most `max_bytes`.
    """
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # before it is opened: to open some devices is to use them
            raise OSError(errno.ENOTSUP, _NOT_REGULAR, str(path))
        descriptor = _regular(os.open(path, _FILE_FLAGS & ~getattr(os, "O_NOFOLLOW", 0)), path)
    except FileNotFoundError:
        if not path.is_symlink():
            raise
        raise OSError(errno.ELOOP, "it is a link, and what it leads to is not there", str(path)) from None
    with os.fdopen(descriptor, "rb") as stream:
        data = stream.read(max_bytes + 1)
    if len(data) > max_bytes:
        raise OSError(errno.EFBIG, f"it is larger than {max_bytes // 1024:,} KiB", str(path))
    return data


def _regular(descriptor: int, path: Path) -> int:
    """`descriptor`, or it is closed and OSError raised."""
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(errno.ENOTSUP, _NOT_REGULAR, str(path))
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
