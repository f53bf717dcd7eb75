"""What is done with installed models: use, locate, verify, remove, carry to and from other machines.

Invariant: nothing here uses the network.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.config.paths import Paths

if TYPE_CHECKING:
    from assistant.config.schema import Config
    from assistant.models.installed import InstalledModel


@dataclass(frozen=True, slots=True)
class ModelOnDisk:
    """An installed model. `folder` is absolute."""

    name: str
    role: str
    folder: Path
    size_bytes: int


@dataclass(frozen=True, slots=True)
class ModelInUse:
    """The setting that was written and its value; `config` holds all settings as they are now."""

    key: str
    value: str
    name: str
    config: Config


def use_model(name: str, paths: Paths) -> ModelInUse:
    """Use an installed model, a model found on disk, or the one at an absolute path from now on (writes one setting).

    Raises ModelMissing, ModelRefused, UsageError.
    """
    from assistant.config.file import write_setting
    from assistant.models.found.discover import discover
    from assistant.models.found.setting import setting_for

    chosen = setting_for(paths.models, name, discover())
    config = write_setting(paths.config_file, chosen.key, chosen.value)
    return ModelInUse(chosen.key, chosen.value, chosen.name, config)


def model_path(name: str | None, paths: Paths) -> Path:
    """The folder of the installed model `name`, or of all models. Raises ModelMissing."""
    from assistant.models.installed import installed_folder

    return installed_folder(paths.models, name) if name else paths.models


def verify_models(name: str | None, paths: Paths) -> Iterator[str]:
    """Read the installed model `name`, or each of them, to its last byte; yields the name of each that is whole.

    Raises ModelRefused naming the file that is not what its manifest says.
    """
    from assistant.models.installed import list_installed, verify

    for model in list_installed(paths.models):
        if name in (None, model.name):
            verify(model)
            yield model.name


def remove_model(name: str, paths: Paths) -> int:
    """Delete an installed model; returns the bytes freed. Raises ModelMissing."""
    from assistant.models.installed import remove

    return remove(paths.models, name)


def export_models(names: Sequence[str], file: Path, paths: Paths) -> list[ModelOnDisk]:
    """Write the installed models `names` (all, if empty), verified, into the new `file`.

    Raises ModelMissing, ModelRefused, AssistantError.
    """
    from assistant.models.bundle import export_bundle

    return [on_disk(model) for model in export_bundle(paths.models, names, file.absolute())]


def import_models(file: Path, paths: Paths) -> list[ModelOnDisk]:
    """Install every model of a `file` that `export_models` wrote, or none. Raises ModelRefused, ModelMissing."""
    from assistant.models.bundle import import_bundle

    return [on_disk(model) for model in import_bundle(paths.models, file.absolute())]


def add_model(
    folder: Path, name: str, paths: Paths, *, question_prompt: str | None, passage_prompt: str | None, dimension: int
) -> ModelOnDisk:
    """Install the sentence-transformers model in `folder` as `name`; prompts win over those that the folder names.

    Raises UsageError, ModelMissing, ModelRefused.
    """
    from assistant.models.add import add_embedder

    added = add_embedder(
        paths.models,
        folder.absolute(),
        name,
        question_prompt=question_prompt,
        passage_prompt=passage_prompt,
        dimension=dimension,
    )
    return on_disk(added)


def on_disk(model: InstalledModel) -> ModelOnDisk:
    """`model` as faces see it."""
    return ModelOnDisk(model.name, model.role, model.folder, model.size_bytes)
