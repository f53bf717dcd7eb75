"""From two logits a token to one figure a sentence.

Invariant: a span's margin does not depend on the other spans; a span without a token in the window has -inf.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from assistant.domain.records.documents import Span

MAX_ANSWER_TOKENS = 30  # as in the reference implementation of BERT for SQuAD (Devlin et al. 2019)

Logits = NDArray[np.float32]


def best_span(logits: Logits, first: int, last: int) -> float:
    """The best sum of a start and an end logit, `first` <= start <= end <= `last`, end < start + 30 tokens.

    `logits` has the shape (tokens, 2), start and end.
    """
    starts, ends = logits[first : last + 1, 0], logits[first : last + 1, 1]
    best = -np.inf
    for shift in range(min(MAX_ANSWER_TOKENS, len(starts))):
        best = max(best, float(np.max(starts[: len(starts) - shift] + ends[shift:])))
    return best


def margins(logits: Logits, offsets: Sequence[Span], shift: int, spans: Sequence[Span]) -> list[float]:
    """For each of `spans`, by how much its best answer beats "not answered here" (the window's first token).

    `offsets` are the character spans of the passage's tokens in the window, `shift` counts the tokens before them.
    -inf for a span without a token in the window.
    """
    no_answer = float(logits[0].sum())
    found = []
    for start, end in spans:
        inside = [number for number, (low, high) in enumerate(offsets, shift) if low < min(end, high) and high > start]
        found.append(best_span(logits, inside[0], inside[-1]) - no_answer if inside else -np.inf)
    return found
