"""What the Hugging Face hub says about the files of a repository at one commit.

Invariant: every file that is named comes with a SHA-256 that is either the hub's own (large files) or was computed over
bytes whose Git object id is the one the commit names (small files).
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from assistant.domain.errors import ModelMissing, ModelRefused
from assistant.models.catalog.entries import HubSource, ModelFile
from assistant.models.pull.download import download, fetch

HUB = "https://huggingface.co"
_COMMIT = re.compile(r"[0-9a-f]{40}")
_MAX_LISTING_BYTES = 8 << 20
_MAX_SMALL_BYTES = 32 << 20  # what the hub keeps in Git itself; it stores larger files by their SHA-256


def file_address(source: HubSource, path: str) -> str:
    """Where a file of the commit is fetched from; `HF_ENDPOINT` names a mirror."""
    return f"{_hub()}/{source.repository}/resolve/{source.revision}/{path}"


def list_commit(source: HubSource) -> tuple[str, tuple[ModelFile, ...]]:
    """The commit and the wanted files of it.

    The commit is `source.revision`, or what `main` points to. Raises ModelMissing (unreachable, no such file),
    ModelRefused (an answer that is not to be trusted).
    """
    address = f"{_hub()}/api/models/{source.repository}/revision/{source.revision or 'main'}?blobs=true"
    listing = fetch(address, f"The list of files of {source.repository!r}", _MAX_LISTING_BYTES)
    try:
        answer = json.loads(listing)
        commit = str(answer["sha"])
        listed = {str(file["rfilename"]): file for file in answer["siblings"]}
    except (ValueError, KeyError, TypeError) as error:
        raise _bad_listing(source) from error
    if not _COMMIT.fullmatch(commit) or (source.revision and commit != source.revision):
        raise _bad_listing(source)
    chosen = sorted(path for path in listed if any(_matches(path, pattern) for pattern in source.wanted))
    missing = [pattern for pattern in source.wanted if "*" not in pattern and pattern not in chosen]
    if missing or not chosen:
        raise ModelMissing(
            f"{source.repository!r} holds no {(missing or source.wanted)[0]!r} any more.", "Choose another model."
        )
    at_commit = source.model_copy(update={"revision": commit})
    return commit, tuple(_describe(at_commit, path, listed[path]) for path in chosen)


def download_wanted(repository: str, revision: str, wanted: tuple[str, ...], target: Path) -> None:
    """Bring the `wanted` files of one commit into the folder `target`. Raises like `list_commit` and `download`."""
    source = HubSource(kind="hub", repository=repository, revision=revision, wanted=wanted)
    for file in list_commit(source)[1]:
        download(file_address(source, file.path), target / file.path, file, repository, lambda done: None)


def _describe(source: HubSource, path: str, listed: Any) -> ModelFile:
    try:
        large = listed.get("lfs")
        if large:
            return ModelFile(path=path, size_bytes=int(large["size"]), sha256=str(large["sha256"]))
        blob = str(listed["blobId"])
    except (KeyError, TypeError, ValueError, ValidationError, AttributeError) as error:
        raise _bad_listing(source) from error
    data = fetch(file_address(source, path), repr(path), _MAX_SMALL_BYTES)
    if hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest() != blob:
        raise ModelRefused(
            f"{path!r} of {source.repository!r} is not the file of that commit.", "Nothing was installed."
        )
    try:
        return ModelFile(path=path, size_bytes=len(data), sha256=hashlib.sha256(data).hexdigest())
    except ValidationError as error:
        raise _bad_listing(source) from error


def _matches(path: str, pattern: str) -> bool:
    """Like a shell: a star does not reach into folders."""
    return path.count("/") == pattern.count("/") and fnmatchcase(path, pattern)


def _hub() -> str:
    return os.environ.get("HF_ENDPOINT", "").rstrip("/") or HUB


def _bad_listing(source: HubSource) -> ModelRefused:
    return ModelRefused(f"The hub's list of files of {source.repository!r} makes no sense.", "Try again later.")
