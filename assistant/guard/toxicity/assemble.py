"""Makes the starter toxicity model out of the shipped difference and the pulled base model.

Invariant: the base's weights and tokenizer have the SHA-256 that the starter was trained on, or nothing is written; the
target folder appears complete, in one rename.

The starter is shipped as what differs from all-MiniLM-L6-v2 (its embedding tables are unchanged). The graph is
written by the caller's `write_graph`, because the one place that builds ONNX graphs belongs to another stage.
"""

from __future__ import annotations

import json
import secrets
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.core.errors import ModelMissing, ModelRefused
from assistant.core.files import private_folder, sync_folder
from assistant.guard.toxicity.card import Card, hash_file, verify, write_card
from assistant.guard.toxicity.delta import Weights, unpack

# Writes a classifier graph (inputs input_ids and attention_mask, output: one probability a label) to the given file.
WriteGraph = Callable[[Mapping[str, NDArray[np.float32]], Mapping[str, Any], Path], None]

STARTER_NAME = "toxicity-starter"
DELTA = "delta.safetensors"
_RECORD = "starter.json"
_TOKENIZER_FILES = ("tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "vocab.txt")


class Starter(BaseModel):
    """`starter.json`: what the shipped difference belongs to, and how the model wants to be used."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    revision: str
    labels: tuple[str, ...]
    window_tokens: int
    stride_tokens: int
    delta_sha256: str
    base: str
    base_files: dict[str, str]  # name -> SHA-256


def shipped_starter() -> Path:
    """The folder inside the package that holds the difference, its record and the model card."""
    return Path(__file__).with_name("starter")


def read_starter(folder: Path | None = None) -> Starter:
    """Read and check the shipped files. Raises ModelRefused if the difference is not the one in the record."""
    place = folder or shipped_starter()
    try:
        record = Starter.model_validate_json((place / _RECORD).read_bytes())
        found = hash_file(place / DELTA)
    except (OSError, ValidationError) as error:
        raise ModelRefused("The shipped toxicity model cannot be read.", "Install the program again.") from error
    if found != record.delta_sha256:
        raise ModelRefused("The shipped toxicity model has a wrong SHA-256.", "Install the program again.")
    return record


def starter_weights(base: Path, *, starter: Path | None = None) -> tuple[Weights, dict[str, Any]]:
    """The fine-tuned weights under the base's names (head: `classifier.*`) and the transformers config.

    Raises ModelMissing if the base is not there, ModelRefused if it is another model.
    """
    from safetensors.numpy import load_file

    record = read_starter(starter)
    _check_base(base, record)
    weights = unpack((starter or shipped_starter()) / DELTA, load_file(str(base / "model.safetensors")))
    return weights, _config(base, record)


def assemble(base: Path, target: Path, write_graph: WriteGraph, *, starter: Path | None = None) -> Path:
    """Write the starter's folder (graph, tokenizer, card) to `target`, replacing what is there, and return it.

    `base` is the installed all-MiniLM-L6-v2. Raises ModelMissing, ModelRefused, OSError.
    """
    record = read_starter(starter)
    weights, config = starter_weights(base, starter=starter)
    private_folder(target.parent)
    staging = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    staging.mkdir(mode=0o700)
    try:
        write_graph(weights, config, staging / "model.onnx")
        for name in _TOKENIZER_FILES:
            shutil.copyfile(base / name, staging / name)
        (staging / "config.json").write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")
        _finish(staging, record)
        _replace(staging, target)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return target


def is_current(target: Path, *, starter: Path | None = None) -> bool:
    """Whether `target` holds, unchanged, what `assemble` would make of the shipped starter."""
    from assistant.guard.toxicity.card import read_card

    try:
        card = read_card(target)
        verify(target, card)
    except ModelMissing:
        return False
    return card.revision == read_starter(starter).revision


def _check_base(base: Path, record: Starter) -> None:
    for name, expected in record.base_files.items():
        try:
            found = hash_file(base / name)
        except OSError as error:
            raise ModelMissing(
                f"The toxicity model needs {record.base!r}, which is not installed.",
                "Run: assistant models pull starter",
            ) from error
        if found != expected:
            raise ModelRefused(
                f"{name!r} of {record.base!r} is not the file the toxicity model was made from.",
                f"Run: assistant models pull {record.base}",
            )


def _config(base: Path, record: Starter) -> dict[str, Any]:
    config: dict[str, Any] = json.loads((base / "config.json").read_text(encoding="utf-8"))
    return {
        **config,
        "architectures": ["BertForSequenceClassification"],
        "id2label": {str(number): label for number, label in enumerate(record.labels)},
        "label2id": {label: number for number, label in enumerate(record.labels)},
        "problem_type": "multi_label_classification",
    }


def _finish(staging: Path, record: Starter) -> None:
    for file in staging.iterdir():
        file.chmod(0o600)
    files = {file.name: hash_file(file) for file in sorted(staging.iterdir())}
    card = Card(
        name=STARTER_NAME,
        revision=record.revision,
        labels=record.labels,
        window_tokens=record.window_tokens,
        stride_tokens=record.stride_tokens,
        graph="model.onnx",
        files=files,
    )
    write_card(staging, card)


def _replace(staging: Path, target: Path) -> None:
    old = target.with_name(f".{target.name}.old-{secrets.token_hex(4)}")
    if target.exists():
        target.replace(old)
    staging.replace(target)
    sync_folder(target.parent)
    shutil.rmtree(old, ignore_errors=True)
