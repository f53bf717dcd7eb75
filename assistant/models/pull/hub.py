"""Reads from the Hugging Face hub which files a repository has at a commit.

Invariant: every listed file has a SHA-256. For a large file it is the hub's own; for a small file it is computed over
bytes that have the Git object id of the commit.
"""

from __future__ import annotations

import hashlib
import os
import re
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from assistant.domain.errors import ModelMissing, ModelRefused
from assistant.models.catalog.entries import HubSource, ModelFile
from assistant.models.pull.download import download, fetch
from assistant.text.clean import read_json_value

HUB = "https://huggingface.co"
_COMMIT = re.compile(r"[0-9a-f]{40}")
_MAX_LISTING_BYTES = 8 << 20
_MAX_SMALL_BYTES = 32 << 20  # of a file that the hub stores in Git; larger files are stored by their SHA-256


def file_address(source: HubSource, path: str) -> str:
    """The URL of a file of the commit; the variable `HF_ENDPOINT` may name a mirror."""
    return f"{_hub()}/{source.repository}/resolve/{source.revision}/{path}"


def list_commit(source: HubSource) -> tuple[str, tuple[ModelFile, ...]]:
    """The commit, and its files that `source.wanted` names.

    The commit is `source.revision`, or the commit of `main`. Raises ModelMissing (unreachable, no such file),
    ModelRefused (a response that is not valid).
    """
    address = f"{_hub()}/api/models/{source.repository}/revision/{source.revision or 'main'}?blobs=true"
    listing = fetch(address, f"The list of files of {source.repository!r}", _MAX_LISTING_BYTES)
    try:
        answer = read_json_value(listing)
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
    """Fetch the `wanted` files of the commit into the folder `target`. Raises like `list_commit` and `download`."""
    source = HubSource(kind="hub", repository=repository, revision=revision, wanted=wanted)
    for file in list_commit(source)[1]:
        download(file_address(source, file.path), target / file.path, file, repository, lambda done: None)


def _describe(source: HubSource, path: str, listed: Any) -> ModelFile:
    try:
        large = listed.get("lfs")
        if large:
            return ModelFile(path=path, size_bytes=large["size"], sha256=str(large["sha256"]))
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
    """Whether `path` matches `pattern`; as in a shell, a star matches no slash."""
    return path.count("/") == pattern.count("/") and fnmatchcase(path, pattern)


def _hub() -> str:
    return os.environ.get("HF_ENDPOINT", "").rstrip("/") or HUB


def _bad_listing(source: HubSource) -> ModelRefused:
    return ModelRefused(f"The hub's list of files of {source.repository!r} makes no sense.", "Try again later.")
