"""Uses, locates, verifies, removes, exports and imports installed models.

Invariant: nothing here uses the network.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.config.paths import Paths
from assistant.domain.errors import ModelMissing, ModelRefused

if TYPE_CHECKING:
    from assistant.config.schema import Config
    from assistant.models.installed import InstalledModel

QUOTES = "quotes"  # what stands for "no language model" where a model is named


@dataclass(frozen=True, slots=True)
class ModelOnDisk:
    """An installed model. `folder` is absolute."""

    name: str
    role: str
    folder: Path
    size_bytes: int


@dataclass(frozen=True, slots=True)
class ModelInUse:
    """A model that is used from now on, and what was written for it: setting by setting, the model's own first.

    `config` holds all settings as they are now. `note` says what is to be known of the choice, or is "".
    `other_vectors`: the library was made with another embedding model.
    """

    name: str
    written: Mapping[str, str]
    config: Config
    note: str = ""
    other_vectors: bool = False


def use_model(name: str, paths: Paths) -> ModelInUse:
    """Write the settings that select an installed model, a model found on disk, or a model at an absolute path.

    A language model is made to answer whatever `auto` would do; the name "quotes" leads back to answers without one.
    Raises ModelMissing, ModelRefused, UsageError.
    """
    from assistant.config.file import write_settings
    from assistant.config.schema import load_config
    from assistant.models.found.discover import discover
    from assistant.models.found.setting import setting_for

    if name == QUOTES:
        written = {"answers.generator": "extractive"}
        return ModelInUse(QUOTES, written, write_settings(paths.config_file, written))
    chosen = setting_for(paths.models, name, discover())
    written, note, other_vectors = {chosen.key: chosen.value}, "", False
    if chosen.key == "answers.model":
        written["answers.generator"], note = _generator_for(chosen.value, paths)
    else:
        before = load_config(paths.config_file).embedding
        other_vectors = _embedder(before.model, paths) not in ("", _embedder(chosen.value, paths))
    config = write_settings(paths.config_file, written)
    return ModelInUse(chosen.name, written, config, note, other_vectors)


def _generator_for(model: str, paths: Paths) -> tuple[str, str]:
    """The setting `answers.generator` with which `model` answers, and why it is not "auto", or "".

    Raises ModelRefused if no runtime of this machine opens it.
    """
    from assistant.app.models.choice import verified_facts
    from assistant.generate.choose import auto_runtimes, available_runtimes, is_adequate, read_model_facts
    from assistant.models.installed import find

    if Path(model).is_absolute():
        facts = read_model_facts(Path(model))
    else:
        facts = verified_facts(find(paths.models, "language", model), paths.state)
    if facts.runtime not in available_runtimes():
        needs = {"mlx": "MLX, which is for Apple Silicon", "llama_cpp": "llama.cpp, which is not installed here"}
        raise ModelRefused(f"{model!r} needs {needs[facts.runtime]}.", "Choose another: assistant models list")
    if facts.runtime not in auto_runtimes():
        return facts.runtime, "It is slow here: MLX is made for Apple Silicon."
    if not is_adequate(facts):
        return facts.runtime, "It is small and reads poorly: left to themselves, quotations would answer instead of it."
    return "auto", ""


def _embedder(model: str, paths: Paths) -> str:
    """What the setting `model` makes vectors with, to tell one from another; "" if there is no such model."""
    from assistant.models.installed import find
    from assistant.models.onnx.embedder_card import read_embedder_card

    try:
        folder = Path(model) if Path(model).is_absolute() else find(paths.models, "embedding", model).folder
    except ModelMissing:
        return ""
    try:
        return read_embedder_card(folder).identity
    except ModelMissing:  # it runs without a graph of ours
        return str(folder.resolve())


def model_path(name: str | None, paths: Paths) -> Path:
    """The folder of the installed model `name`, or of all models. Raises ModelMissing."""
    from assistant.models.installed import installed_folder

    return installed_folder(paths.models, name) if name else paths.models


def verify_models(name: str | None, paths: Paths) -> Iterator[str]:
    """Verify the installed model `name`, or all, byte by byte; yields the name of each model that is whole.

    Raises ModelRefused naming the file that differs from its manifest.
    """
    from assistant.models.installed import list_installed, verify

    for model in list_installed(paths.models):
        if name in (None, model.name):
            verify(model)
            yield model.name


def installed_size(name: str, paths: Paths) -> int:
    """Bytes that an installed model takes. Raises ModelMissing."""
    from assistant.models.installed import model_folder, read_manifest

    return read_manifest(model_folder(paths.models, name)).size_bytes


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
    """Install the sentence-transformers model in `folder` as `name`; the prompts override those of the folder.

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
