"""Finds the setting that selects a model. Invariant: a model that cannot be opened is refused here already."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from assistant.domain.errors import ModelMissing, ModelRefused, UsageError
from assistant.models.found.discover import FoundModel
from assistant.models.gguf.facts import facts_to_show
from assistant.models.installed import list_installed
from assistant.models.onnx.embedder_card import CARD

Key = Literal["answers.model", "embedding.model"]
_KEYS: dict[str, Key] = {"language": "answers.model", "embedding": "embedding.model"}


_LOOK = "See: assistant models list"


@dataclass(frozen=True, slots=True)
class ModelSetting:
    """The setting and its value: an installed model's name, or the absolute path of a file or folder."""

    key: Key
    value: str
    name: str


def setting_for(models: Path, wanted: str, found: Sequence[FoundModel] = ()) -> ModelSetting:
    """The setting that selects `wanted`: an installed name, an absolute path, or a name among `found`.

    Raises ModelMissing (not on this machine), ModelRefused (a pickle, or a format that does not run here), UsageError
    (several models of that name, or a role without a setting).
    """
    for model in list_installed(models):
        if model.name == wanted:
            return _for_role(model.role, model.name, model.name)
    path = Path(wanted).expanduser()
    if path.is_absolute():
        return _for_path(path, found)
    matches = [model for model in found if model.name == wanted or model.name.split("/")[-1] == wanted]
    if not matches:
        raise ModelMissing(
            f"The model {wanted!r} is not here.", "Run: assistant models list, or assistant models discover"
        )
    if len(matches) > 1:
        paths = ", ".join(str(model.path) for model in matches)
        raise UsageError(f"Several models are called {wanted!r}.", f"Name one by its path: {paths}")
    return _for_path(matches[0].path, found)


def _for_path(path: Path, found: Sequence[FoundModel]) -> ModelSetting:
    known = next((model for model in found if model.path == path), None)
    if known is not None and known.refused:
        raise ModelRefused(f"{str(path)!r} is refused: {known.refused}.", "Choose safetensors or GGUF weights.")
    if known is not None and known.format == "gguf" and known.role == "embedding":
        raise ModelRefused(
            f"{known.name!r} is an embedding model in GGUF; embeddings run from sentence-transformers folders here.",
            "Add such a folder: assistant models add FOLDER NAME",
        )
    if known is not None and known.role != "unknown":
        return _for_role(known.role, str(path), known.name)
    if path.is_file():
        if facts_to_show(path) is None:
            raise ModelRefused(f"{path.name!r} is not a GGUF file.", "Choose a GGUF file, or a model's folder.")
        return ModelSetting("answers.model", str(path), path.stem)
    if not (path / "config.json").is_file():
        raise ModelMissing(f"There is no model in {str(path)!r}.", "Run: assistant models discover")
    sentences = any((path / name).exists() for name in ("modules.json", CARD, "sentence_bert_config.json"))
    return ModelSetting("embedding.model" if sentences else "answers.model", str(path), path.name)


def _for_role(role: str, value: str, name: str) -> ModelSetting:
    if role == "recognition":
        raise UsageError(f"{name!r} reads scans by itself, as soon as it is here; no setting names it.", _LOOK)
    if role not in _KEYS:
        raise UsageError(f"{name!r} is a {role} model; a policy names it, not a setting.", "See: assistant policy list")
    return ModelSetting(_KEYS[role], value, name)
