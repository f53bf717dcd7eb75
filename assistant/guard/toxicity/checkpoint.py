"""Converts a Detoxify checkpoint, which is a pickle, into a folder of safetensors, config, tokenizer and card.

Invariant: a checkpoint is read only after its SHA-256 was checked, and with `weights_only=True`; afterwards the pickle
is not needed any more. Reading needs the extra `torch`.

The official files are release files of unitaryai/detoxify. The eight hex digits in a file name are the first of its
SHA-256.
"""

from __future__ import annotations

import json
import pickle
import shutil
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from assistant.disk.durable import hash_file
from assistant.domain.errors import ModelMissing, ModelRefused
from assistant.guard.toxicity.card import CARD, ToxicityCard
from assistant.guard.toxicity.labels import RENAMED
from assistant.models.onnx.card import write_card
from assistant.models.shipped.folder import WriteGraph, staged_folder

RELEASES: Final = "https://github.com/unitaryai/detoxify/releases/download"
_WINDOW, _STRIDE = 400, 64
_TOKENIZER_FILES = (
    "tokenizer.json",
    "tokenizer_config.json",
    "special_tokens_map.json",
    "vocab.txt",
    "vocab.json",
    "merges.txt",
    "spiece.model",
    "sentencepiece.bpe.model",
)
_UNSAFE = ModelRefused(
    "The checkpoint holds more than tensors and plain values: loading it could run code.",
    "Only the official Detoxify files, with the SHA-256 their names promise, can be imported.",
)


@dataclass(frozen=True, slots=True)
class Official:
    """An official checkpoint: its URL, the first digits of its SHA-256, its approximate size, and the repository on the
    hub (at one commit) whose config and tokenizer (the `wanted` files) it uses."""

    url: str
    sha256_prefix: str
    about_bytes: int
    base: str
    revision: str
    wanted: tuple[str, ...]


_BERT = (
    "google-bert/bert-base-uncased",
    "86b5e0934494bd15c9632b12f734a8a67f723594",
    ("config.json", "tokenizer.json", "tokenizer_config.json", "vocab.txt"),
)
_ROBERTA = (
    "FacebookAI/roberta-base",
    "e2da8e2f811d1448a5b465c236feacd80ffbac7b",
    ("config.json", "tokenizer.json", "tokenizer_config.json", "vocab.json", "merges.txt"),
)
_ALBERT = (
    "albert/albert-base-v2",
    "8e2f239c5f8a2c0f253781ca60135db913e5c80c",
    ("config.json", "tokenizer.json", "tokenizer_config.json", "spiece.model"),
)
OFFICIAL: Final = {
    "detoxify-original": Official(
        f"{RELEASES}/v0.1-alpha/toxic_original-c1212f89.ckpt", "c1212f89", 440_000_000, *_BERT
    ),
    "detoxify-unbiased": Official(
        f"{RELEASES}/v0.3-alpha/toxic_debiased-c7548aa0.ckpt", "c7548aa0", 500_000_000, *_ROBERTA
    ),
    "detoxify-original-small": Official(
        f"{RELEASES}/v0.1.2/original-albert-0e1d6498.ckpt", "0e1d6498", 47_000_000, *_ALBERT
    ),
    "detoxify-unbiased-small": Official(
        f"{RELEASES}/v0.1.2/unbiased-albert-c8519128.ckpt", "c8519128", 47_000_000, *_ALBERT
    ),
}


def import_checkpoint(
    file: Path,
    config_folder: Path,
    target: Path,
    *,
    name: str,
    sha256_prefix: str = "",
    write_graph: WriteGraph | None = None,
) -> Path:
    """Turn a Detoxify checkpoint into a folder of safetensors, config, tokenizer and card; returns `target`.

    `config_folder` holds the transformers config and tokenizer of the base model of the checkpoint. For the names in
    OFFICIAL the pinned hash is used and `sha256_prefix` is ignored; any other name needs at least 8 digits of it.
    With `write_graph` an ONNX graph is written too, if the architecture has one.
    Raises ModelMissing, ModelRefused (hash, code in the pickle, not a Detoxify checkpoint).
    """
    _check_hash(file, OFFICIAL[name].sha256_prefix if name in OFFICIAL else sha256_prefix)
    state, arch, classes = _read_checkpoint(file)
    with staged_folder(target) as staging:
        _write_folder(staging, config_folder, state, arch, classes, name, hash_file(file), write_graph)
    return target


