"""A generation of the vector index at rest: its files, their sizes and their hashes.

Invariant: Chroma is only ever opened on files whose hashes have just been checked. It rewrites its files in place
without checksums, and files damaged by a kill or a bad disk can crash the process or hide half of the vectors.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import secrets
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from assistant.disk.durable import private_folder, sync_folder
from assistant.domain.errors import AssistantError

LIVE = "chroma.sqlite3"  # every opening writes to it, so a copy is sealed and put back before the next opening
KEPT = "chroma.sqlite3.sealed"
_WRITTEN_OUT = "index_metadata.pickle"  # without this file, Chroma reads a segment from its log
_BLOCK_BYTES = 1 << 20
_NAME = re.compile(r"gen-(\d+)-[0-9a-f]{8}")


@dataclass(frozen=True, slots=True)
class Sealed:
    """What the ledger records about a generation. `files`: path below its folder to (size, SHA-256).

    `vectors`: number of vectors that it searches. `removed`: number of further vectors, marked as deleted in its files.
    """

    name: str
    vectors: int
    removed: int
    files: Mapping[str, tuple[int, str]]

    @staticmethod
    def next_name(current: Sealed | None) -> str:
        """A name that no folder had before, so that a killed build cannot write into the folder of the next build."""
        known = _NAME.fullmatch(current.name) if current is not None else None
        return f"gen-{int(known[1]) + 1 if known else 1}-{secrets.token_hex(4)}"

    def to_json(self) -> str:
        return json.dumps(asdict(self))

    @staticmethod
    def from_json(text: str) -> Sealed | None:
        """None if `text` is not a seal."""
        try:
            value = json.loads(text)
            files = {str(name): (int(size), str(digest)) for name, (size, digest) in value["files"].items()}
            name = str(value["name"])
            if not _NAME.fullmatch(name) or any(".." in file or file.startswith("/") for file in files):
                return None
            return Sealed(name, int(value["vectors"]), int(value["removed"]), files)
        except (ValueError, KeyError, TypeError, AttributeError):
            return None


def seal(folder: Path, vectors: int, removed: int) -> Sealed:
    """Make the closed index in `folder` durable and take its hashes. Raises AssistantError, OSError."""
    if vectors and not any(folder.glob(f"*/{_WRITTEN_OUT}")):
        raise AssistantError("The vector index was not written out.")
    (folder / LIVE).replace(folder / KEPT)
    for segment in [path for path in folder.iterdir() if path.is_dir() and not (path / _WRITTEN_OUT).is_file()]:
        shutil.rmtree(segment)
    files = {}
    for file in _files(folder):
        files[_name(file, folder)] = (file.stat().st_size, _digest(file, sync=True))
    for inner in [path for path in folder.iterdir() if path.is_dir()]:
        sync_folder(inner)
    sync_folder(folder)
    sync_folder(folder.parent)
    return Sealed(folder.name, vectors, removed, files)


def restore(folder: Path, sealed: Sealed) -> bool:
    """Bring `folder` back to its sealed state; False if a file is missing or damaged."""
    if not is_whole(folder, sealed):
        return False
    for file in _files(folder):
        if _name(file, folder) not in sealed.files:
            file.unlink()
    shutil.copyfile(folder / KEPT, folder / LIVE)
    return True


def file_states(folder: Path) -> dict[str, tuple[int, int]]:
    """Path below `folder` to (size, mtime_ns) of the files that must not change: all but the file that Chroma opens."""
    names = {_name(file, folder): file for file in _files(folder)}
    at_rest = {name: file.stat() for name, file in names.items() if name != LIVE and not name.startswith(f"{LIVE}-")}
    return {name: (status.st_size, status.st_mtime_ns) for name, status in at_rest.items()}


def copy_sealed(base: Path, sealed: Sealed, folder: Path) -> bool:
    """Copy a sealed generation to `folder`, ready to be opened; False if a file is missing or the copy differs."""
    private_folder(folder)
    for name in sealed.files:
        target = folder / name
        private_folder(target.parent)
        try:
            shutil.copyfile(base / name, target)
        except FileNotFoundError:
            return False
    if not is_whole(folder, sealed):
        return False
    (folder / KEPT).replace(folder / LIVE)
    return True


def is_whole(folder: Path, sealed: Sealed) -> bool:
    """Whether every sealed file of `folder` is there with its size and hash."""
    try:
        return KEPT in sealed.files and all(
            (folder / name).stat().st_size == size and _digest(folder / name) == digest
            for name, (size, digest) in sealed.files.items()
        )
    except OSError:
        return False


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _name(file: Path, folder: Path) -> str:
    return file.relative_to(folder).as_posix()


def _digest(file: Path, *, sync: bool = False) -> str:
    digest = hashlib.sha256()
    with file.open("rb", buffering=0) as stream:
        while block := stream.read(_BLOCK_BYTES):
            digest.update(block)
        if sync:
            os.fsync(stream.fileno())
    return digest.hexdigest()
