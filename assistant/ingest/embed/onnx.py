"""The embedder that normally runs: an exported graph on ONNX Runtime, without torch.

Invariant: the same text gives the same vector, bit for bit, whatever stands beside it; rows come back in the order
asked, unit length, finite; a model whose bytes were changed is not opened.

Each text is a run of its own, and several runs go side by side on threads. An 8-bit graph finds its scales from all
that is in the batch, so in a batch a vector would depend on its neighbours (cosine down to .96 between two batches).
Runs of one also need no padding and stay in the processor's cache: 42 chunks of 200 word-pieces a second of one core,
against 36 in batches of 16 (MiniLM, 8 bits).
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np

from assistant.domain.errors import ModelRefused
from assistant.domain.ports.embed import Vector, Vectors
from assistant.ingest.embed.card import read_card, read_checked
from assistant.ingest.embed.tokens import TokenReader


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
        self._threads = threads or default_threads()
        self._session = _open_session(graph, self._card.name)
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
        sequences = self._tokens.sequences(texts)
        vectors = np.empty((len(sequences), self._card.dimension), dtype=np.float32)

        def run(row: int) -> None:
            ids = np.array([sequences[row]], dtype=np.int64)
            vectors[row] = self._session.run(None, {"input_ids": ids, "attention_mask": np.ones_like(ids)})[0][0]

        if min(self._threads, len(sequences)) <= 1:
            for row in range(len(sequences)):
                run(row)
        else:
            # Longest first, so that no thread is left alone with a long text at the end.
            order = sorted(range(len(sequences)), key=lambda row: -len(sequences[row]))
            with ThreadPoolExecutor(min(self._threads, len(order))) as pool:
                list(pool.map(run, order))  # the list raises what a run raised
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
    """Physical cores less one, so that the terminal app stays quick; both of two.

    On two cores a second thread gains four fifths while nothing else runs, and loses a seventh under load.
    """
    import psutil

    cores = psutil.cpu_count(logical=False) or os.cpu_count() or 1
    return cores if cores <= 2 else cores - 1


def _open_session(graph: bytes, name: str) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # each run stays on the thread that asked for it
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    try:
        return onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # the runtime's own exception types are not importable by name
        raise ModelRefused(f"The graph of the model {name!r} cannot be opened.", "Pull the model again.") from error
