"""The default embedder: an exported graph on ONNX Runtime, without torch.

Invariant: the same text gives the same vector, bit for bit, whatever other texts are embedded in the same call; rows
have the order of the texts, unit length and finite values; a model whose bytes were changed is not opened.

Each run has a single text (`models.onnx.session` explains why); several threads run at the same time. Such runs need no
padding and stay in the processor's cache: a core embeds 42 chunks of 200 word-pieces a second, against 36 in batches of
16 (MiniLM, 8 bits).
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from assistant.domain.errors import ModelRefused
from assistant.domain.ports.embed import Vector, Vectors
from assistant.models.onnx.card import read_checked
from assistant.models.onnx.embedder_card import read_embedder_card, remedy, shown
from assistant.models.onnx.session import GraphSession
from assistant.models.tokenizer import TokenReader


class OnnxEmbedder:
    """Runs a folder that holds `embedder.json`. `threads` 0 means `default_threads()`.

    Raises ModelMissing (no exported model there), ModelRefused (changed or unreadable files).
    """

    def __init__(self, folder: Path, threads: int = 0) -> None:
        if not folder.is_absolute():
            raise ModelRefused(f"{str(folder)!r} is not an absolute folder.", "Name the folder from the root.")
        self._card = card = read_embedder_card(folder)
        tokenizer = read_checked(folder, "tokenizer.json", card.tokenizer_sha256, shown(folder), remedy(folder))
        graph = read_checked(folder, card.model, card.model_sha256, shown(folder), remedy(folder))
        what = f"the model {card.name!r}"
        self._tokens = TokenReader(tokenizer, what)
        self._threads = threads or default_threads()
        self._session = GraphSession(graph, what, "Pull the model again.")
        self._prompt_tokens = len(self._tokens.ids(card.passage_prompt)) if card.passage_prompt else 0

    @property
    def identity(self) -> str:
        return self._card.identity

    @property
    def dimension(self) -> int:
        return self._card.dimension

    @property
    def max_tokens(self) -> int:
        """The tokens that a passage may have: the model's window less the passage prompt."""
        return self._card.max_tokens - self._prompt_tokens

    @property
    def unrelated(self) -> float:
        return self._card.unrelated

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
        sequences = self._tokens.sequences(texts, self._card.max_tokens)
        vectors = np.empty((len(sequences), self._card.dimension), dtype=np.float32)

        def run(row: int) -> None:
            vectors[row] = self._session.run(sequences[row])

        if min(self._threads, len(sequences)) <= 1:
            for row in range(len(sequences)):
                run(row)
        else:
            # Longest first, so that no thread is left alone with a long text at the end.
            order = sorted(range(len(sequences)), key=lambda row: -len(sequences[row]))
            with ThreadPoolExecutor(min(self._threads, len(order))) as pool:
                list(pool.map(run, order))  # reading the results raises the error of a run
        check_finite(vectors, self._card.name)
        return vectors


def check_finite(vectors: Vectors, name: str) -> None:
    """Raises ModelRefused, with the count of the broken rows, if a value is not a finite number."""
    broken = int((~np.isfinite(vectors).all(axis=1)).sum())
    if broken:
        raise ModelRefused(
            f"The embedding model {name!r} gave {broken} of {len(vectors)} vectors that are not numbers.",
            "Pull the model again, or choose another one.",
        )


def default_threads() -> int:
    """The number of physical cores minus one, so that the terminal app stays fast; with at most two cores, all of them.

    On two cores a second thread is 4/5 faster while nothing else runs, and 1/7 slower under load.
    """
    import psutil

    cores = psutil.cpu_count(logical=False) or os.cpu_count() or 1
    return cores if cores <= 2 else cores - 1
