"""Graphs that are opened without rounding: the starter's own reader, with the same weights."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import pytest

from assistant.models.onnx.session import GraphSession
from tests.benchmarks.models.float_graphs import float_graph, in_float32

IDS = [101, *range(2000, 2030), 102]


@pytest.mark.models
def test_the_same_weights_without_rounding(starter_models: Path) -> None:
    file = starter_models / "reader-starter" / "model.onnx"
    rounded = GraphSession(file, "the reader", "").run(IDS)
    with in_float32():
        exact = GraphSession(file, "the reader", "").run(IDS)
    assert not np.array_equal(rounded, exact)
    cosine = float(np.sum(rounded * exact) / np.linalg.norm(rounded) / np.linalg.norm(exact))
    assert cosine > 0.97
    left = {node.op_type for node in float_graph(onnx.load(file)).graph.node}
    assert not left & {"DynamicQuantizeLinear", "MatMulInteger", "QAttention"}
    assert np.array_equal(GraphSession(file, "the reader", "").run(IDS), rounded)  # outside the block nothing changes
