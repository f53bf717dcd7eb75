"""Models whose bytes the catalog cannot name yet: pinned at the first pull, on this machine, and checked ever after.

Invariant: once a commit and its hashes are recorded, no other bytes are installed under that name, unless a person asks
for the latest ones; what the catalog does know (the weights' hash, the commit) is never replaced by what the hub says.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from assistant.disk.durable import write_durably
from assistant.domain.errors import ModelRefused
from assistant.models.catalog.entries import CatalogEntry, HubSource, ModelFile

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
    """By a model's name. Raises ModelRefused if the record is damaged: a pin that is lost would be no pin."""
    try:
        record = json.loads((models / PINS).read_bytes())
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
    """What was recorded for `entry`, if it is still the repository and the commit that the catalog means."""
    pin = read_pins(models).get(entry.name)
    source = entry.source
    if pin is None or not isinstance(source, HubSource) or pin.repository != source.repository:
        return None
    return pin if source.revision in ("", pin.commit) else None


def pinned(entry: CatalogEntry, pin: Pin) -> CatalogEntry:
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
    """Keep `pin` as that of the model `name`, instead of an earlier one. Raises ModelRefused, OSError."""
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
