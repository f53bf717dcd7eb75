"""Runs any sentence-transformers folder through the library itself: the reference, and the fallback without a graph.

Invariant: only an absolute folder with safetensors weights is loaded; never a hub name, a pickle or foreign code.
Needs the extra `torch`; slow to import and to run.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from assistant.domain.errors import ModelMissing, ModelRefused
from assistant.domain.ports.embed import Vector, Vectors
from assistant.ingest.embed.onnx import check_finite
from assistant.text.clean import encodable

_RUNS_CODE = frozenset({".bin", ".pt", ".pth", ".ckpt", ".pkl", ".pickle", ".h5", ".msgpack", ".py", ".so", ".joblib"})
_LIBRARY = "sentence_transformers."


class SentenceTransformerEmbedder:
    """Raises ModelMissing (the extra is not installed), ModelRefused (unsafe or unreadable folder)."""

    def __init__(self, folder: Path, threads: int = 0) -> None:
        refuse_unsafe_folder(folder)
        for name in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "DO_NOT_TRACK"):
            os.environ.setdefault(name, "1")  # read when the libraries are imported
        try:
            import torch
            from sentence_transformers import SentenceTransformer
            from transformers.utils import logging as library_log
        except ImportError as error:
            raise ModelMissing(
                f"The model {folder.name!r} needs PyTorch, which is not installed.",
                "Run: pip install 'private-assistant[torch]'",
            ) from error
        if threads:
            torch.set_num_threads(threads)
        library_log.disable_progress_bar()  # it would draw over the terminal app
        try:
            self._model: Any = SentenceTransformer(
                str(folder),
                device="cpu",
                local_files_only=True,
                trust_remote_code=False,
                model_kwargs={"use_safetensors": True, "dtype": torch.float32},
            )
        except Exception as error:  # the library raises many types for a broken folder
            raise ModelRefused(f"The model {folder.name!r} cannot be loaded.", "Pull it again.") from error
        self._name = folder.name
        self._identity = f"{folder.name}/sentence-transformers/fp32/{_fingerprint(folder)}"

    @property
    def identity(self) -> str:
        return self._identity

    @property
    def dimension(self) -> int:
        return int(self._model.get_embedding_dimension())

    @property
    def max_tokens(self) -> int:
        prompt = self._prompt("document", "passage")
        return int(self._model.max_seq_length) - (len(self.token_spans(prompt)) if prompt else 0)

    @property
    def unrelated(self) -> float:
        return 0.0  # nobody has measured it

    def token_spans(self, text: str) -> list[tuple[int, int]]:
        encoded = self._model.tokenizer(
            encodable(text), add_special_tokens=False, return_offsets_mapping=True, truncation=False, verbose=False
        )
        return [(int(start), int(end)) for start, end in encoded["offset_mapping"]]

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Raises ModelRefused if the model computes values that are not numbers."""
        return self._embed(texts, self._prompt("document", "passage"))

    def embed_question(self, text: str) -> Vector:
        """Raises ModelRefused if the model computes values that are not numbers."""
        row: Vector = self._embed([text], self._prompt("query"))[0]
        return row

    def _prompt(self, *names: str) -> str:
        prompts: dict[str, str] = self._model.prompts
        default = prompts.get(self._model.default_prompt_name or "", "")
        return next((prompts[name] for name in names if prompts.get(name)), default)

    def _embed(self, texts: Sequence[str], prompt: str) -> Vectors:
        if not texts:
            return np.empty((0, self.dimension), dtype=np.float32)
        vectors = self._model.encode(
            [encodable(text) for text in texts],
            prompt=prompt or "",
            batch_size=16,
            normalize_embeddings=True,
            convert_to_numpy=True,
            show_progress_bar=False,
        )
        found = np.asarray(vectors, dtype=np.float32)
        check_finite(found, self._name)
        return found


def refuse_unsafe_folder(folder: Path) -> None:
    """Raises ModelRefused unless `folder` is absolute, exists, and holds no file that can run code."""
    if not folder.is_absolute() or not folder.is_dir():
        raise ModelRefused(f"{str(folder)!r} is not an absolute folder.", "Models are never loaded by a hub name.")
    for path in folder.rglob("*"):
        if path.suffix.lower() in _RUNS_CODE:
            raise ModelRefused(
                f"The model folder {folder.name!r} holds {path.name!r}, which may run code when it is loaded.",
                "Only safetensors weights are used.",
            )
    modules = folder / "modules.json"
    try:
        kinds = [str(module["type"]) for module in json.loads(modules.read_bytes())] if modules.exists() else []
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelRefused(f"'modules.json' of the model {folder.name!r} cannot be read.", "Pull it again.") from error
    if any(not kind.startswith(_LIBRARY) for kind in kinds):
        raise ModelRefused(f"The model {folder.name!r} asks for code of its own.", "Choose another model.")


def _fingerprint(folder: Path) -> str:
    """The first 12 digits of the SHA-256 over all files that affect a vector."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.suffix in (".safetensors", ".json") and path.name != "manifest.json" and path.is_file():
            digest.update(path.relative_to(folder).as_posix().encode())
            with path.open("rb") as stream:
                while block := stream.read(1 << 20):
                    digest.update(block)
    return digest.hexdigest()[:12]
