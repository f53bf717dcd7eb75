"""The one opener of ONNX graphs: a row for a sequence, and a refusal that names the model."""

from __future__ import annotations

import uuid
from pathlib import Path

import numpy as np
import onnx
import pytest

from assistant.domain.errors import ModelRefused
from assistant.models.onnx.export import quantise
from assistant.models.onnx.session import GraphSession


def lengths_graph() -> bytes:
    """A graph whose first output is the sum of the ids and the sum of the mask, shape (batch, 2)."""
    from onnx import TensorProto, helper

    names = ("input_ids", "attention_mask")
    nodes = [helper.make_node("ReduceSum", [name, "axes"], [f"{name}.sum"], keepdims=1) for name in names]
    nodes.append(helper.make_node("Concat", [f"{name}.sum" for name in names], ["sums"], axis=1))
    graph = helper.make_graph(
        nodes,
        "lengths",
        [helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "length"]) for name in names],
        [helper.make_tensor_value_info("sums", TensorProto.INT64, ["batch", 2])],
        [helper.make_tensor("axes", TensorProto.INT64, [1], [1])],
    )
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    return bytes(made.SerializeToString())


@pytest.mark.parametrize("threads", [0, 1, 2])
def test_a_sequence_is_a_run_of_its_own_and_every_token_counts(tmp_path: Path, threads: int) -> None:
    file = tmp_path / "lengths.onnx"
    file.write_bytes(lengths_graph())
    for source in (lengths_graph(), file):
        row = GraphSession(source, "the model", "", threads=threads).run([5, 6, 7])
        assert row.dtype == np.float32
        assert row.tolist() == [18, 3]


@pytest.mark.parametrize("there", [True, False])
def test_what_is_no_graph_is_refused_by_the_models_name(tmp_path: Path, there: bool) -> None:
    file = tmp_path / "broken.onnx"
    if there:
        file.write_bytes(b"not a graph")
    with pytest.raises(ModelRefused, match=r"^The graph of the reading model cannot be opened") as caught:
        GraphSession(file, "the reading model", "Pull it again.")
    assert caught.value.hint == "Pull it again."


def test_no_name_is_made_of_the_address_of_the_network_card(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """To ask for it takes an internet socket; the library that writes graphs names its temporary files so."""

    def asked(*_: object) -> uuid.UUID:
        raise AssertionError("the card was asked for its address")

    monkeypatch.setattr(uuid, "uuid1", asked)
    quantise(onnx.load_from_string(lengths_graph()), tmp_path / "small.onnx")
    assert GraphSession(tmp_path / "small.onnx", "the model", "").run([5, 6, 7]).tolist() == [18, 3]
    assert uuid.uuid1 is asked  # as it was
