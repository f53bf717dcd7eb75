"""Installs a fetched model. Invariant: its folder gets its final name last, after the manifest is written."""

from __future__ import annotations

import shutil
from pathlib import Path

from assistant.domain.errors import ModelMissing
from assistant.models.catalog.entries import CatalogEntry, WheelSource, WheelsSource
from assistant.models.folder import make_private, remove_if_empty, replace_folder
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
from assistant.models.packed.export import export_packed
from assistant.models.pull.pieces import peak_bytes
from assistant.models.pull.wheel import PEAK_COPIES

_PARTIAL = ".partial"
# What making a graph takes at most, in sizes of the model: the full graph and the small one lie there together.
_GRAPHS = {"sentence-transformers": 1.5, "packed": 4.0}


def already_installed(models: Path, entry: CatalogEntry) -> InstalledModel | None:
    """The installed model, if it has the files of the catalog and all their hashes are right; else None."""
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
    """The folder into which the files are fetched. Raises ModelMissing if the disk has too little free space."""
    staging = models / _PARTIAL / f"{entry.name}@{entry.revision[:12]}"
    for folder in staging.parent.glob(f"{entry.name}@*"):
        if folder != staging:
            shutil.rmtree(folder)  # an interrupted pull of another revision
    fetched = sum(file.stat().st_size for file in staging.rglob("*") if file.is_file())
    needed, free = space_needed(entry) - fetched, shutil.disk_usage(models).free
    if free < needed:
        raise ModelMissing(
            f"{entry.name!r} needs {needed / 1e6:.0f} MB while it is installed; the disk has {free / 1e6:.0f} MB free.",
            "Free some space and run it again.",
        )
    staging.mkdir(mode=0o700, parents=True, exist_ok=True)
    return staging


def space_needed(entry: CatalogEntry) -> int:
    """The most bytes that the disk holds of `entry` at any moment while it is installed."""
    if isinstance(entry.source, WheelsSource):
        return peak_bytes(entry.source)
    needed = entry.size_bytes
    needed += PEAK_COPIES * entry.download_bytes if isinstance(entry.source, WheelSource) else 0
    return needed + int(_GRAPHS.get(entry.format, 0) * entry.size_bytes)


def remove_staging(staging: Path) -> None:
    """Remove the files fetched so far."""
    shutil.rmtree(staging, ignore_errors=True)
    remove_if_empty(staging.parent)


def install(entry: CatalogEntry, staging: Path, models: Path) -> InstalledModel:
    """Export the fetched model, write its manifest and give its folder its final name. Raises ModelRefused, OSError."""
    refuse_unsafe(staging)
    exported = _export(entry, staging)
    made = exported.files if exported else ()
    main = exported.main if exported else _main_file(entry)
    target = models / entry.name
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
    replace_folder(staging, target)
    return read_manifest(target)


def _export(entry: CatalogEntry, staging: Path) -> Exported | None:
    if entry.role != "embedding":
        return None
    if entry.format == "packed":
        return export_packed(
            staging,
            entry.files[0].path,
            entry.name,
            entry.revision,
            question_prompt=entry.question_prompt or "",
            passage_prompt=entry.passage_prompt or "",
        )
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
        return None  # such a model runs through sentence-transformers, which is slower and needs the extra `torch`


def _main_file(entry: CatalogEntry) -> str:
    """The first GGUF file; "." (the folder itself) for an embedding model or a model without GGUF files."""
    if entry.role == "embedding":
        return "."
    weights = [file.path for file in entry.files if file.path.endswith(".gguf")]
    return weights[0] if weights else "."
