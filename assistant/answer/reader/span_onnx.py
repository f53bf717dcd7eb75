"""The span reader on ONNX Runtime: finds in which of a passage's sentences a question is answered.

Invariant: no part of a passage goes unread (long ones are read in overlapping windows, each with the question), and the
same question and passage give the same figures whatever stands beside them.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np

from assistant.answer.reader.span_card import GRAPH, TOKENIZER, read_card, read_checked
from assistant.answer.reader.span_margins import Logits, margins
from assistant.domain.errors import ModelRefused
from assistant.domain.records.documents import Excerpt, Span
from assistant.models.onnx.windows import windows
from assistant.text.clean import encodable

_SPECIAL = 3  # before the question, between it and the passage, at the end
_MIN_TEXT_TOKENS = 64  # of a window are the passage's, however long the question is
LIMIT = 30.0  # margins are held within this; no excerpt without a token is better than that


class OnnxSpanReader:
    """The SpanReader in `folder`. Raises ModelMissing (nothing there), ModelRefused (changed or unreadable files)."""

    def __init__(self, folder: Path, threads: int = 1) -> None:
        self._card = card = read_card(folder)
        tokenizer = read_checked(folder, TOKENIZER, card.tokenizer_sha256)
        graph = read_checked(folder, GRAPH, card.graph_sha256)
        self._tokenizer = _open_tokenizer(tokenizer)
        self._session = _open_session(graph)
        self._threads = threads
        edges = self._tokenizer.encode("").ids
        self._before, self._after = edges[:1], edges[1:]

    @property
    def identity(self) -> str:
        return f"{self._card.name}@{self._card.revision}"

    def margins(self, question: str, excerpts: Sequence[Excerpt]) -> list[list[float]]:
        """See the port."""
        ids = self._tokenizer.encode(encodable(question), add_special_tokens=False).ids
        asked = ids[: self._card.window_tokens - _SPECIAL - _MIN_TEXT_TOKENS]
        if min(self._threads, len(excerpts)) <= 1:
            return [self._read(asked, one) for one in excerpts]
        with ThreadPoolExecutor(min(self._threads, len(excerpts))) as pool:
            return list(pool.map(lambda one: self._read(asked, one), excerpts))

    def _read(self, asked: list[int], one: Excerpt) -> list[float]:
        shown = f"{one.context}\n{one.text}" if one.context else one.text
        before = len(shown) - len(one.text)
        encoded = self._tokenizer.encode(encodable(shown), add_special_tokens=False)
        spans = [(start + before, end + before) for start, end in one.spans]
        size = self._card.window_tokens - _SPECIAL - len(asked)
        best = [-LIMIT] * len(spans)
        for start, end in windows(len(encoded.ids), size, min(self._card.stride_tokens, size // 2)):
            head = [*self._before, *asked, *self._after]
            logits = self._run([*head, *encoded.ids[start:end], *self._after])
            offsets: list[Span] = encoded.offsets[start:end]
            found = margins(logits, offsets, len(head), spans)
            best = [max(old, new) for old, new in zip(best, found, strict=True)]
        return [min(LIMIT, margin) for margin in best]

    def _run(self, ids: list[int]) -> Logits:
        """Start and end logits of one window, shape (tokens, 2). One window a run, for the reason in `embed.onnx`."""
        feeds = {"input_ids": np.array([ids], dtype=np.int64), "attention_mask": np.ones((1, len(ids)), dtype=np.int64)}
        logits = np.asarray(self._session.run(None, feeds)[0][0], dtype=np.float32)
        if not np.isfinite(logits).all():
            raise ModelRefused("The reading model gave values that are not numbers.", "Pull it again.")
        return logits


def _open_tokenizer(definition: bytes) -> Any:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_str(definition.decode("utf-8"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def _open_session(graph: bytes) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # each window stays on the thread that asked for it
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
