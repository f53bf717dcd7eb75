"""Official Detoxify checkpoints: fetched, checked, tried, and turned into a model folder without any pickle in it.

Invariant: nothing of a checkpoint is kept but its tensors and labels; a file with another SHA-256, with code in it, or
whose scores say nothing leaves no trace. Fetching happens in `models pull` only.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.domain.errors import ModelMissing

if TYPE_CHECKING:
    from assistant.guard.toxicity.checkpoint import Official
    from assistant.models.installed import InstalledModel
    from assistant.models.pull.fetch import PullProgress

LICENCE, LICENCE_URL = "Apache-2.0", "https://github.com/unitaryai/detoxify/blob/master/LICENSE"
_CHECKPOINT = "official.ckpt"
_MEMORY_MB = 900  # torch, the weights and room to work


def official_models() -> dict[str, Official]:
    """The checkpoints that `models pull` knows, by name."""
    from assistant.guard.toxicity.checkpoint import OFFICIAL

    return OFFICIAL


def pull_checkpoint(name: str, models: Path, report: Callable[[PullProgress], None]) -> InstalledModel:
    """Fetch and import the checkpoint `name`; an installed one that is whole is left alone.

    Raises ModelMissing (no PyTorch, no network, disk full), ModelRefused (hash, code in the file, constant scores).
    """
    from assistant.models.folder import models_folder_lock
    from assistant.models.installed import read_manifest, verify
    from assistant.models.pull.download import download_unverified
    from assistant.models.pull.fetch import PullProgress
    from assistant.models.pull.hub import download_wanted

    official = official_models()[name]
    for package in ("torch", "detoxify"):
        if find_spec(package) is None:
            raise ModelMissing(
                f"An official Detoxify checkpoint needs {package}.", "Install: pip install 'private-assistant[torch]'"
            )

    def show(done: int) -> None:
        report(PullProgress(name, "download", done, max(done, official.about_bytes)))

    with models_folder_lock(models):
        try:
            present = read_manifest(models / name)
            verify(present)
        except ModelMissing:
            pass
        else:
            report(PullProgress(name, "present", present.size_bytes, present.size_bytes))
            return present
        staging = models / ".partial" / name
        shutil.rmtree(staging, ignore_errors=True)
        try:
            download_wanted(official.base, official.revision, official.wanted, staging)
            download_unverified(official.url, staging / _CHECKPOINT, 2 * official.about_bytes, show)
            report(PullProgress(name, "prepare", official.about_bytes, official.about_bytes))
            return _install(name, staging, models)
        except OSError as error:
            raise ModelMissing(f"{name!r} could not be written: {error.strerror}.", "Free some space.") from error
        finally:
            shutil.rmtree(staging, ignore_errors=True)


def _install(name: str, staging: Path, models: Path) -> InstalledModel:
    from assistant.disk.durable import hash_file
    from assistant.guard.toxicity.checkpoint import import_checkpoint
    from assistant.guard.toxicity.scorers import open_toxicity
    from assistant.models.folder import make_private, replace_folder
    from assistant.models.installed import InstalledModel, describe_file, read_manifest, write_manifest
    from assistant.models.onnx.export import write_classifier_graph

    checkpoint, made = staging / _CHECKPOINT, staging / "made"
    graph = partial(write_classifier_graph, precision="int8")
    import_checkpoint(checkpoint, staging, made, name=name, write_graph=graph)
    open_toxicity(made)  # tried on known texts before it takes its place
    files = tuple(describe_file(made, file.name) for file in sorted(made.iterdir()))
    write_manifest(
        InstalledModel(
            name=name,
            role="toxicity",
            folder=made,
            main=made,
            revision=hash_file(checkpoint)[:12],
            licence=LICENCE,
            size_bytes=sum(file.size_bytes for file in files),
            window_tokens=512,
            memory_mb=_MEMORY_MB,
            files=files,
            origin="release",
        )
    )
    make_private(made)
    replace_folder(made, models / name)
    return read_manifest(models / name)
