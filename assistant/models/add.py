"""Installs an embedding model from a sentence-transformers folder that a person already has.

Invariant: the folder is only read; its weights are neither copied nor changed, and nothing in it is run.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from assistant.disk.durable import hash_file
from assistant.domain.errors import ModelMissing, ModelRefused, UsageError
from assistant.models.folder import make_private, models_folder_lock, replace_folder
from assistant.models.installed import (
    InstalledModel,
    describe_file,
    model_folder,
    read_manifest,
    write_manifest,
)
from assistant.models.onnx.bert import GraphUnsupported
from assistant.models.onnx.export import export_embedder

# The files that running needs, and those that name the author and the licence.
_COPIED = ("tokenizer.json", "config.json", "README.md", "LICENSE")


def add_embedder(
    models: Path,
    folder: Path,
    name: str,
    *,
    question_prompt: str | None = None,
    passage_prompt: str | None = None,
    dimension: int = 0,
) -> InstalledModel:
    """Export the model in the absolute `folder` and install it as `name`; given prompts replace the folder's.

    Raises UsageError (name taken, relative folder), ModelMissing (no such folder), ModelRefused (unsafe, unsupported).
    """
    if not folder.is_absolute():
        raise UsageError(f"{str(folder)!r} is not an absolute folder.", "Name the folder from the root.")
    weights = folder / "model.safetensors"
    if not weights.is_file() or not (folder / "tokenizer.json").is_file():
        raise ModelMissing(
            f"{str(folder)!r} holds no model.safetensors and tokenizer.json.", "Pickled weights are never loaded."
        )
    with models_folder_lock(models):
        target = model_folder(models, name)
        if target.exists():
            raise UsageError(f"There is a model {name!r} already.", f"Choose another name, or: models remove {name}")
        staging = models / f".adding-{name}"
        shutil.rmtree(staging, ignore_errors=True)
        staging.mkdir(mode=0o700)
        try:
            _fill(staging, folder, name, hash_file(weights)[:12], question_prompt, passage_prompt, dimension)
            replace_folder(staging, target)
        finally:
            shutil.rmtree(staging, ignore_errors=True)
        return read_manifest(target)


def _fill(
    staging: Path, folder: Path, name: str, revision: str, question: str | None, passage: str | None, dimension: int
) -> None:
    try:
        exported = export_embedder(
            folder,
            name,
            revision,
            question_prompt=question,
            passage_prompt=passage,
            dimension=dimension,
            target=staging,
        )
    except GraphUnsupported as error:
        raise ModelRefused(
            f"{error.message}", "It can still be used where it lies: set embedding.model to its absolute folder."
        ) from error
    copied = [relative for relative in _COPIED if (folder / relative).is_file()]
    for relative in copied:
        shutil.copyfile(folder / relative, staging / relative)
    files = tuple(describe_file(staging, relative) for relative in (*copied, *exported.files))
    size = sum(file.size_bytes for file in files)
    write_manifest(
        InstalledModel(
            name=name,
            role="embedding",
            folder=staging,
            main=staging / exported.main,
            revision=revision,
            licence="",
            size_bytes=size,
            window_tokens=exported.max_tokens,
            memory_mb=max(1, 2 * size // 1_000_000),
            files=files,
            origin="local",
            precision=exported.precision,
            checks=exported.checks,
        )
    )
    make_private(staging)
