"""Pins: the commit and the file hashes of a model that the catalog does not name, recorded at the first pull.

Invariant: once a pin is recorded, no other files are installed under that name unless a person asks for the latest
commit. A hash or a commit that the catalog does name is never replaced by the hub's.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from assistant.disk.durable import write_durably
from assistant.domain.errors import ModelRefused
from assistant.models.catalog.entries import CatalogEntry, HubSource, ModelFile
from assistant.text.clean import read_json_value

PINS = ".pins.json"
_SCHEMA = 1


@dataclass(frozen=True, slots=True)
class Pin:
    """The commit of a repository and its files, as they were on the day (ISO) of the first pull."""

    repository: str
    commit: str
    files: tuple[ModelFile, ...]
    day: str


def read_pins(models: Path) -> dict[str, Pin]:
    """The pins by model name. Raises ModelRefused if the record is damaged: a lost pin protects nothing."""
    try:
        record = read_json_value((models / PINS).read_bytes())
        if record["schema"] != _SCHEMA:
            raise ValueError("schema")
        return {
            str(name): Pin(
                repository=str(kept["repository"]),
                commit=str(kept["commit"]),
                files=tuple(ModelFile.model_validate(file) for file in kept["files"]),
                day=str(kept["day"]),
            )
            for name, kept in record["pins"].items()
        }
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, ValidationError) as error:
        raise ModelRefused(
            f"The record of pinned models {str(models / PINS)!r} cannot be read.",
            "Restore it from a backup; if you remove it, models are pinned anew at their next pull.",
        ) from error


def known_pin(entry: CatalogEntry, models: Path) -> Pin | None:
    """The recorded pin of `entry`, if its repository and its commit are still those of the catalog."""
    pin = read_pins(models).get(entry.name)
    source = entry.source
    if pin is None or not isinstance(source, HubSource) or pin.repository != source.repository:
        return None
    return pin if source.revision in ("", pin.commit) else None


def apply_pin(entry: CatalogEntry, pin: Pin) -> CatalogEntry:
    """`entry` with the commit and all files of `pin`. Raises ModelRefused if they contradict the catalog."""
    listed = {file.path: file for file in pin.files}
    for file in entry.file:
        if listed.get(file.path) != file:
            raise ModelRefused(
                f"{file.path!r} of {entry.name!r} is not the file that the catalog names.", "Nothing was installed."
            )
    source = entry.source.model_copy(update={"revision": pin.commit, "wanted": ()})
    return entry.model_copy(update={"source": source, "file": pin.files})


def record_pin(models: Path, name: str, pin: Pin) -> None:
    """Record `pin` for the model `name`; it replaces an earlier pin. Raises ModelRefused, OSError."""
    pins = {**read_pins(models), name: pin}
    record = {
        name: {
            "repository": pin.repository,
            "commit": pin.commit,
            "day": pin.day,
            "files": [file.model_dump() for file in pin.files],
        }
        for name, pin in sorted(pins.items())
    }
    write_durably(models / PINS, (json.dumps({"schema": _SCHEMA, "pins": record}, indent=2) + "\n").encode())
