"""Databases on a disk that cannot be written. Invariant: nothing is asked that would have to write."""

from __future__ import annotations

import os
from pathlib import Path


def is_at_rest(file: Path) -> bool:
    """Whether `file` is on a read-only disk, where SQLite cannot create the files of a log, and has no log."""
    log = file.with_name(f"{file.name}-wal")
    return not os.access(file.parent, os.W_OK) and not (log.is_file() and log.stat().st_size)


def immutable(file: Path) -> str:
    """The name by which SQLite opens a file that is at rest."""
    return f"{file.absolute().as_uri()}?immutable=1"
