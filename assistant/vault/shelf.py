"""Small files of ours by name: in a folder, or in a vault's own database.

A folder below a vault is never made on the disk: what would lie in it lies in the vault's database of small files.
Invariant: what belongs into a vault is written there or not at all.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import Protocol

from assistant.disk.durable import private_folder, write_durably
from assistant.vault.cabinet import VaultShelf
from assistant.vault.place import belongs_in_vault

_NO_LINK = getattr(os, "O_NOFOLLOW", 0)
_APPEND = os.O_RDWR | os.O_CREAT | os.O_APPEND | _NO_LINK
_REPLACE = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | _NO_LINK


class Shelf(Protocol):
    """Files by their names. Every method raises OSError where the disk refuses, or the vault is locked."""

    def make(self) -> None:
        """Make the place for them."""
        ...

    def read(self, name: str) -> bytes | None:
        """None if there is no such file."""
        ...

    def size(self, name: str) -> int:
        """0 if there is no such file."""
        ...

    def append(self, name: str, content: bytes) -> int:
        """Make the file if it is missing; returns its size. All of `content` is written, or OSError raised."""
        ...

    def put(self, name: str, content: bytes, *, durable: bool = False) -> None:
        """Replace the file as a whole; with `durable` it is on the disk for good when this returns."""
        ...

    def cut(self, name: str, size: int) -> None:
        """Cut the file off after `size` bytes."""
        ...

    def rename(self, name: str, other: str) -> None:
        """`other` is replaced."""
        ...

    def remove(self, name: str) -> None:
        """Does nothing if it is missing."""
        ...

    def names(self) -> list[str]: ...

    def locked(self, name: str) -> AbstractContextManager[None]:
        """A context in which no other process writes; `name` is the file of the lock, where one is needed."""
        ...


def shelf_of(folder: Path) -> Shelf:
    """Where the small files of `folder` are."""
    return VaultShelf(folder.parent, folder.name) if belongs_in_vault(folder.parent) else FolderShelf(folder)


class FolderShelf:
    """Files in a folder; links are not followed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def make(self) -> None:
        private_folder(self._folder)

    def read(self, name: str) -> bytes | None:
        file = self._folder / name
        return file.read_bytes() if file.is_file() else None

    def size(self, name: str) -> int:
        file = self._folder / name
        return file.stat().st_size if file.exists() else 0

    def append(self, name: str, content: bytes) -> int:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)  # somebody may have removed all of it
        descriptor = os.open(self._folder / name, _APPEND, 0o600)
        try:
            if os.write(descriptor, content) < len(content):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            return os.fstat(descriptor).st_size
        finally:
            os.close(descriptor)

    def put(self, name: str, content: bytes, *, durable: bool = False) -> None:
        if durable:
            write_durably(self._folder / name, content)
            return
        # A single name, because the caller holds the lock: a full disk leaves no second one.
        temporary = self._folder / f".{name}.tmp"
        try:
            with os.fdopen(os.open(temporary, _REPLACE, 0o600), "wb") as stream:
                stream.write(content)
            temporary.replace(self._folder / name)
        except OSError:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)
            raise

    def cut(self, name: str, size: int) -> None:
        descriptor = os.open(self._folder / name, os.O_RDWR | _NO_LINK)
        try:
            os.ftruncate(descriptor, size)
        finally:
            os.close(descriptor)

    def rename(self, name: str, other: str) -> None:
        (self._folder / name).replace(self._folder / other)

    def remove(self, name: str) -> None:
        (self._folder / name).unlink(missing_ok=True)

    def names(self) -> list[str]:
        return sorted(file.name for file in self._folder.iterdir()) if self._folder.is_dir() else []

    @contextmanager
    def locked(self, name: str) -> Iterator[None]:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(self._folder / name, os.O_RDWR | os.O_CREAT | _NO_LINK, 0o600)
        try:
            try:
                import fcntl
            except ImportError:  # Windows: one process owns the library anyway
                pass
            else:
                fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)
