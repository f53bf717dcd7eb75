"""From logits to one figure a sentence: the best span inside it, against "not answered here"."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from assistant.answer.reader.span_margins import MAX_ANSWER_TOKENS, best_span, margins

_LOGITS = arrays(np.float32, st.tuples(st.integers(2, 60), st.just(2)), elements=st.integers(-50, 50).map(float))


@given(logits=_LOGITS, data=st.data())
def test_the_best_span_is_the_best_of_all_pairs(logits: np.ndarray, data: st.DataObject) -> None:
    first = data.draw(st.integers(0, len(logits) - 1))
    last = data.draw(st.integers(first, len(logits) - 1))

    pairs = [
        float(logits[start, 0] + logits[end, 1])
        for start in range(first, last + 1)
        for end in range(start, min(last + 1, start + MAX_ANSWER_TOKENS))
    ]

    assert best_span(logits, first, last) == max(pairs)


def test_each_span_is_compared_with_the_first_token_and_reads_only_its_own_tokens() -> None:
    logits = np.array([[1, 1], [0, 0], [5, -9], [-9, 4], [7, 7], [0, 0]], dtype=np.float32)
    offsets = [(0, 4), (5, 9), (10, 14)]  # of tokens 2, 3 and 4: "aaaa bbbb cccc"

    assert margins(logits, offsets, 2, [(0, 9), (10, 14)]) == [5 + 4 - 2, 7 + 7 - 2]


def test_a_span_that_no_token_of_the_window_touches_has_no_margin() -> None:
    logits = np.zeros((4, 2), dtype=np.float32)

    assert margins(logits, [(0, 4), (4, 4)], 1, [(0, 4), (5, 9)]) == [0.0, -np.inf]
