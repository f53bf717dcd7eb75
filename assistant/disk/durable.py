"""Durable and private writing. Invariant: a reader sees the whole old file or the whole new file, never a part."""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
from collections.abc import Callable
from pathlib import Path

from assistant.disk.exposure import find_exposure

_BLOCK = 1 << 20


def hash_file(path: Path, progress: Callable[[int], None] | None = None) -> str:
    """SHA-256 in hex, read block by block; `progress` gets the number of bytes of each block."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            digest.update(block)
            if progress:
                progress(len(block))
    return digest.hexdigest()


def private_folder(path: Path) -> Path:
    """Make `path` (and missing parents) with mode 0700 and return it.

    Raises AssistantError if it belongs to another user or others may write to it.
    """
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    exposure = find_exposure(path)
    if exposure is not None:
        raise exposure.error()
    return path


def write_durably(path: Path, data: bytes) -> None:
    """Replace `path` by `data`: temporary file, fsync, rename, fsync of the folder; mode 0600."""
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def sync_folder(path: Path) -> None:
    """Make a rename or removal inside `path` durable, where the system can."""
    if os.name != "posix":
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def swap_folder(staging: Path, target: Path) -> None:
    """Replace the folder `target`, if it exists, by the folder `staging` on the same disk. Raises OSError."""
    old = target.with_name(f".{target.name}.old-{secrets.token_hex(4)}")
    if target.exists():
        target.replace(old)
    staging.replace(target)
    sync_folder(target.parent)
    shutil.rmtree(old, ignore_errors=True)
