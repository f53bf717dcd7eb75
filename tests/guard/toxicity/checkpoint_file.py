"""The starter as a checkpoint of Detoxify's own form: what the import is tried on without a network."""

from __future__ import annotations

import json
from pathlib import Path

from assistant.disk.durable import private_folder
from assistant.guard.toxicity.assemble import starter_weights
from assistant.models.shipped.folder import copy_tokenizer


def write_starter_checkpoint(base: Path, target: Path, *, starter: Path | None = None) -> Path:
    """Write the starter as Detoxify saves its models: `target`/toxicity.ckpt beside a config and tokenizer folder.

    `detoxify.Detoxify(checkpoint=str(file), huggingface_config_path=str(target))` then loads it without any network:
    the checkpoint's `model_type` is the folder itself. Returns the file. Raises ModelMissing, ModelRefused.
    """
    import torch

    weights, config = starter_weights(base, starter=starter)
    private_folder(target)
    (target / "config.json").write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")
    copy_tokenizer(base, target)
    state = {
        name if name.startswith("classifier.") else f"bert.{name}": torch.from_numpy(array.copy())
        for name, array in weights.items()
        if not name.endswith("position_ids")
    }
    labels = [config["id2label"][str(number)] for number in range(len(config["id2label"]))]
    arch = {
        "model_type": str(target),
        "model_name": "BertForSequenceClassification",
        "tokenizer_name": "BertTokenizer",
        "num_classes": len(labels),
    }
    record = {"arch": {"args": arch}, "dataset": {"args": {"classes": labels}}}
    file = target / "toxicity.ckpt"
    torch.save({"config": record, "state_dict": state}, str(file))
    return file
