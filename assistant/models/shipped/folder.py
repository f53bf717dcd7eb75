"""Reads and checks a model that ships as its difference to public base weights, and makes its folder.

Invariant: weights are returned only if difference and base have the SHA-256 in the record; a folder appears complete,
in one rename, or not at all.

The record is `starter.json`, beside the difference and the model card.
"""

from __future__ import annotations

import json
import secrets
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.disk.durable import hash_file, private_folder, swap_folder
from assistant.domain.errors import ModelMissing, ModelRefused
from assistant.models.shipped.delta import Weights, unpack

DELTA = "delta.safetensors"
RECORD = "starter.json"
TOKENIZER_FILES = ("tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "vocab.txt")
# Writes the graph of these weights and this transformers config to the given file (see `models.onnx.export`).
WriteGraph = Callable[[Mapping[str, NDArray[np.float32]], Mapping[str, Any], Path], None]


class ShippedRecord(BaseModel):
    """The record: the base model, the hashes, and the settings for running the model (windows in word-pieces)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    revision: str
    window_tokens: int
    stride_tokens: int
    delta_sha256: str
    base: str
    base_files: dict[str, str]  # name -> SHA-256


_Record = TypeVar("_Record", bound=ShippedRecord)


def read_shipped(kind: type[_Record], folder: Path, what: str) -> _Record:
    """Read and check the shipped files in `folder`; `what` names the model in errors. Raises ModelRefused."""
    try:
        record = kind.model_validate_json((folder / RECORD).read_bytes())
        found = hash_file(folder / DELTA)
    except (OSError, ValidationError) as error:
        raise ModelRefused(f"The shipped {what} cannot be read.", "Install the program again.") from error
    if found != record.delta_sha256:
        raise ModelRefused(f"The shipped {what} has a wrong SHA-256.", "Install the program again.")
    return record


def shipped_weights(record: ShippedRecord, folder: Path, base: Path, what: str) -> tuple[Weights, dict[str, Any]]:
    """The fine-tuned weights under the base's names, and the base's transformers config.

    Raises ModelMissing if the base is not installed, ModelRefused if it is another model.
    """
    from safetensors.numpy import load_file

    _check_base(base, record, what)
    weights = unpack(folder / DELTA, load_file(str(base / "model.safetensors")))
    return weights, json.loads((base / "config.json").read_text(encoding="utf-8"))


@contextmanager
def staged_folder(target: Path) -> Iterator[Path]:
    """An empty folder for the block to fill. It replaces `target` if the block raises nothing. Raises OSError."""
    private_folder(target.parent)
    staging = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    staging.mkdir(mode=0o700)
    try:
        yield staging
        for file in staging.iterdir():
            file.chmod(0o600)
        swap_folder(staging, target)
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def copy_tokenizer(base: Path, staging: Path) -> None:
    """Copy the tokenizer of the base unchanged."""
    for name in TOKENIZER_FILES:
        shutil.copyfile(base / name, staging / name)


def _check_base(base: Path, record: ShippedRecord, what: str) -> None:
    for name, expected in record.base_files.items():
        try:
            found = hash_file(base / name)
        except OSError as error:
            raise ModelMissing(
                f"The {what} needs {record.base!r}, which is not installed.",
                "Run: assistant models pull starter",
            ) from error
        if found != expected:
            raise ModelRefused(
                f"{name!r} of {record.base!r} is not the file the {what} was made from.",
                f"Run: assistant models pull {record.base}",
            )
