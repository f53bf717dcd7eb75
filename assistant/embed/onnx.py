"""The embedder that normally runs: an exported graph on ONNX Runtime, without torch.

Invariant: rows come back in the order asked, unit length, finite; a model whose bytes were changed is not opened.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from assistant.core.errors import ModelRefused
from assistant.core.ports import Vector, Vectors
from assistant.embed.batches import batches
from assistant.embed.card import read_card, read_checked
from assistant.embed.tokens import TokenReader

TOKEN_BUDGET = 2048  # word-pieces a batch


class OnnxEmbedder:
    """Runs a folder that holds `embedder.json`. `threads` 0 means `default_threads()`.

    Raises ModelMissing (no exported model there), ModelRefused (changed or unreadable files).
    """

    def __init__(self, folder: Path, threads: int = 0) -> None:
        if not folder.is_absolute():
            raise ModelRefused(f"{str(folder)!r} is not an absolute folder.", "Name the folder from the root.")
        self._card = read_card(folder)
        tokenizer = read_checked(folder, "tokenizer.json", self._card.tokenizer_sha256)
        graph = read_checked(folder, self._card.model, self._card.model_sha256)
        self._tokens = TokenReader(tokenizer, self._card.max_tokens, self._card.name)
        self._session = _open_session(graph, threads or default_threads(), self._card.name)
        self._prompt_tokens = self._tokens.count(self._card.passage_prompt) if self._card.passage_prompt else 0

    @property
    def identity(self) -> str:
        return self._card.identity

    @property
    def dimension(self) -> int:
        return self._card.dimension

    @property
    def max_tokens(self) -> int:
        """The window that is left for a passage: the model's own less the passage prompt."""
        return self._card.max_tokens - self._prompt_tokens

    def token_spans(self, text: str) -> list[tuple[int, int]]:
        return self._tokens.spans(text)

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Raises ModelRefused if the model computes values that are not numbers."""
        prompt = self._card.passage_prompt
        return self._embed([prompt + text for text in texts] if prompt else texts)

    def embed_question(self, text: str) -> Vector:
        """Raises ModelRefused if the model computes values that are not numbers."""
        row: Vector = self._embed([self._card.question_prompt + text])[0]
        return row

    def _embed(self, texts: Sequence[str]) -> Vectors:
        vectors = np.empty((len(texts), self._card.dimension), dtype=np.float32)
        for batch in batches(self._tokens.sequences(texts), TOKEN_BUDGET, self._card.pad_id):
            vectors[batch.rows] = self._session.run(None, {"input_ids": batch.ids, "attention_mask": batch.mask})[0]
        check_finite(vectors, self._card.name)
        return vectors


def check_finite(vectors: Vectors, name: str) -> None:
    """Raises ModelRefused with the count of the rows that hold anything but numbers."""
    broken = int((~np.isfinite(vectors).all(axis=1)).sum())
    if broken:
        raise ModelRefused(
            f"The embedding model {name!r} gave {broken} of {len(vectors)} vectors that are not numbers.",
            "Pull the model again, or choose another one.",
        )


def default_threads() -> int:
    """Physical cores less one, so that the terminal app stays quick; never less than one."""
    import psutil

    return max(1, (psutil.cpu_count(logical=False) or os.cpu_count() or 1) - 1)


def _open_session(graph: bytes, threads: int, name: str):  # type: ignore[no-untyped-def]
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    # Idle threads sleep instead of spinning: the language model wants the cores next.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    try:
        return onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # the runtime's own exception types are not importable by name
        raise ModelRefused(f"The graph of the model {name!r} cannot be opened.", "Pull the model again.") from error