def _check_hash(file: Path, prefix: str) -> None:
    if len(prefix) < 8:
        raise ModelRefused(f"No SHA-256 is known for {file.name!r}.", "Give at least its first eight digits.")
    try:
        found = hash_file(file)
    except OSError as error:
        raise ModelMissing(f"The checkpoint {file.name!r} cannot be read.", "Download it again.") from error
    if not found.startswith(prefix.lower()):
        raise ModelRefused(f"{file.name!r} has a wrong SHA-256 ({found[:12]}...).", "Download it again.")


def _read_checkpoint(file: Path) -> tuple[dict[str, Any], dict[str, Any], list[str]]:
    try:
        import torch
    except ModuleNotFoundError as error:
        raise ModelMissing(
            "Importing a Detoxify checkpoint needs PyTorch.",
            "Install the extra: pip install 'private-assistant[torch]'",
        ) from error
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # torch warns about pickle versions; errors are still raised
            loaded = torch.load(str(file), map_location="cpu", weights_only=True)
    except (pickle.UnpicklingError, RuntimeError, EOFError, ValueError) as error:
        raise _UNSAFE from error
    try:
        arch = dict(loaded["config"]["arch"]["args"])
        classes = [str(label) for label in loaded["config"]["dataset"]["args"]["classes"]]
        state = {str(key): tensor.detach().contiguous() for key, tensor in loaded["state_dict"].items()}
        int(arch["num_classes"]), str(arch["model_name"]), str(arch["tokenizer_name"])
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ModelRefused(f"{file.name!r} is not a Detoxify checkpoint.", "Download it again.") from error
    return state, arch, classes


def _write_folder(
    folder: Path,
    config_folder: Path,
    state: dict[str, Any],
    arch: dict[str, Any],
    classes: list[str],
    name: str,
    revision: str,
    write_graph: WriteGraph | None,
) -> None:
    from safetensors.torch import save_file

    outputs = int(arch["num_classes"])
    config: dict[str, Any] = json.loads((config_folder / "config.json").read_text(encoding="utf-8"))
    config |= {
        "id2label": {str(number): f"LABEL_{number}" for number in range(outputs)},
        "label2id": {f"LABEL_{number}": number for number in range(outputs)},
    }
    (folder / "config.json").write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")
    _copy_tokenizer(config_folder, folder)
    tensors = {key: tensor for key, tensor in state.items() if not key.endswith("position_ids")}
    save_file(tensors, str(folder / "model.safetensors"))
    graph = _try_graph(tensors, config, folder, write_graph)
    card = ToxicityCard(
        name=name,
        revision=revision,
        labels=tuple(RENAMED.get(label, label) for label in classes),
        window_tokens=_WINDOW,
        stride_tokens=_STRIDE,
        pad_id=int(config.get("pad_token_id") or 0),
        graph=graph,
        architecture=str(arch["model_name"]),
        tokenizer_class=str(arch["tokenizer_name"]),
        outputs=outputs,
        files={file.name: hash_file(file) for file in sorted(folder.iterdir())},
    )
    write_card(folder / CARD, card)


def _try_graph(tensors: dict[str, Any], config: dict[str, Any], folder: Path, write_graph: WriteGraph | None) -> str:
    """The graph's file name; "" if no graph is wanted or the architecture has none, and then torch runs the model."""
    if write_graph is None or not (folder / "tokenizer.json").exists():
        return ""
    try:
        write_graph({key: tensor.float().numpy() for key, tensor in tensors.items()}, config, folder / "model.onnx")
    except ModelRefused:
        return ""
    return "model.onnx"


def _copy_tokenizer(source: Path, target: Path) -> None:
    for name in _TOKENIZER_FILES:
        if (source / name).exists():
            shutil.copyfile(source / name, target / name)
