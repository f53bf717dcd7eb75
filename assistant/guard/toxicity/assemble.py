"""Builds the starter toxicity model from the shipped difference and the installed base model.

Invariant: the base's weights and tokenizer have the SHA-256 that the starter was trained on, or nothing is written; the
target folder appears complete, in one rename.

The caller passes `write_graph`, which writes the graph and decides its precision.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from assistant.disk.durable import hash_file
from assistant.domain.errors import ModelMissing
from assistant.guard.toxicity.card import CARD, ToxicityCard, read_toxicity_card, verify
from assistant.models.onnx.card import write_card
from assistant.models.shipped.delta import Weights
from assistant.models.shipped.folder import (
    ShippedRecord,
    WriteGraph,
    copy_tokenizer,
    read_shipped,
    shipped_weights,
    staged_folder,
)

STARTER_NAME = "toxicity-starter"
_WHAT = "toxicity model"


class Starter(ShippedRecord):
    """`starter.json` of the toxicity model."""

    labels: tuple[str, ...]


def shipped_starter() -> Path:
    """The folder inside the package that holds the difference, its record and the model card."""
    return Path(__file__).with_name("starter")


def read_starter(folder: Path | None = None) -> Starter:
    """Read and check the shipped files. Raises ModelRefused if the difference has another SHA-256 than the record."""
    return read_shipped(Starter, folder or shipped_starter(), _WHAT)


def starter_weights(base: Path, *, starter: Path | None = None) -> tuple[Weights, dict[str, Any]]:
    """The fine-tuned weights under the base's names (head: `classifier.*`) and the transformers config.

    Raises ModelMissing if the base is not installed, ModelRefused if it is another model.
    """
    folder = starter or shipped_starter()
    record = read_starter(folder)
    weights, config = shipped_weights(record, folder, base, _WHAT)
    return weights, {
        **config,
        "architectures": ["BertForSequenceClassification"],
        "id2label": {str(number): label for number, label in enumerate(record.labels)},
        "label2id": {label: number for number, label in enumerate(record.labels)},
        "problem_type": "multi_label_classification",
    }


def assemble(base: Path, target: Path, write_graph: WriteGraph, *, starter: Path | None = None) -> Path:
    """Write the starter's folder (graph, tokenizer, card) to `target`, replacing an existing folder, and return it.

    `base` is the installed all-MiniLM-L6-v2; the graph gives one probability per label.
    Raises ModelMissing, ModelRefused, OSError.
    """
    record = read_starter(starter)
    weights, config = starter_weights(base, starter=starter)
    with staged_folder(target) as staging:
        write_graph(weights, config, staging / "model.onnx")
        copy_tokenizer(base, staging)
        (staging / "config.json").write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")
        card = ToxicityCard(
            name=STARTER_NAME,
            revision=record.revision,
            labels=record.labels,
            window_tokens=record.window_tokens,
            stride_tokens=record.stride_tokens,
            graph="model.onnx",
            files={file.name: hash_file(file) for file in sorted(staging.iterdir())},
        )
        write_card(staging / CARD, card)
    return target


def is_current(target: Path, *, starter: Path | None = None) -> bool:
    """Whether `target` holds, unchanged, the model that `assemble` builds from the shipped starter."""
    try:
        card = read_toxicity_card(target)
        verify(target, card)
    except ModelMissing:
        return False
    return card.revision == read_starter(starter).revision
