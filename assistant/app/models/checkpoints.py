"""Official Detoxify checkpoints: fetched, checked, tried, and converted into a model folder without pickle files.

Invariant: only the tensors and labels of a checkpoint are kept. A file with a wrong SHA-256, with code in it or with
constant scores leaves no trace. Only `models pull` fetches.
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
_MEMORY_MB = 900  # torch, weights and working memory


def official_models() -> dict[str, Official]:
    """The checkpoints that `models pull` knows, by name."""
    from assistant.guard.toxicity.checkpoint import OFFICIAL

    return OFFICIAL


def pull_checkpoint(name: str, models: Path, report: Callable[[PullProgress], None]) -> InstalledModel:
    """Fetch and import the checkpoint `name`; an installed model that is whole is kept.

    Raises ModelMissing (no PyTorch, no network, disk full), ModelRefused (hash, code in the file, constant scores).
    """
    from assistant.models.folder import models_folder_lock
    from assistant.models.installed import read_manifest, verify
    from assistant.models.pull.download import download_unnamed
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
            download_unnamed(official.url, staging / _CHECKPOINT, 2 * official.about_bytes, show)
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
    from assistant.models.folder import make_private, move_into_place
    from assistant.models.installed import InstalledModel, describe_file, read_manifest, write_manifest
    from assistant.models.onnx.export import write_classifier_graph

    checkpoint, made = staging / _CHECKPOINT, staging / "made"
    graph = partial(write_classifier_graph, precision="int8")
    import_checkpoint(checkpoint, staging, made, name=name, write_graph=graph)
    open_toxicity(made)  # tried on known texts before it is installed
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
    move_into_place(made, models / name)
    return read_manifest(models / name)
