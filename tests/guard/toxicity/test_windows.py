"""Long text in windows: nothing is lost, nothing is too long, and the pieces go forward."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.guard.toxicity.scorers import highest
from assistant.models.onnx.windows import windows


@given(length=st.integers(0, 3000), size=st.integers(1, 400), data=st.data())
def test_every_token_lies_in_a_window_of_the_right_size(length: int, size: int, data: st.DataObject) -> None:
    overlap = data.draw(st.integers(0, size - 1))

    spans = list(windows(length, size, overlap))

    assert {token for start, end in spans for token in range(start, end)} == set(range(length))
    assert all(end - start == min(size, length) for start, end in spans)
    assert all(later[0] > earlier[0] for earlier, later in pairwise(spans))
    assert all(earlier[1] - later[0] >= overlap for earlier, later in pairwise(spans))


@pytest.mark.parametrize("overlap", [-1, 10, 11])
def test_an_overlap_without_progress_is_an_error(overlap: int) -> None:
    with pytest.raises(ValueError, match="overlap"):
        list(windows(50, 10, overlap))


def test_each_label_keeps_its_own_maximum() -> None:
    assert highest([{"a": 0.1, "b": 0.9}, {"a": 0.7, "b": 0.2}]) == {"a": 0.7, "b": 0.9}
