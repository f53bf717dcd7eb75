"""The roots of a scan, with the names that the file system shows.

Invariant: no root is listed twice, even if it was given in two spellings; an unreadable root is missing, not empty.
"""

from __future__ import annotations

import os
import platform
from collections.abc import Container, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Roots:
    """Absolute, resolved roots, in order: those that can be read and those that cannot (an unmounted drive)."""

    present: tuple[Path, ...]
    missing: tuple[Path, ...]


def find_roots(paths: Sequence[Path], known_files: Container[str] = ()) -> Roots:
    """Resolve `paths`: links, "..", case and Unicode form become what is on the disk.

    A root in `known_files` that does not exist is present, and empty, if its folder can be read.
    """
    present: dict[Path, None] = {}
    missing: dict[Path, None] = {}
    for path in paths:
        root = real_path(path)
        there = _is_readable(root) or (
            str(root) in known_files and not os.path.lexists(root) and _is_readable(root.parent)
        )
        (present if there else missing)[root] = None
    return Roots(tuple(present), tuple(missing))


def real_path(path: Path) -> Path:
    """`path` as the file system spells it."""
    resolved = Path(os.path.realpath(path.expanduser()))
    return _spelled_on_disk(resolved) if platform.system() == "Darwin" else resolved


def _is_readable(root: Path) -> bool:
    try:
        if root.is_dir():
            with os.scandir(root):
                return True
        return root.is_file()
    except OSError:
        return False


def _spelled_on_disk(path: Path) -> Path:
    """macOS finds a file in any case and Unicode form; F_GETPATH returns the form that listings show."""
    import fcntl

    get_path: int = getattr(fcntl, "F_GETPATH", 50)
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except OSError:
        return path
    try:
        return Path(os.fsdecode(fcntl.fcntl(descriptor, get_path, bytes(1024)).rstrip(b"\0")))
    except OSError:
        return path
    finally:
        os.close(descriptor)
