"""The installed models: each is a folder with a manifest that lists all its files.

Invariant: a model is used only if every file named in its manifest has the size and the SHA-256 written there, and the
folder holds no file of a format that can run code.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from assistant.disk.durable import hash_file, sync_folder, write_durably
from assistant.domain.errors import ModelMissing, ModelRefused
from assistant.models.catalog.entries import READER, SCANS, ModelFile, is_safe_name, load_catalog
from assistant.text.clean import read_json_value

MANIFEST = "manifest.json"
_SCHEMA = 1
_PULLED_AS = {"embedding": "starter", "recognition": SCANS}
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]*")


@dataclass(frozen=True, slots=True)
class InstalledModel:
    """A model on disk. `main` is the file that a runtime opens, or the folder itself; `checks` are measured values."""

    name: str
    role: str
    folder: Path
    main: Path
    revision: str
    licence: str
    size_bytes: int
    window_tokens: int
    memory_mb: int
    files: tuple[ModelFile, ...]
    origin: str = ""
    precision: str = ""
    checks: dict[str, float | int | str] = field(default_factory=dict)


def list_installed(models: Path) -> list[InstalledModel]:
    """Every installed model, sorted by role and name; folders without a readable manifest are left out."""
    if not models.is_dir():
        return []
    found = []
    for folder in sorted(models.iterdir()):
        if folder.name.startswith(".") or not folder.is_dir():
            continue
        try:
            found.append(read_manifest(folder))
        except ModelMissing:
            continue
    return sorted(found, key=lambda model: (model.role, model.name))


def find(models: Path, role: str, name: str = "") -> InstalledModel:
    """The installed model of `role` called `name`, or the first of `role` if `name` is empty. Raises ModelMissing."""
    candidates = [model for model in list_installed(models) if model.role == role]
    for model in candidates:
        if not name or model.name == name:
            return model
    if not name:
        hint = f"Run: assistant models pull {_PULLED_AS.get(role, READER)}"
        raise ModelMissing(f"No {role} model is installed.", hint)
    if any(entry.name == name for entry in load_catalog().model):
        hint = f"Run: assistant models pull {name}"
    else:
        hint = "Choose another: assistant models list, then assistant models use NAME"
    raise ModelMissing(f"The {role} model {name!r} is not installed.", hint)


def installed_folder(models: Path, name: str) -> Path:
    """The folder of an installed model. Raises ModelMissing."""
    return read_manifest(model_folder(models, name)).folder


def model_folder(models: Path, name: str) -> Path:
    """The folder of a model of this name, installed or not. Raises ModelMissing if `name` is not a valid model name."""
    if not _NAME.fullmatch(name):
        raise ModelMissing(f"{name!r} is not a name of a model.", "Run: assistant models list")
    return models / name


def verify(model: InstalledModel, progress: Callable[[int], None] | None = None) -> None:
    """Read every file of `model` again; `progress` gets the bytes read. Raises ModelRefused naming the file."""
    refuse_unsafe(model.folder)
    for file in model.files:
        check_file(model.folder / file.path, file, model.name, progress)


def remove(models: Path, name: str) -> int:
    """Delete an installed model and return the bytes freed. Raises ModelMissing."""
    folder = installed_folder(models, name)
    freed = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    (folder / MANIFEST).unlink()  # first, so that an interrupted removal leaves no usable model
    shutil.rmtree(folder)
    sync_folder(models)
    return freed


def check_file(path: Path, expected: ModelFile, model: str, progress: Callable[[int], None] | None = None) -> None:
    """Raises ModelRefused if the file at `path` has another size or SHA-256 than `expected`."""
    remedy = f"Run: assistant models pull {model}"
    try:
        size = path.stat().st_size
        if size != expected.size_bytes:
            raise ModelRefused(
                f"{expected.path!r} of the model {model!r} has {size} bytes instead of {expected.size_bytes}.", remedy
            )
        found = hash_file(path, progress)
    except OSError as error:
        raise ModelRefused(f"{expected.path!r} of the model {model!r} cannot be read.", remedy) from error
    if found != expected.sha256:
        raise ModelRefused(f"{expected.path!r} of the model {model!r} has a wrong SHA-256 ({found[:12]}...).", remedy)


def refuse_unsafe(folder: Path) -> None:
    """Raises ModelRefused if anything in `folder` is a link, or of a format that may run code when it is loaded."""
    for path in sorted(folder.rglob("*")):
        if path.is_symlink() or not (path.is_dir() or is_safe_name(path.name)):
            raise ModelRefused(
                f"The model folder {folder.name!r} holds {path.name!r}, which may run code when it is loaded.",
                "Only safetensors, ONNX, GGUF and plain configuration files are used. Remove the file.",
            )


def describe_file(folder: Path, relative: str) -> ModelFile:
    """The manifest entry of the new file `relative` in `folder`."""
    path = folder / relative
    return ModelFile(path=relative, size_bytes=path.stat().st_size, sha256=hash_file(path))


def write_manifest(model: InstalledModel) -> None:
    """Write the manifest into the model's folder. Every installation does this after all other files are written."""
    record = asdict(model)
    record["files"] = [file.model_dump() for file in model.files]
    record["main"] = model.main.relative_to(model.folder).as_posix()
    del record["folder"]
    text = json.dumps({"schema": _SCHEMA, **record}, indent=2, sort_keys=True)
    write_durably(model.folder / MANIFEST, (text + "\n").encode())


def read_manifest(folder: Path) -> InstalledModel:
    """The model in `folder`. Raises ModelMissing if it has no manifest, ModelRefused if the manifest is not valid."""
    try:
        record: dict[str, Any] = read_json_value((folder / MANIFEST).read_bytes())
    except FileNotFoundError:
        raise ModelMissing(
            f"The model {folder.name!r} is not installed.", f"Run: assistant models pull {folder.name}"
        ) from None
    except (OSError, ValueError) as error:
        raise _bad_manifest(folder) from error
    try:
        if record.pop("schema") != _SCHEMA:
            raise _bad_manifest(folder)
        files = tuple(ModelFile.model_validate(file) for file in record.pop("files"))
        main = folder / record.pop("main")
        if not main.resolve().is_relative_to(folder.resolve()):
            raise _bad_manifest(folder)
        return InstalledModel(folder=folder, main=main, files=files, **record)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise _bad_manifest(folder) from error


def _bad_manifest(folder: Path) -> ModelRefused:
    return ModelRefused(f"The manifest of the model {folder.name!r} cannot be read.", "Pull the model again.")
