"""Traces the graph of any sentence-transformers model with PyTorch, for architectures that `bert` does not build.

Invariant: a graph is returned only if it gives the library's own vectors on the built-in sample; only safetensors are
loaded, and no code of the model's author runs.

This needs the extra `torch`, and happens only when a model is pulled or added.
"""

from __future__ import annotations

import importlib.util
import io
import os
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from assistant.domain.errors import ModelRefused
from assistant.models.onnx.bert import OPSET, GraphUnsupported
from assistant.models.onnx.quiet import errors_only
from assistant.models.onnx.sample import SAMPLE, sample_sequences
from assistant.models.onnx.sentence_folder import read_json, read_modules
from assistant.models.onnx.session import GraphSession

_MAX_DIFFERENCE = 1e-4  # per value; float32 rounding over a dozen layers stays below 1e-6
_MAX_BYTES = 1_900_000_000  # a graph is a protocol buffer, which is limited to 2 GiB
_LIBRARY = "sentence_transformers."
_PICKLES = frozenset({".bin", ".pt", ".pth", ".ckpt", ".pkl", ".pickle", ".joblib"})


@dataclass(frozen=True, slots=True)
class TracedModel:
    """`graph` is an onnx.ModelProto of (ids, mask) to unit vectors; `max_tokens` counts special tokens."""

    graph: Any
    dimension: int
    max_tokens: int


def trace_sentence_folder(folder: Path, dimension: int = 0) -> TracedModel:
    """Load the absolute `folder` with the library and trace it; `dimension` > 0 keeps the first values (Matryoshka).

    Raises GraphUnsupported if that fails, ModelRefused for a folder that is unsafe to load.
    """
    _refuse_code(folder)
    if importlib.util.find_spec("torch") is None or importlib.util.find_spec("sentence_transformers") is None:
        raise GraphUnsupported(
            "This architecture is exported by PyTorch.", "Run: pip install 'private-assistant[torch]'"
        )
    if sum(file.stat().st_size for file in folder.rglob("*.safetensors")) > _MAX_BYTES:
        raise GraphUnsupported("The model is too large for a graph.", "It runs with the extra: torch.")
    with errors_only(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about Python numbers that become constants; `_compare` finds real errors
        model = _load(folder)
        data = _trace(model, dimension)
        _compare(data, model, folder / "tokenizer.json", dimension)
    import onnx

    values = int(model.get_embedding_dimension())
    return TracedModel(onnx.load_from_string(data), min(dimension, values) or values, int(model.max_seq_length))


def _refuse_code(folder: Path) -> None:
    if any(not kind.startswith(_LIBRARY) for kind, _ in read_modules(folder)):
        raise ModelRefused(f"The model {folder.name!r} asks for code of its own.", "Choose another model.")
    for path in folder.rglob("*"):
        if path.suffix.lower() in _PICKLES:
            raise ModelRefused(
                f"The model folder {folder.name!r} holds {path.name!r}, which may run code when it is loaded.",
                "Only safetensors weights are used. Remove the file, or use a copy without it.",
            )
    for path in folder.glob("*_Pooling/config.json"):
        if read_json(path).get("include_prompt") is False:
            raise GraphUnsupported("Pooling without the prompt has no graph here.", "It runs with the extra: torch.")


def _load(folder: Path) -> Any:
    for name in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "DO_NOT_TRACK"):
        os.environ.setdefault(name, "1")  # read when the libraries are imported
    import torch
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging as library_log

    library_log.set_verbosity_error()
    library_log.disable_progress_bar()
    options = {"use_safetensors": True, "dtype": torch.float32, "attn_implementation": "eager"}
    try:
        model = SentenceTransformer(
            str(folder.resolve()),
            device="cpu",
            local_files_only=True,
            trust_remote_code=False,
            model_kwargs=options,
        )
    except Exception as error:  # the library raises many types for a broken folder
        raise GraphUnsupported(f"The model {folder.name!r} cannot be loaded.", "Pull it again.") from error
    _refuse_random_weights(folder, model)
    return model.eval()


def _refuse_random_weights(folder: Path, model: Any) -> None:
    """Raises ModelRefused if the library initialised tensors at random because the weights do not hold them.

    The library does not report this, and the vectors would be noise. A pooler may be missing: no embedding uses it.
    """
    from transformers import AutoModel

    kind = type(model[0].model if hasattr(model[0], "model") else model[0].auto_model)
    loader = kind if hasattr(kind, "from_pretrained") else AutoModel
    _, info = loader.from_pretrained(
        str(folder.resolve()), local_files_only=True, use_safetensors=True, output_loading_info=True
    )
    missing = sorted(name for name in info["missing_keys"] if "pooler." not in name)
    if missing:
        raise ModelRefused(f"The weights hold no {missing[0]!r}.", "The model is not what its config says.")


def _trace(model: Any, dimension: int) -> bytes:
    import torch

    class Vectors(torch.nn.Module):  # type: ignore[misc,unused-ignore]
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, input_ids: Any, attention_mask: Any) -> Any:
            rows = self.model({"input_ids": input_ids, "attention_mask": attention_mask})["sentence_embedding"]
            rows = rows[:, :dimension] if dimension else rows
            return torch.nn.functional.normalize(rows, p=2, dim=1)

    ids = torch.tensor([[2, 3, 4, 5, 6, 7, 8], [3, 4, 5, 6, 7, 8, 9]])
    target = io.BytesIO()
    free = {name: {0: "batch", 1: "length"} for name in ("input_ids", "attention_mask")}
    try:
        torch.onnx.export(
            Vectors().eval(),
            (ids, torch.ones_like(ids)),
            target,
            input_names=list(free),
            output_names=["embeddings"],
            dynamic_axes={**free, "embeddings": {0: "batch"}},
            opset_version=OPSET,
            dynamo=False,  # the other exporter needs onnxscript and takes a minute
        )
    except Exception as error:  # an operator that has no graph, or a model that cannot be traced
        raise GraphUnsupported("This architecture cannot be exported.", "It runs with the extra: torch.") from error
    return target.getvalue()


def _compare(data: bytes, model: Any, tokenizer: Path, dimension: int) -> None:
    """Raises GraphUnsupported unless the graph gives the library's vectors for all texts of the sample."""
    expected = np.asarray(model.encode(list(SAMPLE), show_progress_bar=False, convert_to_numpy=True, prompt=""))
    expected = expected[:, :dimension] if dimension else expected
    expected = expected / np.maximum(np.linalg.norm(expected, axis=1, keepdims=True), 1e-12)
    try:
        session = GraphSession(data, "the exported graph", "Pull the model again.", threads=0)
        sequences = sample_sequences(tokenizer, int(model.max_seq_length))
        for sequence, row in zip(sequences, expected, strict=True):
            if not np.abs(session.run(sequence) - row).max() <= _MAX_DIFFERENCE:
                raise GraphUnsupported("The exported graph gives other vectors.", "It runs with the extra: torch.")
    except GraphUnsupported:
        raise
    except Exception as error:  # the runtime's own exception types are not importable by name
        raise GraphUnsupported("The exported graph cannot be run.", "It runs with the extra: torch.") from error
