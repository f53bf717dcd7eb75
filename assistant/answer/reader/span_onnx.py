"""The span reader on ONNX Runtime: finds in which of a passage's sentences a question is answered.

Invariant: no part of a passage goes unread (long ones are read in overlapping windows, each with the question), and the
same question and passage give the same figures whatever stands beside them.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from assistant.answer.reader.span_card import GRAPH, HINT, TOKENIZER, WHAT, read_reader_card
from assistant.answer.reader.span_margins import Logits, margins
from assistant.domain.errors import ModelRefused
from assistant.domain.records.documents import Excerpt
from assistant.models.onnx.card import read_checked
from assistant.models.onnx.session import GraphSession
from assistant.models.onnx.windows import windows
from assistant.models.tokenizer import TokenReader

_SPECIAL = 3  # before the question, between it and the passage, at the end
_MIN_TEXT_TOKENS = 64  # of a window are the passage's, however long the question is
LIMIT = 30.0  # margins are held within this; no excerpt without a token is better than that


class OnnxSpanReader:
    """The SpanReader in `folder`. Raises ModelMissing (nothing there), ModelRefused (changed or unreadable files)."""

    def __init__(self, folder: Path, threads: int = 1) -> None:
        self._card = card = read_reader_card(folder)
        tokenizer = read_checked(folder, TOKENIZER, card.tokenizer_sha256, WHAT, HINT)
        graph = read_checked(folder, GRAPH, card.graph_sha256, WHAT, HINT)
        self._tokens = TokenReader(tokenizer, WHAT)
        self._session = GraphSession(graph, WHAT, HINT)
        self._threads = threads
        self._before, self._after = self._tokens.special_tokens()

    @property
    def identity(self) -> str:
        return f"{self._card.name}@{self._card.revision}"

    def margins(self, question: str, excerpts: Sequence[Excerpt]) -> list[list[float]]:
        """See the port."""
        asked = self._tokens.ids(question)[: self._card.window_tokens - _SPECIAL - _MIN_TEXT_TOKENS]
        if min(self._threads, len(excerpts)) <= 1:
            return [self._read(asked, excerpt) for excerpt in excerpts]
        with ThreadPoolExecutor(min(self._threads, len(excerpts))) as pool:
            return list(pool.map(lambda excerpt: self._read(asked, excerpt), excerpts))

    def _read(self, asked: list[int], excerpt: Excerpt) -> list[float]:
        shown = f"{excerpt.context}\n{excerpt.text}" if excerpt.context else excerpt.text
        before = len(shown) - len(excerpt.text)
        ids, offsets = self._tokens.pieces(shown)
        spans = [(start + before, end + before) for start, end in excerpt.spans]
        size = self._card.window_tokens - _SPECIAL - len(asked)
        best = [-LIMIT] * len(spans)
        for start, end in windows(len(ids), size, min(self._card.stride_tokens, size // 2)):
            head = [*self._before, *asked, *self._after]
            logits = self._run([*head, *ids[start:end], *self._after])
            found = margins(logits, offsets[start:end], len(head), spans)
            best = [max(old, new) for old, new in zip(best, found, strict=True)]
        return [min(LIMIT, margin) for margin in best]

    def _run(self, ids: list[int]) -> Logits:
        """Start and end logits of one window, shape (tokens, 2)."""
        logits = self._session.run(ids)
        if not np.isfinite(logits).all():
            raise ModelRefused("The reading model gave values that are not numbers.", "Pull it again.")
        return logits
